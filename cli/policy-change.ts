import type { ManagedPolicy } from '../lambda/contract/managed-policies';
import { planVersion, type PlannedVersion, putInForce } from '../lambda/domain/manage/policies/change-policies';
import { type ManagedSet, policiesOf, setName } from '../lambda/domain/manage/policies/managed-set';
import type { Change } from './commands/changing-command';
import type { Gateway } from './connection/gateway';
import { renderTextDiff } from './render-text-diff';

/** A change of a set of managed policies, as a command says it. */
export interface WantedPolicies {
  /** The verb of the command. */
  readonly verb: string;
  readonly set: ManagedSet;
  readonly policies: readonly ManagedPolicy[];
  readonly note?: string | undefined;
  /** What it does, as the start of a sentence. */
  readonly does: string;
  readonly question?: string;
}

/** Plans a change of policies: all of it is checked before anything is asked or written. */
export async function changeOfPolicies(gateway: Gateway, wanted: WantedPolicies): Promise<Change> {
  const { verb, set, policies, note, does, question } = wanted;
  const { ports, facts } = gateway;
  const by = await gateway.caller();
  const planned = await planVersion(ports, set, policies, {
    by,
    at: ports.clock.now(),
    ...(note !== undefined && { note }),
  });
  const { number } = planned.document;
  return {
    operation: `policies ${verb}`,
    target: setName(set),
    summary: planned.unchanged ? 'nothing: the set is like that already.' : `${does}, as version ${number}.`,
    preview: {
      value: { version: number },
      text: renderTextDiff(textOf(policiesOf(set)), textOf(planned.document.policies)),
    },
    ...(question !== undefined && { question }),
    apply: async () => {
      const document = await putInForce(ports, planned);
      return {
        value: resultOf(planned, document, Number(facts.revocationBound)),
        text: sentenceOf(planned, does, facts.revocationBound),
      };
    },
  };
}

function resultOf({ unchanged, document: { number }, set }: PlannedVersion, document: string, seconds: number): object {
  const was = set.current?.document.number ?? 0;
  return unchanged
    ? { outcome: 'unchanged', version: was, document }
    : { outcome: 'changed', version: number, before: was, document, inForceWithinSeconds: seconds };
}

function sentenceOf({ unchanged, document, set }: PlannedVersion, does: string, seconds: unknown): string {
  if (unchanged) {
    return `Nothing to do: the set (${setName(set)}) is like that already.`;
  }
  const open =
    set.tenant !== undefined && document.policies.length === 0
      ? ' The tenant has no policies of its own any more: the global set alone decides.'
      : '';
  return `Done: ${does}. Version ${document.number} (${setName(set)}) is in force within ${String(seconds)} s.${open}`;
}

/** All policies as one text, to compare. */
export function textOf(policies: readonly ManagedPolicy[]): string {
  return policies.map(({ id, text }) => `// ${id}\n${text.trimEnd()}\n`).join('\n');
}
