import type { OpaqueIssuerDocument } from '../contract/proxy-document';
import { hasScopes, isForUs, isInstant } from './jwt-claims';
import { isPlainObject, isText } from './shape';
import { parseStrictJson } from './strict-json';

type Claims = Readonly<Record<string, unknown>>;

/** What an issuer says of an opaque token. */
export type Introspection = { readonly active: false } | { readonly active: true; readonly claims: Claims };

/**
 * Reads an issuer's answer.
 *
 * @returns `undefined` where it is no answer: not JSON, ambiguous, or `active` is no boolean.
 * @see RFC 7662, section 2.2
 */
export function parseIntrospection(text: string): Introspection | undefined {
  const answer = parseStrictJson(text);
  if (!isPlainObject(answer) || typeof answer.active !== 'boolean') {
    return undefined;
  }
  return answer.active ? { active: true, claims: answer } : { active: false };
}

/** What servers call an access token, in members that tell it from a refresh token, which is active too. */
const USES: Readonly<Record<string, readonly string[]>> = {
  token_type: ['bearer', 'dpop'],
  token_use: ['access', 'access_token'],
  typ: ['bearer', 'dpop', 'jwt', 'at+jwt'],
};

/**
 * Checks what an issuer said of an active token. What RFC 7662 leaves out it may leave out, save what the proxy's own
 * declaration asks for; what it says must fit.
 *
 * @param now epoch milliseconds.
 * @returns why it is refused, or `undefined`.
 */
export function refuseIntrospected(
  claims: Claims,
  issuer: OpaqueIssuerDocument,
  now: number,
): 'opaque_inactive' | 'opaque_claims' | undefined {
  const { iss, exp, nbf } = claims;
  const instants = [exp, nbf].every((instant) => instant === undefined || isInstant(instant));
  const fits =
    instants &&
    (iss === undefined || iss === issuer.issuer) &&
    Object.entries(USES).every(([name, uses]) => isUse(claims[name], uses)) &&
    isForUs(claims, issuer) &&
    hasScopes(claims, issuer);
  if (!fits) {
    return 'opaque_claims';
  }
  const seconds = now / 1000;
  const inForce = (exp === undefined || seconds < (exp as number)) && (nbf === undefined || seconds >= (nbf as number));
  return inForce ? undefined : 'opaque_inactive';
}

function isUse(value: unknown, uses: readonly string[]): boolean {
  return value === undefined || (isText(value) && uses.includes(value.toLowerCase()));
}
