import type { IssuerDocument } from '../contract/proxy-document';
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
    (isAudience(claims, issuer) ? undefined : 'jwt_audience') ??
    refuseUse(claims, issuer)
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

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= INSTANT_LIMIT;
}

function isOptionalInstant(value: unknown): value is number | undefined {
  return value === undefined || isInstant(value);
}

const isTextList = isListOf(isText);

/** An issuer's document leaves `audiences` or `clientIds` empty only by an explicit word. */
function isAudience(claims: Claims, issuer: IssuerDocument): boolean {
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

function refuseUse(claims: Claims, issuer: IssuerDocument): ClaimsRefusal | undefined {
  if (issuer.tokenUse !== undefined && claims.token_use !== issuer.tokenUse) {
    return 'jwt_claims';
  }
  const granted = scopesOf(claims);
  return issuer.scopes.every((scope) => granted.includes(scope)) ? undefined : 'jwt_claims';
}

/** `scope` as RFC 8693 has it, or the `scp` of Entra and Okta: text or list. */
function scopesOf({ scope, scp }: Claims): readonly string[] {
  const granted = scope ?? scp;
  if (isText(granted)) {
    return granted.split(' ');
  }
  return isTextList(granted) ? granted : [];
}
