import type { IssuerTerms } from '../contract/proxy-document';
import { isPlainObject, isText } from './shape';

/** Who acts on a subject's behalf. */
export interface TokenActor {
  /** Exact `iss`. */
  readonly issuer: string;
  readonly subject: string;
  /** As policies name it: `<issuer id>|<subject>` for one of the token's own issuer, `<iss>|<subject>` for another's. */
  readonly name: string;
}

/** Most actors of a chain: whoever acts, and those whom it has the token from. */
const CHAIN_LIMIT = 4;
/** @see OpenID Connect Core 1.0, section 2: at most 255 ASCII characters; no quote, backslash or bar */
const SUBJECT = /^[\x21\x23-\x5b\x5d-\x7b\x7d\x7e]{1,255}$/;

/**
 * Reads the actor of a token. The ones behind it in the chain must be readable too, though nothing is decided by them.
 *
 * @param act the claim. @returns the actor; `undefined` where the token names none; `false` where what it names cannot be
 * read: a policy that asks for the actor must not be passed by.
 * @see RFC 8693, section 4.1
 */
export function tokenActor(act: unknown, issuer: Pick<IssuerTerms, 'id' | 'issuer'>): TokenActor | undefined | false {
  const chain: TokenActor[] = [];
  for (let one = act; one !== undefined; one = (one as { act?: unknown }).act) {
    const actor = chain.length < CHAIN_LIMIT && isPlainObject(one) ? actorOf(one, issuer) : undefined;
    if (actor === undefined) {
      return false;
    }
    chain.push(actor);
  }
  return chain[0];
}

function actorOf(
  claims: Readonly<Record<string, unknown>>,
  issuer: Pick<IssuerTerms, 'id' | 'issuer'>,
): TokenActor | undefined {
  const { sub, iss = issuer.issuer } = claims;
  return isText(sub) && isText(iss) && SUBJECT.test(sub) && SUBJECT.test(iss)
    ? { issuer: iss, subject: sub, name: `${iss === issuer.issuer ? issuer.id : iss}|${sub}` }
    : undefined;
}
