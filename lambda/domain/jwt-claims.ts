import type { IssuerDocument, IssuerTerms } from '../contract/proxy-document';
import type { Premise } from './premise';
import { isListOf, isText } from './shape';

type Claims = Readonly<Record<string, unknown>>;
export type ClaimsRefusal = 'jwt_expired' | 'jwt_not_yet_valid' | 'jwt_audience' | 'jwt_claims';

/** How far an issuer's clock may be ahead of ours, in seconds. Expiry gets none of it. */
export const CLOCK_SKEW_SECONDS = 30;
/** Longest life of a token, in seconds. */
export const LIFETIME_LIMIT_SECONDS = 86_400;
/** Latest instant that is taken for one, in epoch seconds: the year 4147. */
const INSTANT_LIMIT = 2 ** 36;

/**
 * Checks the registered claims of a JWT whose signature stands.
 *
 * @param now epoch milliseconds.
 * @returns why it is refused, or `undefined`.
 * @see RFC 8725, sections 3.8 to 3.12
 */
export function refuseClaims(claims: Claims, issuer: IssuerDocument, now: number): ClaimsRefusal | undefined {
  return (
    refuseTimes(claims, now / 1000) ??
    (isForUs(claims, issuer) ? undefined : 'jwt_audience') ??
    (isTokenUse(claims, issuer) && hasScopes(claims, issuer) ? undefined : 'jwt_claims')
  );
}

function refuseTimes(claims: Claims, now: number): ClaimsRefusal | undefined {
  const { exp, nbf, iat } = claims;
  if (!isInstant(exp) || !isOptionalInstant(nbf) || !isOptionalInstant(iat)) {
    return 'jwt_claims';
  }
  if (now >= exp) {
    return 'jwt_expired';
  }
  if (Math.max(nbf ?? 0, iat ?? 0) > now + CLOCK_SKEW_SECONDS) {
    return 'jwt_not_yet_valid';
  }
  return exp - Math.min(iat ?? now, now) > LIFETIME_LIMIT_SECONDS ? 'jwt_claims' : undefined;
}

/** As time goes on, accepted claims are refused for one reason alone: their token has expired. */
export function unexpired({ exp }: Claims): Premise {
  return { holds: (now) => now / 1000 < (exp as number) };
}

/** Whether a claim is an instant, in epoch seconds. */
export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= INSTANT_LIMIT;
}

function isOptionalInstant(value: unknown): value is number | undefined {
  return value === undefined || isInstant(value);
}

const isTextList = isListOf(isText);

/**
 * Whether a token was made for this proxy, and for a client that may use it. An issuer's document leaves `audiences`
 * or `clientIds` empty only by an explicit word.
 */
export function isForUs(claims: Claims, issuer: IssuerTerms): boolean {
  const { aud, client_id: clientId, azp } = claims;
  if (issuer.audiences.length > 0) {
    const audiences = isText(aud) ? [aud] : aud;
    if (!isTextList(audiences) || !audiences.some((audience) => issuer.audiences.includes(audience))) {
      return false;
    }
  }
  const clients = [clientId, azp].filter((client) => client !== undefined);
  return (
    issuer.clientIds.length === 0 ||
    (clients.length > 0 && clients.every((client) => isText(client) && issuer.clientIds.includes(client)))
  );
}

function isTokenUse(claims: Claims, issuer: IssuerDocument): boolean {
  return issuer.tokenUse === undefined || claims.token_use === issuer.tokenUse;
}

/** Whether a token carries every scope that its issuer's tokens must. */
export function hasScopes(claims: Claims, issuer: IssuerTerms): boolean {
  const granted = scopesOf(claims);
  return issuer.scopes.every((scope) => granted.includes(scope));
}

/** `scope` as RFC 8693 has it, or the `scp` of Entra and Okta: text or list. */
export function scopesOf({ scope, scp }: Claims): readonly string[] {
  const granted = scope ?? scp;
  if (isText(granted)) {
    return granted.split(' ');
  }
  return isTextList(granted) ? granted : [];
}
