import { type RegistryKey, type RevocationRecord, revocationKey } from '../contract/registry-records';
import { revocationReference } from './reference';

/** What is to be revoked. */
export interface RevocationRequest {
  readonly kind: RevocationRecord['kind'];
  /** Exact `iss`: not the issuer's name inside the proxy. */
  readonly issuer: string;
  /** `jti`, or the subject as the issuer writes it. */
  readonly name: string;
  /**
   * Epoch seconds: the token's `exp`. Left out = the revocation stays for ever. A guess could be too early: a token
   * without `iat` may be as old as it likes.
   */
  readonly expiresAt?: number;
}

/** Longest that the item outlives the token, in seconds: clocks of ours and of DynamoDB's differ. */
const MARGIN_SECONDS = 3_600;

/** The item that revokes one JWT, or every token of one subject. @param now epoch milliseconds. */
export function revocationOf(
  { kind, issuer, name, expiresAt }: RevocationRequest,
  now: number,
): { readonly key: RegistryKey; readonly record: RevocationRecord } {
  return {
    key: revocationKey(revocationReference(kind, issuer, name)),
    record: {
      kind,
      issuer,
      name,
      revokedAt: now,
      ...(expiresAt === undefined ? {} : { ttl: Math.ceil(expiresAt) + MARGIN_SECONDS }),
    },
  };
}
