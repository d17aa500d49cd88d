import type { OpaqueIssuerDocument } from '../contract/proxy-document';

/**
 * One spelling, of a length that can hold 96 random bits and still fits beside other headers.
 *
 * @see RFC 6750, section 2.1 (`b64token`)
 */
const FORM = /^(?=.{16,4096}$)[\w.~+/-]+={0,2}$/;
/** Three parts are a JWS, five a JWE; and every JOSE header starts with a brace, which Base64 writes so. */
const JOSE = /^e[w-z0-9_-]|^[\w-]*(?:\.[\w-]*){2}$|^[\w-]*(?:\.[\w-]*){4}$/;

/**
 * Whether a bearer token can be an opaque one: spelled as one, and unlike a JOSE object. So what is a JWT and what is
 * not depends on the token alone, whatever the proxy declares.
 */
export function isOpaque(text: string): boolean {
  return !JOSE.test(text) && FORM.test(text);
}

/**
 * The one issuer that is asked about an opaque token: the one whose prefix it starts with, else the one that declares
 * no prefix.
 *
 * @param issuers no prefix of one starts with another's, and one at most has none: the constructs see to that.
 */
export function issuerOfOpaque(
  text: string,
  issuers: readonly OpaqueIssuerDocument[],
): OpaqueIssuerDocument | undefined {
  return (
    issuers.find(({ tokenPrefix }) => tokenPrefix !== undefined && text.startsWith(tokenPrefix)) ??
    issuers.find(({ tokenPrefix }) => tokenPrefix === undefined)
  );
}
