import { createHash } from 'node:crypto';
import type { OpaqueIssuerDocument } from '../contract/proxy-document';
import { type Introspection, parseIntrospection } from '../domain/introspection';
import { type Clock, DependencyFault, type SecretReader, type TokenIntrospector } from '../domain/ports';
import { isPlainObject, isText } from '../domain/shape';
import { askIssuer, type IssuerAnswer, type Transport } from './issuer-request';
import { RecentCache } from '../domain/recent-cache';

/** Longest that an answer serves, in milliseconds, from the moment it was asked for. */
export const INTROSPECTION_MAX_AGE_MS = 30_000;
/** Largest answer, in bytes. */
export const INTROSPECTION_LIMIT_BYTES = 65_536;
/** Most answers that a container remembers. */
const ANSWER_LIMIT = 2_048;

interface Held {
  readonly introspection: Introspection;
  readonly askedAt: number;
  /** Epoch milliseconds. */
  readonly until: number;
}

/**
 * Asks issuers about opaque tokens, once for all who wait for the same one. Tokens are remembered by digest alone.
 *
 * Nothing is remembered of a question that failed, so an issuer's outage ends when it does; and another issuer's
 * tokens are another question.
 *
 * @see RFC 7662, section 2
 */
export class HttpTokenIntrospector implements TokenIntrospector {
  readonly #held = new RecentCache<Held>(ANSWER_LIMIT);
  readonly #pending = new Map<string, Promise<Introspection>>();

  /** @param secretOf reads the secret of an ARN; asked for each time, so it must keep its readers. */
  public constructor(
    private readonly secretOf: (secretArn: string) => SecretReader,
    private readonly clock: Clock,
    private readonly transport?: Transport,
  ) {}

  public async introspect(token: string, issuer: OpaqueIssuerDocument): Promise<Introspection> {
    const { introspectionUrl, clientId } = issuer;
    const key = createHash('sha256')
      .update(JSON.stringify([introspectionUrl, clientId, token]))
      .digest('base64');
    const held = this.#held.get(key);
    const now = this.clock.now();
    if (held !== undefined && now >= held.askedAt && now < held.until) {
      return held.introspection;
    }
    const pending = this.#pending.get(key) ?? this.#ask(token, issuer, key, now);
    this.#pending.set(key, pending);
    try {
      return await pending;
    } finally {
      this.#pending.delete(key);
    }
  }

  async #ask(token: string, issuer: OpaqueIssuerDocument, key: string, askedAt: number): Promise<Introspection> {
    const { status, contentType, body } = await this.#post(token, issuer);
    const json = status === 200 && /^application\/json *(;|$)/i.test(contentType);
    const introspection = json ? parseIntrospection(body.toString('utf8')) : undefined;
    if (introspection === undefined) {
      throw new DependencyFault(
        'issuer',
        status === 200 ? 'corrupt' : 'unavailable',
        `The introspection endpoint ${issuer.introspectionUrl} answered with the status ${status}, and not what RFC 7662 asks for.`,
      );
    }
    const ends = introspection.active && typeof introspection.claims.exp === 'number' ? introspection.claims.exp : 0;
    const until = askedAt + INTROSPECTION_MAX_AGE_MS;
    this.#held.set(key, { introspection, askedAt, until: ends === 0 ? until : Math.min(until, ends * 1000) });
    return introspection;
  }

  /** An issuer that refuses the proxy's own secret may have been given another one meanwhile. */
  async #post(token: string, issuer: OpaqueIssuerDocument): Promise<IssuerAnswer> {
    const reader = this.secretOf(issuer.secretArn);
    const secret = await current(reader, issuer, false);
    const answer = await this.#postWith(secret.text, token, issuer);
    if (answer.status !== 401) {
      return answer;
    }
    const newer = await current(reader, issuer, true);
    return newer.versionId === secret.versionId ? answer : await this.#postWith(newer.text, token, issuer);
  }

  #postWith(secret: string, token: string, issuer: OpaqueIssuerDocument): Promise<IssuerAnswer> {
    const credentials = `${formEncoded(issuer.clientId)}:${formEncoded(secret)}`;
    return askIssuer(
      {
        what: 'introspection endpoint',
        uri: issuer.introspectionUrl,
        headers: {
          accept: 'application/json',
          authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
        limitBytes: INTROSPECTION_LIMIT_BYTES,
      },
      this.transport,
    );
  }
}

async function current(
  reader: SecretReader,
  issuer: OpaqueIssuerDocument,
  refresh: boolean,
): Promise<{ readonly versionId: string; readonly text: string }> {
  const secret = await reader.current(refresh);
  const text = secret === 'empty' ? undefined : pick(secret.value.reveal(), issuer.secretField);
  if (secret === 'empty' || text === undefined || text === '') {
    throw new DependencyFault(
      'secret',
      'unavailable',
      `The client secret of the issuer "${issuer.id}" is empty, or has no such field. Fill it.`,
    );
  }
  return { versionId: secret.versionId, text };
}

function pick(secret: string, field: string | undefined): string | undefined {
  if (field === undefined) {
    return secret;
  }
  try {
    const parsed: unknown = JSON.parse(secret);
    return isPlainObject(parsed) && Object.hasOwn(parsed, field) && isText(parsed[field]) ? parsed[field] : undefined;
  } catch {
    return undefined;
  }
}

/** @see RFC 6749, section 2.3.1 and appendix B */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
