import type { HeaderList } from './header-list';
import type { GatewayLimits } from './limits';
import { type OutgoingResponse, refusal } from './outgoing-response';

/** The part of a request that is known before its body. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
}

/**
 * Refuses what API Gateway's edge refuses, or what Node's parser lets through although proxies disagree about it.
 * @returns the answer, or `undefined` where the request may go on.
 */
export function screenRequest(head: RequestHead, limits: GatewayLimits): OutgoingResponse | undefined {
  if (head.method === 'TRACE') return refusal(400, 'Bad Request: TRACE is not served; use another method.');
  if (!head.target.startsWith('/')) {
    return refusal(400, 'Bad Request: the request target must be in origin form and begin with "/".');
  }
  // Before the characters: a target that is too long need not be looked at.
  if (head.target.length > limits.urlCharacters) return refusal(414, 'Request URI too long');
  if (head.target.includes('#')) {
    return refusal(400, 'Bad Request: a request target has no fragment; send "#" as %23.');
  }
  if (/[^\x21-\x7e]/.test(head.target)) {
    return refusal(400, 'Bad Request: the request target holds a character outside ASCII; percent-encode it.');
  }
  if (head.headers.all('host').length > 1) return refusal(400, 'Bad Request: Host must be sent once.');
  if (head.headers.byteLength > limits.headerBytes) return refusal(431, 'Request Header Fields Too Large');
  return undefined;
}
