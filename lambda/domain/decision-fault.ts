import type { ReasonCode } from '../contract/reason';
import { DependencyFault } from './ports';

/** Raised where no decision can be made, though each dependency answered. It refuses the request. */
export class DecisionFault extends Error {
  public override readonly name = 'DecisionFault';

  public constructor(
    public readonly reason: 'release_missing' | 'release_mismatch' | 'policy_unavailable' | 'decision_timeout',
    message: string,
  ) {
    super(message);
  }
}

const DEPENDENCY_REASONS = {
  registry: { unavailable: 'registry_unavailable', corrupt: 'registry_corrupt' },
  issuer: { unavailable: 'issuer_unavailable', corrupt: 'issuer_unavailable' },
  secret: { unavailable: 'secret_unavailable', corrupt: 'secret_unavailable' },
  upstream: { unavailable: 'upstream_unreachable', corrupt: 'upstream_protocol' },
} as const satisfies Record<DependencyFault['dependency'], Record<DependencyFault['kind'], ReasonCode>>;

/** The reason that a fault is audited under. */
export function faultReason(fault: unknown): ReasonCode {
  if (fault instanceof DecisionFault) {
    return fault.reason;
  }
  return fault instanceof DependencyFault ? DEPENDENCY_REASONS[fault.dependency][fault.kind] : 'unexpected';
}

/** What failed, for a log. Messages of other people's errors may hold claims or keys: of them only the name is told. */
export function faultDetail(fault: unknown): string {
  if (fault instanceof DecisionFault || fault instanceof DependencyFault) {
    return fault.message;
  }
  return fault instanceof Error ? fault.name : typeof fault;
}
