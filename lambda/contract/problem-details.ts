import { PROBLEM_TITLES, type ProblemCode, REASONS, type ReasonCode } from './reason';

/** @see RFC 9457, section 3 */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
/** Header with the request's id on every answer, the refused ones included. */
export const REQUEST_ID_HEADER = 'X-Request-Id';
/** Sent with every 401. No detail: the same for an absent, a wrong and an expired credential. @see RFC 6750, section 3 */
export const WWW_AUTHENTICATE = 'Bearer realm="gatehouse"';
/** Seconds that a throttled client is asked to wait; API Gateway cannot compute one. */
export const THROTTLE_RETRY_AFTER_SECONDS = 1;

/** The body of every answer that the proxy itself gives: title, status, code and id, and nothing else. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly id: string;
}

/** @param id the request's id, or the gateway's own variable for it. */
export function problemOf(code: ProblemCode, status: number, id: string): ProblemDetails {
  return { type: 'about:blank', title: PROBLEM_TITLES[code], status, code, id };
}

export function problemOfReason(reason: ReasonCode, id: string): ProblemDetails {
  return problemOf(REASONS[reason].code, REASONS[reason].status, id);
}
