import { MissingValueError } from '../contract/declarations';
import { EnvironmentError } from '../contract/environment';
import { DependencyFault, ThrottledError } from '../domain/ports';
import { RegistrarFault } from '../domain/registrar-fault';
import type { RegistrarOutcome } from '../domain/registrar-request';

/** The part of CloudFormation's event that names the answer. */
export interface CustomResourceEvent {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
}

/** Where an answer goes, and where what is too long for it. */
export interface CustomResourcePorts {
  send(responseUrl: string, answer: object): Promise<void>;
  log(line: string): unknown;
}

/** One resource a table, for as long as the stack: another id would make CloudFormation delete this one. */
export const PHYSICAL_RESOURCE_ID = 'gatehouse-registry';
/** CloudFormation takes 4,096 bytes of answer; people read less. */
const REASON_LIMIT_BYTES = 1_024;

/** Does the work and answers CloudFormation, whatever happens: without an answer a deploy hangs for an hour. */
export async function answerCustomResource(
  event: CustomResourceEvent,
  work: () => Promise<RegistrarOutcome>,
  ports: CustomResourcePorts,
): Promise<void> {
  const outcome = await Promise.resolve()
    .then(work)
    .catch((fault: unknown) => ({ ok: false as const, problems: [problemOf(fault, ports)] }));
  const { StackId, RequestId, LogicalResourceId } = event;
  const answer = {
    Status: outcome.ok ? 'SUCCESS' : 'FAILED',
    ...(outcome.ok ? { Data: outcome.values } : { Reason: reasonOf(outcome.problems) }),
    PhysicalResourceId: event.PhysicalResourceId ?? PHYSICAL_RESOURCE_ID,
    StackId,
    RequestId,
    LogicalResourceId,
  };
  for (const problem of outcome.ok ? [] : outcome.problems) {
    ports.log(JSON.stringify({ problem }));
  }
  await ports.send(event.ResponseURL, answer);
}

/** Only messages that are written here are shown: those of libraries may repeat what they were given. */
function problemOf(fault: unknown, ports: CustomResourcePorts): string {
  const { name, stack } = fault as Error;
  const own = [DependencyFault, EnvironmentError, MissingValueError, RegistrarFault, ThrottledError].some(
    (kind) => fault instanceof kind,
  );
  const places = stack?.split('\n').filter((line) => line.startsWith('    at '));
  ports.log(JSON.stringify({ fault: name, places }));
  return own ? (fault as Error).message : `An unexpected ${name} came up. See the registrar's log, and deploy again.`;
}

function reasonOf(problems: readonly string[]): string {
  let reason = '';
  for (const [index, problem] of problems.entries()) {
    const rest = problems.length - index;
    const more = ` … ${rest} more: see the registrar's log.`;
    const next = index === 0 ? problem : `${reason} ${problem}`;
    if (Buffer.byteLength(next) + Buffer.byteLength(more) > REASON_LIMIT_BYTES) {
      return `${index === 0 ? clipped(problem, REASON_LIMIT_BYTES - Buffer.byteLength(more)) : reason}${more}`;
    }
    reason = next;
  }
  return reason;
}

/** Cut at a whole character. */
function clipped(text: string, bytes: number): string {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes), { stream: true });
}
