import { hash } from 'node:crypto';
import { type JwtForm, parseJwtForm, type UnverifiedJwt } from './jwt-form';
import { RecentCache } from './recent-cache';

/** Characters of JWTs that a container remembers: some 4,000 tokens of ordinary size. */
const TEXT_LIMIT = 4 * 1024 * 1024;

/**
 * Remembers what JWTs say that were accepted once, so that their form is not looked at again at every use.
 *
 * They are known by the SHA-256 of their exact text: another spelling of a token is another token, and no token stays
 * in memory. The form is all that is remembered; whether a token is accepted depends on keys, issuers and the time,
 * and is found anew at each use.
 */
export class KnownJwts {
  readonly #known = new RecentCache<Omit<UnverifiedJwt, 'text'>>(TEXT_LIMIT);
  readonly #claims = new WeakSet<object>();

  /** While a text is remembered, its claims are always the same object; no other text has that one. */
  public parse(text: string): JwtForm {
    const known = this.#known.get(digestOf(text));
    return known === undefined ? parseJwtForm(text) : { ok: true, jwt: { ...known, text } };
  }

  /** @param jwt as {@link parse} gave it, and accepted: what is refused must not crowd out what is not. */
  public remember({ text, header, claims }: UnverifiedJwt): void {
    if (!this.#claims.has(claims)) {
      this.#claims.add(claims);
      this.#known.set(digestOf(text), { header, claims }, text.length);
    }
  }
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}
