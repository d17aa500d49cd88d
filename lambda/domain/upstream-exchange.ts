import { BODY_LIMIT_BYTES, type CredentialDocument } from '../contract/api-document';
import { REQUEST_ID_HEADER } from '../contract/problem-details';
import type { ReasonCode } from '../contract/reason';
import type { UpstreamBase } from '../contract/upstream-url';
import type { ForwardRequest } from './forward-request';
import { type Clock, DependencyFault, type Redacted, type SecretReader, type UpstreamClient } from './ports';
import type { UpstreamResponse } from './ports';
import { NO_CREDENTIAL, renderCredential, type UpstreamCredential } from './upstream-credential';
import { upstreamTarget } from './upstream-target';

/** What the function keeps for itself at the end of its time, in milliseconds: for the answer and the record. */
export const ANSWER_MARGIN_MS = 500;

/** Largest answer in bytes: what a function returns goes through base64 inside JSON, as requests do. */
export const RESPONSE_LIMIT_BYTES = BODY_LIMIT_BYTES;

/** What was seen of the upstream, filled in while the exchange goes on. */
export interface ExchangeTrace {
  /** Origin, once it was called. */
  upstream?: string;
  status: number;
  latencyMs: number;
}

export type ExchangeResult =
  | {
      readonly ok: true;
      readonly response: UpstreamResponse;
      readonly url: URL;
      /** Texts that no answer may carry. */
      readonly secrets: readonly Redacted[];
    }
  | { readonly ok: false; readonly reason: ReasonCode };

export interface ExchangePorts {
  readonly clock: Clock;
  readonly secrets: SecretReader;
  readonly upstream: UpstreamClient;
}

interface HeldCredential {
  readonly credential: UpstreamCredential;
  readonly versionId: string;
}

/** Methods that may be sent again: repeating them does no more than sending them once. @see RFC 9110, section 9.2.2 */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/**
 * Calls one upstream with its credential. Where the upstream refuses the credential, the secret is read past the
 * cache, and a repeatable request is sent once more if the secret has a new version.
 */
export class UpstreamExchange {
  public constructor(
    private readonly ports: ExchangePorts,
    private readonly base: UpstreamBase,
    private readonly credential: CredentialDocument,
    private readonly timeoutMs: number,
  ) {}

  /**
   * @param requestId sent as `X-Request-Id`.
   * @param remainingMs milliseconds until the function is ended.
   */
  public async send(
    request: ForwardRequest,
    requestId: string,
    remainingMs: () => number,
    trace: ExchangeTrace,
  ): Promise<ExchangeResult> {
    const first = await this.#hold(false);
    if ('reason' in first) {
      return { ok: false, reason: first.reason };
    }
    const { clock } = this.ports;
    const deadline = clock.now() + this.timeoutMs;
    const budget = (): number => Math.min(deadline - clock.now(), remainingMs() - ANSWER_MARGIN_MS);
    const result = await this.#call(request, first.credential, requestId, budget(), trace);
    if (!isCredentialRefused(result)) {
      return result;
    }
    const second = await this.#hold(true);
    if ('reason' in second) {
      return { ok: false, reason: second.reason };
    }
    if (second.versionId === first.versionId || !REPEATABLE.has(request.canonical.method)) {
      return { ok: false, reason: 'upstream_credential_refused' };
    }
    const again = await this.#call(request, second.credential, requestId, budget(), trace);
    return isCredentialRefused(again) ? { ok: false, reason: 'upstream_credential_refused' } : again;
  }

  async #hold(refresh: boolean): Promise<HeldCredential | { readonly reason: ReasonCode }> {
    if (this.credential.kind === 'none') {
      return { credential: NO_CREDENTIAL, versionId: '' };
    }
    let secret: Awaited<ReturnType<SecretReader['current']>>;
    try {
      secret = await this.ports.secrets.current(refresh);
    } catch (error) {
      if (error instanceof DependencyFault) {
        return { reason: 'secret_unavailable' };
      }
      throw error;
    }
    if (secret === 'empty') {
      return { reason: 'secret_empty' };
    }
    const rendered = renderCredential(this.credential, secret.value);
    return rendered.ok ? { credential: rendered.credential, versionId: secret.versionId } : { reason: rendered.reason };
  }

  async #call(
    request: ForwardRequest,
    credential: UpstreamCredential,
    requestId: string,
    timeoutMs: number,
    trace: ExchangeTrace,
  ): Promise<ExchangeResult> {
    if (timeoutMs <= 0) {
      return { ok: false, reason: 'upstream_timeout' };
    }
    const pairs = credential.kind === 'query' ? ([[credential.parameter, credential.value.reveal()]] as const) : [];
    const fields = credential.kind === 'header' ? ([[credential.name, credential.value.reveal()]] as const) : [];
    const url = upstreamTarget(this.base, request.canonical, pairs);
    const started = this.ports.clock.now();
    trace.upstream = this.base.origin;
    const outcome = await this.ports.upstream.send({
      method: request.canonical.method,
      url,
      headers: [...request.headers, ...fields, [REQUEST_ID_HEADER, requestId]],
      body: request.body,
      timeoutMs,
      maxResponseBytes: RESPONSE_LIMIT_BYTES,
    });
    trace.latencyMs += this.ports.clock.now() - started;
    trace.status = outcome.ok ? outcome.response.status : 0;
    return outcome.ok
      ? { ok: true, response: outcome.response, url, secrets: 'secrets' in credential ? credential.secrets : [] }
      : outcome;
  }
}

function isCredentialRefused(result: ExchangeResult): boolean {
  return result.ok && (result.response.status === 401 || result.response.status === 407);
}
