import type { AuthorizerOutput } from './authorizer-output';
import type { Clock, GatewayAuthorizer } from './model';

/**
 * What authorizers returned, by authorizer and identity values. The policy is kept, not the decision: it is evaluated
 * again for each request, so a policy that names one path denies the next one until it expires.
 */
export class AuthorizerCache {
  readonly #entries = new Map<string, { readonly output: AuthorizerOutput; readonly expiresAt: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  find(authorizer: GatewayAuthorizer, identity: readonly (readonly string[])[]): AuthorizerOutput | undefined {
    const entry = this.#entries.get(keyOf(authorizer, identity));
    return entry && entry.expiresAt > this.#clock.now() ? entry.output : undefined;
  }

  /** Keeps an output for the authorizer's TTL; a TTL of 0 keeps nothing. */
  put(authorizer: GatewayAuthorizer, identity: readonly (readonly string[])[], output: AuthorizerOutput): void {
    if (authorizer.resultTtlInSeconds === 0) return;
    const now = this.#clock.now();
    for (const [key, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(key);
    const expiresAt = now + authorizer.resultTtlInSeconds * 1000;
    this.#entries.set(keyOf(authorizer, identity), { output, expiresAt });
  }

  flush(): void {
    this.#entries.clear();
  }
}

function keyOf(authorizer: GatewayAuthorizer, identity: readonly (readonly string[])[]): string {
  return JSON.stringify([authorizer.id, identity]);
}
