import type { CredentialHeader } from '../contract/authorizer-context';
import type { ProxyDocument } from '../contract/proxy-document';
import type { GlobalRecord } from '../contract/registry-records';
import type { ReasonCode } from '../contract/reason';
import type { RawRequest } from './canonical-request';
import { credentialHeaderOf } from './credential';
import type { RegistrySnapshot } from './ports';
import type { IdentifiedSubject } from './principal';
import { checkPrincipal } from './principal-check';
import type { SenderConstraint } from './sender-constraint';

/**
 * How long it takes at most from a decision to API Gateway's keeping it, in milliseconds: every verdict is out after
 * 2.8 s, and the rest is the way there.
 */
export const KEEPING_DELAY_MS = 5_000;

/** That API Gateway may keep an answer, and give it to later calls with the same credential, method and path. */
export interface KeptAnswer {
  readonly keyedBy: CredentialHeader;
  /** The last instant at which it may be given, in epoch milliseconds: everything must be in force until then. */
  readonly until: number;
}

/**
 * @param answerTtlSeconds what the function was deployed with, which is changed before API Gateway keeps answers; the
 * release's is changed after API Gateway has stopped. So the longer of both holds during a deploy, too.
 * @param now epoch milliseconds.
 * @returns `undefined` where no answer is kept.
 */
export function keptAnswerOf(
  answerTtlSeconds: number | undefined,
  proxy: Pick<ProxyDocument, 'answerTtlSeconds'>,
  { headers }: Pick<RawRequest, 'headers'>,
  now: number,
): KeptAnswer | undefined {
  const seconds = Math.max(answerTtlSeconds ?? 0, proxy.answerTtlSeconds ?? 0);
  return seconds === 0
    ? undefined
    : { keyedBy: credentialHeaderOf(headers), until: now + seconds * 1000 + KEEPING_DELAY_MS };
}

/** What of a request an answer that is kept may depend on: later calls have other queries and other headers. */
export function keyOfCall({ method, path }: RawRequest): RawRequest {
  return { method, path, query: null, headers: null };
}

/** Who was identified, by which records. */
export interface Identified {
  readonly subject: IdentifiedSubject;
  readonly global: GlobalRecord;
  readonly snapshot: RegistrySnapshot;
  /** How the credential is bound to its sender, which was proven for this one request. */
  readonly constraint: SenderConstraint | undefined;
}

/** @returns why an answer about somebody cannot be kept, or `undefined`. All of it is 401, which is never kept. */
export function refuseKeeping(
  { until }: KeptAnswer,
  { subject, global, snapshot, constraint }: Identified,
): ReasonCode | undefined {
  if (constraint !== undefined) {
    // Nobody would ask the next caller for the proof.
    return 'sender_unsupported';
  }
  if (subject.expiresAt !== undefined && until >= subject.expiresAt * 1000) {
    return subject.federated?.credential === 'opaque' ? 'opaque_inactive' : 'jwt_expired';
  }
  const check = checkPrincipal(subject, global, snapshot, until);
  if (!check.ok) {
    return check.reason;
  }
  // The next caller may come from anywhere.
  return check.principal.sources === undefined ? undefined : 'sender_unsupported';
}
