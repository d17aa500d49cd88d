import type { OperatorActivity, OperatorRecord } from '../../contract/operator-record';
import { auditText } from '../audit-text';
import type { Clock, Randomness } from '../ports';

/** Keeps operator records where the proxy's audit records are. Throws `ServiceFault`. */
export interface OperatorJournal {
  /** @param line the record as one line of JSON. @param time epoch milliseconds. */
  append(line: string, time: number): Promise<void>;
}

/** What is done, by whom. */
export interface OperatorChange {
  /** Noun and verb of the command, as `users suspend`. */
  readonly operation: string;
  /** What is changed: a name, never a secret. */
  readonly target: string;
  readonly by: string;
}

export interface JournalPorts {
  readonly journal: OperatorJournal;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Raised where a change was done and that could not be written down. */
export class UnrecordedChange extends Error {
  public override readonly name = 'UnrecordedChange';
}

const ID_BYTES = 16;
const ACTIVITIES: ReadonlyMap<string, OperatorActivity> = new Map([
  ['create', 1],
  ['mint', 1],
  ['import', 1],
  ['delete', 4],
  ['revoke', 12],
  ['suspend', 12],
  ['resume', 13],
  ['restore', 13],
]);

/**
 * Runs a change between two records: no attempt on record, no change; and what came of it afterwards.
 *
 * @param codeOf says what a failure is known by.
 * @throws UnrecordedChange where it was done and the second record could not be written; else what `apply` throws.
 */
export async function recordChange<T>(
  ports: JournalPorts,
  change: OperatorChange,
  apply: () => Promise<T>,
  codeOf: (error: unknown) => string,
): Promise<T> {
  const id = ports.randomness.base64url(ID_BYTES);
  const write = (result: OperatorRecord['unmapped']['result'], code = '-'): Promise<void> => {
    const record = recordOf(ports.clock.now(), { ...change, id, result, code });
    return ports.journal.append(JSON.stringify(record), record.time);
  };
  await write('attempted');
  let done: T;
  try {
    done = await apply();
  } catch (error) {
    // What went wrong first is what the caller has to know.
    await write('failed', codeOf(error)).catch(() => {});
    throw error;
  }
  try {
    await write('done');
  } catch (cause) {
    throw new UnrecordedChange(`${change.operation} ${change.target}`, { cause });
  }
  return done;
}

function recordOf(
  time: number,
  facts: OperatorChange & { id: string; result: OperatorRecord['unmapped']['result']; code: string },
): OperatorRecord {
  const { id, result, code } = facts;
  const operation = auditText(facts.operation);
  const target = auditText(facts.target);
  const by = auditText(facts.by);
  const [noun = '', verb = ''] = operation.split(' ');
  const activity = ACTIVITIES.get(verb) ?? 3;
  const event = result === 'attempted' ? 'attempt' : 'change';
  const failed = result === 'failed';
  return {
    class_uid: 3004,
    class_name: 'Entity Management',
    category_uid: 3,
    activity_id: activity,
    type_uid: 300_400 + activity,
    time,
    timestamp: new Date(time).toISOString(),
    level: failed ? 'WARN' : 'INFO',
    severity_id: failed ? 3 : 1,
    status_id: result === 'attempted' ? 0 : failed ? 2 : 1,
    metadata: {
      version: '1.6.0',
      product: { name: 'Gatehouse', vendor_name: 'Gatehouse' },
      event_code: event,
      correlation_uid: id,
    },
    actor: { user: { uid: by } },
    entity: { type: noun, uid: target },
    unmapped: { id, event, operation, target, by, result, code },
  };
}
