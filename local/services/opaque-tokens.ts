import { randomBytes } from 'node:crypto';

/** Tokens that say nothing themselves, with what their issuer says of them. */
export class OpaqueTokens {
  private readonly issued = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(private readonly clock: { now(): number }) {}

  /** @param claims with `exp`. @param prefix what the token starts with. */
  issue(claims: Readonly<Record<string, unknown>>, prefix: string): string {
    const token = `${prefix}${randomBytes(24).toString('base64url')}`;
    this.issued.set(token, claims);
    return token;
  }

  /** @see RFC 7662, section 2.2 */
  introspect(token: string | null): Readonly<Record<string, unknown>> {
    const claims = token === null ? undefined : this.issued.get(token);
    return claims === undefined || Number(claims['exp']) * 1000 <= this.clock.now()
      ? { active: false }
      : { active: true, token_type: 'Bearer', ...claims };
  }

  /** From now on the token is not active. */
  revoke(token: string | null): void {
    if (token !== null) this.issued.delete(token);
  }
}
