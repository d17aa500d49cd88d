import { createHash } from 'node:crypto';
import type { IssuerDocument } from '../contract/proxy-document';
import type { JwtVerification, JwtVerifier } from '../domain/ports';
import type { JwksCache, KeySet } from './jwks-cache';
import { RecentCache } from '../domain/recent-cache';

/** Most verified tokens remembered for one key set. */
const VERIFIED_LIMIT = 2_048;

type Verify = (jwt: string) => JwtVerification;

/**
 * Verifies signatures with aws-jwt-verify and the keys of a {@link JwksCache}. Header and claims are the domain's.
 *
 * The library keeps a key for as long as its verifier lives; so each key set has a verifier of its own, and what it
 * verified is remembered no longer than the set serves.
 */
export class AwsJwtVerifier implements JwtVerifier {
  readonly #verifiers = new WeakMap<KeySet, Map<string, Verify>>();

  public constructor(private readonly jwks: JwksCache) {}

  public async verify(jwt: string, issuer: IssuerDocument): Promise<JwtVerification> {
    const { kid, alg } = headerOf(jwt);
    const set = await this.jwks.setWith(issuer.jwksUri, kid);
    if (set === undefined) {
      return { ok: false, reason: 'jwt_key_unknown' };
    }
    const fits = set.keys.get(kid)?.algorithms.includes(alg) === true;
    return fits ? (await this.#verifier(set, issuer))(jwt) : { ok: false, reason: 'jwt_signature' };
  }

  async #verifier(set: KeySet, issuer: IssuerDocument): Promise<Verify> {
    const verifiers = this.#verifiers.get(set) ?? new Map<string, Verify>();
    this.#verifiers.set(set, verifiers);
    const verify = verifiers.get(issuer.issuer) ?? remembering(await libraryVerify(set, issuer));
    verifiers.set(issuer.issuer, verify);
    return verify;
  }
}

/** The strict layer has parsed and checked it already. */
function headerOf(jwt: string): { readonly kid: string; readonly alg: string } {
  return JSON.parse(Buffer.from(jwt.slice(0, jwt.indexOf('.')), 'base64url').toString('utf8')) as {
    kid: string;
    alg: string;
  };
}

/** Keyed by digest: tokens do not stay in memory. */
function remembering(verify: Verify): Verify {
  const verified = new RecentCache<true>(VERIFIED_LIMIT);
  return (jwt) => {
    const digest = createHash('sha256').update(jwt).digest('base64');
    if (verified.get(digest) === true) {
      return { ok: true };
    }
    const result = verify(jwt);
    if (result.ok) {
      verified.set(digest, true);
    }
    return result;
  };
}

async function libraryVerify(set: KeySet, { issuer, jwksUri }: IssuerDocument): Promise<Verify> {
  // Loaded at the first JWT: those who use proxy tokens do not wait for it.
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
      return { ok: true };
    } catch (error) {
      // Nothing else of the library's errors goes on: they hold claims.
      return { ok: false, reason: error instanceof JwtParseError ? 'jwt_malformed' : 'jwt_signature' };
    }
  };
}
