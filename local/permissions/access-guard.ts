import type { IncomingMessage } from 'node:http';
import type { ServiceError } from '../services/service-error';

/** One permission that a request needs. */
export interface Requirement {
  /** For example `dynamodb:GetItem`. */
  readonly action: string;
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  /** Values of condition keys, beside those that the caller brings. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Why a request is refused. */
export interface Refusal {
  readonly kind: 'unsigned' | 'unknown credentials' | 'denied';
  /** As the service words it. */
  readonly message: string;
  readonly requirement?: Requirement;
}

/** Lets requests of a service's wire through, or not. */
export interface AccessGuard {
  /**
   * @param refuse makes the service's own error of a refusal.
   * @throws what `refuse` made, where the caller may not do all that is required.
   */
  check(
    request: IncomingMessage,
    requirements: readonly Requirement[],
    refuse: (refusal: Refusal) => ServiceError,
  ): void;
}

/** For a service that is run alone, without a template's roles. */
export const OPEN_GUARD: AccessGuard = { check: () => {} };
