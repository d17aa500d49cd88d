import type { CorsDocument } from '../contract/api-document';
import { PROBLEM_MEDIA_TYPE, problemOfReason, REQUEST_ID_HEADER } from '../contract/problem-details';
import { REASONS, type ReasonCode } from '../contract/reason';
import type { UpstreamBase } from '../contract/upstream-url';
import { echoesCredential } from './echoed-credential';
import type { ForwardAnswer } from './forward-input';
import type { Redacted, UpstreamResponse } from './ports';
import { judgeLocation } from './redirect';
import { filterResponseHeaders } from './response-headers';

export type AnswerOutcome =
  | { readonly ok: true; readonly answer: ForwardAnswer }
  | {
      readonly ok: false;
      readonly reason: 'upstream_protocol' | 'upstream_redirect' | 'upstream_echoed_credential';
    };

/**
 * Makes the client's answer out of the upstream's: the bytes as they came, the fields that a client may see.
 *
 * @param proxyPath the API's own path as clients see it.
 */
export function answerOfResponse(
  response: UpstreamResponse,
  exchange: { readonly url: URL; readonly secrets: readonly Redacted[] },
  base: UpstreamBase,
  proxyPath: string,
): AnswerOutcome {
  const { status } = response;
  if (status < 200 || status > 599) {
    return { ok: false, reason: 'upstream_protocol' };
  }
  if (echoesCredential(response, exchange.secrets)) {
    return { ok: false, reason: 'upstream_echoed_credential' };
  }
  const headers = filterResponseHeaders(response.headers);
  const locations = response.headers.filter(([name]) => name.toLowerCase() === 'location');
  for (const [, location] of locations) {
    const redirect = judgeLocation(location, exchange.url, base, proxyPath);
    if (redirect.kind !== 'refuse') {
      headers.set('Location', [redirect.location]);
    } else if (status >= 300 && status < 400) {
      return { ok: false, reason: 'upstream_redirect' };
    }
  }
  // API Gateway would call an unlabelled body JSON.
  if (response.body.length > 0 && ![...headers.keys()].some((name) => name.toLowerCase() === 'content-type')) {
    headers.set('Content-Type', ['application/octet-stream']);
  }
  return { ok: true, answer: { status, headers, body: response.body } };
}

/** Makes the client's answer out of a reason: problem details. */
export function answerOfReason(reason: ReasonCode, id: string): ForwardAnswer {
  return {
    status: REASONS[reason].status,
    headers: new Map([
      ['Content-Type', [PROBLEM_MEDIA_TYPE]],
      ['Cache-Control', ['no-store']],
    ]),
    body: Buffer.from(JSON.stringify(problemOfReason(reason, id))),
  };
}

/** Puts on what every answer carries, and takes off a body where there can be none. */
export function finishAnswer(
  answer: ForwardAnswer,
  method: string,
  id: string,
  cors: CorsDocument | undefined,
): ForwardAnswer {
  const headers = new Map(answer.headers);
  headers.set(REQUEST_ID_HEADER, [id]);
  if (cors !== undefined) {
    headers.set('Access-Control-Allow-Origin', [cors.allowOrigin]);
    if (cors.exposeHeaders.length > 0) {
      headers.set('Access-Control-Expose-Headers', [cors.exposeHeaders.join(', ')]);
    }
    if (cors.allowOrigin !== '*') {
      const vary = [...headers.keys()].find((name) => name.toLowerCase() === 'vary') ?? 'Vary';
      headers.set(vary, [...(headers.get(vary) ?? []), 'Origin']);
    }
  }
  const bodyless = method === 'HEAD' || answer.status === 204 || answer.status === 304;
  return { status: answer.status, headers, body: bodyless ? new Uint8Array() : answer.body };
}
