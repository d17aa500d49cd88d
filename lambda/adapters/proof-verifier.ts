import { createHash, createPublicKey, verify } from 'node:crypto';
import type { UnverifiedJwt } from '../domain/jwt-form';
import type { ProofVerifier } from '../domain/ports';
import { isPlainObject } from '../domain/shape';
import { embeddedKey } from './signature-key';

/** Hash of each algorithm that a proof may be signed with; EdDSA has its own. */
const HASHES: ReadonlyMap<unknown, string | null> = new Map([
  ['RS256', 'sha256'],
  ['RS384', 'sha384'],
  ['RS512', 'sha512'],
  ['ES256', 'sha256'],
  ['ES384', 'sha384'],
  ['ES512', 'sha512'],
  ['EdDSA', null],
]);

/** Verifies a proof with the key that it carries, which must be as good as a published one. */
export class JwkProofVerifier implements ProofVerifier {
  public verify({ text, header }: UnverifiedJwt): string | undefined {
    const { alg, jwk } = header;
    const key = isPlainObject(jwk) ? embeddedKey(jwk) : undefined;
    const hash = HASHES.get(alg);
    if (key === undefined || hash === undefined || !key.algorithms.includes(alg as string)) {
      return undefined;
    }
    const end = text.lastIndexOf('.');
    const signed = Buffer.from(text.slice(0, end));
    const signature = Buffer.from(text.slice(end + 1), 'base64url');
    const publicKey = createPublicKey({ key: { ...key.jwk }, format: 'jwk' });
    const verified = verify(hash, signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
    return verified ? thumbprintOf(key.jwk) : undefined;
  }
}

/** @param jwk its required members alone. @see RFC 7638, section 3 */
function thumbprintOf(jwk: Readonly<Record<string, string>>): string {
  const members = Object.fromEntries(Object.entries(jwk).sort(([one], [other]) => (one < other ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
