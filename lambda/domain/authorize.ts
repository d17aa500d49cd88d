import type { AuthorizerContext } from '../contract/authorizer-context';
import { REASONS, type ReasonCode } from '../contract/reason';
import type { AuditTrail } from './audit-trail';
import { type AuthorizationRequest, type DecisionPorts, decideRequest, type Findings } from './decide-request';
import type { DecisionMemory } from './decision-memory';
import { faultDetail, faultReason } from './decision-fault';

/** What API Gateway is to be told. */
export type Verdict =
  /** Nothing refuses with 401 or 403: the forwarder gets the request, to send it on or to refuse it. */
  | {
      readonly kind: 'pass';
      readonly context: AuthorizerContext;
      /** The method that was decided on. */
      readonly method: string;
      readonly meteringKey: string;
    }
  | { readonly kind: 'deny'; readonly context: AuthorizerContext }
  | { readonly kind: 'unauthorized' }
  | {
      readonly kind: 'fault';
      readonly id: string;
      readonly reason: ReasonCode;
      /** For the function's log: what failed, in our own words. */
      readonly detail: string;
    };

export interface AuthorizerPorts extends DecisionPorts {
  readonly memory: DecisionMemory;
  readonly trail: AuditTrail;
  /** A new id, unique and without meaning. */
  readonly newId: () => string;
  /** Rejects with a fault where the work takes longer than `milliseconds`. */
  readonly within: <T>(work: Promise<T>, milliseconds: number) => Promise<T>;
}

/** Every verdict is out by then, in milliseconds: API Gateway and the client wait. */
export const DECISION_DEADLINE_MS = 2_800;
/** What a client gets for any fault of the authorizer: its gateway responses are set to it. */
const FAULT_STATUS = 503;
const POLICIES_LIMIT = 1_024;

/**
 * Authorizes one request and writes its one decision record before the verdict is out.
 *
 * Whatever fails on the way is audited as a fault and refuses. Throws only what the audit sink throws, which refuses
 * too.
 */
export async function authorize(request: AuthorizationRequest, ports: AuthorizerPorts): Promise<Verdict> {
  const startedAt = ports.clock.now();
  const id = ports.newId();
  let findings: Findings = { id, known: {} };
  let reason: ReasonCode | undefined;
  let verdict: Verdict;
  try {
    const remembered = ports.memory.recall(request, ports.releases.loaded, startedAt);
    if (remembered !== undefined) {
      const { known, replay, digest, meteringKey } = remembered;
      findings = { id, known: { ...known, replay: replay.at(startedAt) }, digest, meteringKey };
    } else {
      reason = await ports.within(decideRequest(request, ports, findings), DECISION_DEADLINE_MS);
      if (reason === undefined) {
        ports.memory.remember(request, findings);
      }
    }
    verdict = verdictOf(id, request.method, findings, reason);
  } catch (fault) {
    reason = faultReason(fault);
    verdict = { kind: 'fault', id, reason, detail: faultDetail(fault) };
  }
  ports.trail.decision({
    ...findings.known,
    id,
    requestId: request.requestId,
    extendedRequestId: request.extendedRequestId,
    method: request.method,
    path: request.path,
    sourceAddress: request.sourceAddress,
    decision: verdict.kind === 'fault' ? 'fault' : reason === undefined ? 'permit' : 'forbid',
    reason: reason ?? 'none',
    status: statusOf(verdict, reason),
    latencyMs: ports.clock.now() - startedAt,
  });
  return verdict;
}

function statusOf(verdict: Verdict, reason: ReasonCode | undefined): number {
  if (verdict.kind === 'fault') {
    return FAULT_STATUS;
  }
  return reason === undefined ? 0 : REASONS[reason].status;
}

function verdictOf(id: string, method: string, findings: Findings, reason: ReasonCode | undefined): Verdict {
  const status = reason && REASONS[reason].status;
  if (status === 401) {
    return { kind: 'unauthorized' };
  }
  const context = contextOf(id, findings, reason);
  // Without a metering key nothing passes: the gateway would count the request for nobody.
  return status === 403 || findings.meteringKey === undefined
    ? { kind: 'deny', context }
    : { kind: 'pass', context, method, meteringKey: findings.meteringKey };
}

const NOTHING_KNOWN = { tenant: '-', principal: '-', api: '-', route: '-', action: '-' };

function contextOf(id: string, { known, digest, kept }: Findings, reason: ReasonCode | undefined): AuthorizerContext {
  const { tenant, principal, api, route, action } = { ...NOTHING_KNOWN, ...known };
  return {
    id,
    verdict: reason === undefined ? 'forward' : 'refuse',
    reason: reason ?? 'none',
    tenant,
    principal,
    api,
    route,
    action,
    digest: digest ?? '-',
    policies: (known.policies ?? []).join(',').slice(0, POLICIES_LIMIT),
    ...(kept === undefined ? {} : { keyedBy: kept.keyedBy }),
  };
}
