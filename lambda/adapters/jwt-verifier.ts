import type { IssuerDocument } from '../contract/proxy-document';
import type { UnverifiedJwt } from '../domain/jwt-form';
import type { JwtVerification, JwtVerifier } from '../domain/ports';
import type { JwksCache, KeySet } from './jwks-cache';
import { isRsaAlgorithm, isRsaSignature } from './rsa-signature';

type Verify = (jwt: string) => JwtVerification;

/** What holds for as long as a key set serves, and no longer. */
interface SetMemory {
  /** Claims of the tokens whose signature stands; a token's claims are forgotten when the token is. */
  readonly verified: WeakSet<object>;
  /** By issuer. */
  readonly libraries: Map<string, Promise<Verify>>;
  /** What is said of a signature that stands. */
  readonly stands: JwtVerification;
}

const WRONG: JwtVerification = { ok: false, reason: 'jwt_signature' };

/**
 * Verifies signatures with the keys of a {@link JwksCache}: RSA by Node.js itself, all others by aws-jwt-verify. Header
 * and claims are the domain's.
 *
 * The library keeps a key for as long as its verifier lives; so each key set has verifiers of its own, and what was
 * verified is remembered no longer than the set serves.
 */
export class AwsJwtVerifier implements JwtVerifier {
  readonly #memories = new WeakMap<KeySet, SetMemory>();

  public constructor(private readonly jwks: JwksCache) {}

  public async verify({ text, header, claims }: UnverifiedJwt, issuer: IssuerDocument): Promise<JwtVerification> {
    // Both are texts: the domain accepted the header.
    const { kid, alg } = header as { kid: string; alg: string };
    const set = await this.jwks.setWith(issuer.jwksUri, kid);
    if (set === undefined) {
      return { ok: false, reason: 'jwt_key_unknown' };
    }
    const key = set.keys.get(kid);
    if (key?.algorithms.includes(alg) !== true) {
      return WRONG;
    }
    const { verified, libraries, stands } = this.#memory(set, issuer.jwksUri);
    if (verified.has(claims)) {
      return stands;
    }
    let result: JwtVerification;
    if (isRsaAlgorithm(alg)) {
      result = isRsaSignature(text, alg, key.publicKey) ? stands : WRONG;
    } else {
      const library = libraries.get(issuer.issuer) ?? libraryVerify(set, issuer, stands);
      libraries.set(issuer.issuer, library);
      result = (await library)(text);
    }
    if (result.ok) {
      verified.add(claims);
    }
    return result;
  }

  #memory(set: KeySet, jwksUri: string): SetMemory {
    const known = this.#memories.get(set);
    if (known !== undefined) {
      return known;
    }
    const premise = { holds: () => this.jwks.serves(jwksUri, set) };
    const memory = { verified: new WeakSet(), libraries: new Map(), stands: { ok: true, premise } as const };
    this.#memories.set(set, memory);
    return memory;
  }
}

async function libraryVerify(
  set: KeySet,
  { issuer, jwksUri }: IssuerDocument,
  stands: JwtVerification,
): Promise<Verify> {
  // Loaded at the first such JWT: whoever has none does not wait for it.
  const [{ JwtVerifier: Library }, { JwtParseError }] = await Promise.all([
    import('aws-jwt-verify'),
    import('aws-jwt-verify/error'),
  ]);
  // Times are checked by the domain, with one clock; infinite grace keeps the library's own out of it.
  const verifier = Library.create({ issuer, jwksUri, audience: null, graceSeconds: Number.POSITIVE_INFINITY });
  verifier.cacheJwks({
    keys: [...set.keys.values()].map(({ kid, jwk }) => ({ ...jwk, kid, kty: jwk.kty as string })),
  });
  return (jwt) => {
    try {
      verifier.verifySync(jwt);
      return stands;
    } catch (error) {
      // Nothing else of the library's errors goes on: they hold claims.
      return error instanceof JwtParseError ? { ok: false, reason: 'jwt_malformed' } : WRONG;
    }
  };
}
