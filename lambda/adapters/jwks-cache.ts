import { type Clock, DependencyFault } from '../domain/ports';
import { isListOf, isObjectWith, isPlainObject } from '../domain/shape';
import { parseStrictJson } from '../domain/strict-json';
import type { JwksFetcher } from './jwks-fetcher';
import { type SignatureKey, signatureKeys } from './signature-key';

/** How long a fetched set is trusted, in milliseconds: no longer than this is a removed key. */
export const JWKS_MAX_AGE_MS = 300_000;
/** From which age on a set is fetched anew while it still serves, in milliseconds. */
export const JWKS_REFRESH_MS = 150_000;
/** Shortest time between two fetches of an issuer, whatever their outcome, in milliseconds. */
export const JWKS_INTERVAL_MS = 10_000;

/** One fetched key set. A set that was fetched again unchanged stays the same object. */
export interface KeySet {
  readonly keys: ReadonlyMap<string, SignatureKey>;
}

interface Issuer {
  held: { readonly set: KeySet; readonly text: Buffer; readonly fetchedAt: number } | undefined;
  attemptedAt: number;
  failure: DependencyFault | undefined;
  pending: Promise<void> | undefined;
}

const isJwks = isObjectWith({ keys: isListOf(isPlainObject) });

/**
 * Keeps each issuer's keys, apart from each other: the outage of one is nothing to another.
 *
 * Neither unknown key ids nor failures make it fetch more often than every {@link JWKS_INTERVAL_MS}.
 */
export class JwksCache {
  readonly #issuers = new Map<string, Issuer>();

  public constructor(
    private readonly fetch: JwksFetcher,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the set that has the key, or `undefined` where the issuer has published no such key.
   * @throws DependencyFault where that cannot be told.
   */
  public async setWith(jwksUri: string, kid: string): Promise<KeySet | undefined> {
    const issuer = this.#issuer(jwksUri);
    if (this.#age(issuer) >= JWKS_REFRESH_MS || issuer.held?.set.keys.has(kid) !== true) {
      await this.#refresh(jwksUri, issuer);
    }
    const current = this.#age(issuer) < JWKS_MAX_AGE_MS ? issuer.held?.set : undefined;
    if (current?.keys.has(kid) === true) {
      return current;
    }
    if (current === undefined || issuer.failure !== undefined) {
      throw issuer.failure ?? new DependencyFault('issuer', 'unavailable', `No key set ${jwksUri} is at hand.`);
    }
    return undefined;
  }

  /** Whether a set is what {@link setWith} would give for a key of it, without asking the issuer. */
  public serves(jwksUri: string, set: KeySet): boolean {
    const issuer = this.#issuer(jwksUri);
    return issuer.held?.set === set && this.#age(issuer) < JWKS_REFRESH_MS;
  }

  #issuer(jwksUri: string): Issuer {
    const known = this.#issuers.get(jwksUri);
    if (known !== undefined) {
      return known;
    }
    const issuer = { held: undefined, attemptedAt: Number.NEGATIVE_INFINITY, failure: undefined, pending: undefined };
    this.#issuers.set(jwksUri, issuer);
    return issuer;
  }

  #age({ held }: Issuer): number {
    return held === undefined ? Number.POSITIVE_INFINITY : this.#since(held.fetchedAt);
  }

  /** Where the clock was put back, everything is too long ago. */
  #since(instant: number): number {
    const elapsed = this.clock.now() - instant;
    return elapsed < 0 ? Number.POSITIVE_INFINITY : elapsed;
  }

  async #refresh(jwksUri: string, issuer: Issuer): Promise<void> {
    if (issuer.pending === undefined && this.#since(issuer.attemptedAt) >= JWKS_INTERVAL_MS) {
      issuer.attemptedAt = this.clock.now();
      issuer.pending = this.#fetchInto(jwksUri, issuer).finally(() => {
        issuer.pending = undefined;
      });
    }
    await issuer.pending;
  }

  async #fetchInto(jwksUri: string, issuer: Issuer): Promise<void> {
    const fetchedAt = this.clock.now();
    try {
      const text = await this.fetch(jwksUri);
      const set = issuer.held?.text.equals(text) === true ? issuer.held.set : parseKeySet(text, jwksUri);
      issuer.held = { set, text, fetchedAt };
      issuer.failure = undefined;
    } catch (error) {
      issuer.failure = faultOf(error, jwksUri);
    }
  }
}

function parseKeySet(text: Buffer, jwksUri: string): KeySet {
  const jwks = parseStrictJson(text.toString('utf8'));
  if (!isJwks(jwks)) {
    throw new DependencyFault('issuer', 'corrupt', `The key set ${jwksUri} is not a JWKS.`);
  }
  return { keys: signatureKeys(jwks.keys) };
}

function faultOf(error: unknown, jwksUri: string): DependencyFault {
  return error instanceof DependencyFault
    ? error
    : new DependencyFault('issuer', 'unavailable', `The key set ${jwksUri} cannot be fetched.`, { cause: error });
}
