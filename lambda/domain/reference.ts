import { hash } from 'node:crypto';

/** Characters of a reference: 132 bits, enough that no two names meet. */
export const REFERENCE_LENGTH = 22;

/** Opaque reference of a tenant: what its registry keys and its users' proxy tokens carry in place of its name. */
export function tenantReference(tenant: string): string {
  return reference(['tenant', tenant]);
}

/** Opaque reference of a proxy user inside its tenant. */
export function userReference(tenant: string, user: string): string {
  return reference(['user', tenant, user]);
}

/**
 * Opaque reference of a federated subject: it *is* a user item, found from the verified token alone.
 *
 * @param subject as the issuer wrote it, any text.
 */
export function federatedUserReference(tenant: string, issuerId: string, subject: string): string {
  return reference(['user', tenant, 'federated', issuerId, subject]);
}

/**
 * Opaque reference of a revocation: found from the verified token alone.
 *
 * @param issuer exact `iss`. @param name `jti` or subject, any text.
 */
export function revocationReference(kind: 'jwt' | 'subject', issuer: string, name: string): string {
  return reference(['revoked', kind, issuer, name]);
}

/** Opaque reference of an API Gateway key that is a credential. @param digest of its value, see api-key.ts. */
export function apiKeyReference(digest: string): string {
  return reference(['apiKey', digest]);
}

/** Opaque reference of a proof of possession. @param thumbprint of its key. @param jti any text. */
export function proofReference(thumbprint: string, jti: string): string {
  return reference(['proof', thumbprint, jti]);
}

/**
 * The separator cannot stand inside a part, and neither can half a character that UTF-8 would replace: so no two
 * lists of parts give the same text, whatever a token claims.
 */
function reference(parts: readonly string[]): string {
  const name = parts.map((part) => JSON.stringify(part).slice(1, -1)).join('\0');
  return hash('sha256', name, 'base64url').slice(0, REFERENCE_LENGTH);
}
