import type { IssuerDocument } from '../contract/proxy-document';

/**
 * Members that a header may have. Everything else asks for something we do not do (`crit`, `b64`, `zip`, `cty`,
 * `enc`) or brings its own key (`jwk`, `jku`, `x5c`, `x5u`); thumbprints are let through and ignored.
 *
 * @see RFC 8725, sections 3.1, 3.10 and 3.11
 */
const MEMBERS: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'x5t', 'x5t#S256']);
/** Printable ASCII without space. */
const KEY_ID = /^[\x21-\x7e]{1,128}$/;
const DEFAULT_TYPES: readonly (string | undefined)[] = ['jwt', 'at+jwt', undefined];

/** Whether a JWT's header is one that this issuer's tokens may have: members, algorithm, key id and type. */
export function isAcceptedHeader(header: Readonly<Record<string, unknown>>, issuer: IssuerDocument): boolean {
  const { alg, kid } = header;
  return (
    Object.keys(header).every((name) => MEMBERS.has(name)) &&
    typeof alg === 'string' &&
    issuer.algorithms.includes(alg) &&
    typeof kid === 'string' &&
    KEY_ID.test(kid) &&
    isAcceptedType(header.typ, issuer.types)
  );
}

/** The media type may be written with its prefix and in any case. @see RFC 7515, section 4.1.9 */
function isAcceptedType(typ: unknown, accepted: readonly string[]): boolean {
  if (typ !== undefined && typeof typ !== 'string') {
    return false;
  }
  const type = typ?.toLowerCase().replace(/^application\//, '');
  return accepted.length === 0 ? DEFAULT_TYPES.includes(type) : type !== undefined && accepted.includes(type);
}
