/** What a bucket earns and holds. */
export interface BucketSize {
  /** Tokens per second; may be below 1. */
  readonly rate: number;
  /** Tokens at most. */
  readonly burst: number;
}

/** Token buckets by key. A new bucket is full. */
export class TokenBuckets {
  readonly #buckets = new Map<string, { tokens: number; refilledAt: number }>();

  /**
   * Takes one token.
   * @param size may differ from call to call: a plan can be changed while it is in use.
   * @param now milliseconds.
   * @returns whether there was one.
   */
  take(key: string, size: BucketSize, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? { tokens: size.burst, refilledAt: now };
    // A clock that was set back must not earn the same time twice.
    const refilledAt = Math.max(now, bucket.refilledAt);
    const elapsed = (refilledAt - bucket.refilledAt) / 1000;
    const tokens = Math.min(size.burst, bucket.tokens + elapsed * size.rate);
    // Sums of fractions end just below the whole token that was earned.
    const isEnough = tokens >= 1 - 1e-9;
    this.#buckets.set(key, { tokens: isEnough ? Math.max(0, tokens - 1) : tokens, refilledAt });
    return isEnough;
  }
}
