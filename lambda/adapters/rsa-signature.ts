import { type KeyObject, verify } from 'node:crypto';

/** RSASSA-PKCS1-v1_5, by Node.js's names. @see RFC 7518, section 3.3 */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['RS256', 'RSA-SHA256'],
  ['RS384', 'RSA-SHA384'],
  ['RS512', 'RSA-SHA512'],
]);

/** Whether an algorithm of JOSE is one that {@link isRsaSignature} checks. */
export function isRsaAlgorithm(alg: string): boolean {
  return ALGORITHMS.has(alg);
}

/**
 * Whether the RSA signature of a JWT of canonical form holds.
 *
 * The key is handed to Node.js as it is: inside an object of options, as aws-jwt-verify hands it on, a check takes
 * twice as long on Node.js 24.
 *
 * @param alg one that the key allows.
 */
export function isRsaSignature(jwt: string, alg: string, key: KeyObject): boolean {
  const end = jwt.lastIndexOf('.');
  const signature = Buffer.from(jwt.slice(end + 1), 'base64url');
  return verify(ALGORITHMS.get(alg), Buffer.from(jwt.slice(0, end)), key, signature);
}
