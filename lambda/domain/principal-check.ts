import type { GlobalRecord, TenantRecord, UserRecord } from '../contract/registry-records';
import type { ReasonCode } from '../contract/reason';
import { isInForce } from './ownership';
import { matchesApiKey } from './api-key';
import { principalUid } from './policy-anchor';
import { DependencyFault, type RegistrySnapshot } from './ports';
import type { CredentialFacts, FederatedSubject, IdentifiedSubject, Principal } from './principal';
import { matchesDigest } from './proxy-token';
import { tenantReference } from './reference';

/** Tenant and principal are told as far as they are certain. */
export type PrincipalCheck =
  | { readonly ok: true; readonly principal: Principal; readonly tenant: TenantRecord; readonly principalId: string }
  | {
      readonly ok: false;
      readonly reason: ReasonCode;
      readonly tenant?: Pick<TenantRecord, 'tenant'>;
      readonly principalId?: string;
    };

/**
 * Confirms an identified subject by the registry: credential, tenant and user are in force, no role of it is revoked,
 * and it has a key to be metered with.
 *
 * @param now epoch milliseconds.
 * @throws DependencyFault `corrupt` where records contradict the keys that they were found by.
 */
export function checkPrincipal(
  subject: IdentifiedSubject,
  global: GlobalRecord,
  snapshot: RegistrySnapshot,
  now: number,
): PrincipalCheck {
  if (global.status !== 'open') {
    return { ok: false, reason: 'everything_revoked' };
  }
  const refusedToken = refuseToken(subject, snapshot, now) ?? refuseApiKey(subject, snapshot);
  if (refusedToken !== undefined) {
    return { ok: false, ...refusedToken };
  }
  const { tenant, user } = snapshot;
  if (tenant === undefined || !isInForce(tenant)) {
    return { ok: false, reason: 'tenant_unknown' };
  }
  assertOneOwner(subject, tenant, snapshot);
  const { federated } = subject;
  // A federated subject that was declared goes by its declared name; one that is a user by rule needs that user's record.
  const name = user?.user ?? (federated?.mapped === undefined ? federated?.user : undefined);
  if (name === undefined) {
    return { ok: false, reason: 'user_unknown', tenant };
  }
  const principalId = principalUid(tenant.tenant, name).id;
  const roles = [...new Set([...(user?.roles ?? []), ...(federated?.roles ?? [])])];
  const meteringKey = subject.apiKey ?? user?.meteringKey ?? tenant.meteringKey;
  const refusal =
    refuseRevoked(snapshot, federated?.credential) ?? refuseState(tenant, user, now) ?? refuseRoles(roles, global);
  if (refusal !== undefined) {
    return { ok: false, reason: refusal, tenant, principalId };
  }
  if (meteringKey === undefined) {
    return { ok: false, reason: 'metering_key_missing', tenant, principalId };
  }
  const principal = {
    tenant: tenant.tenant,
    user: name,
    roles,
    ...(federated === undefined
      ? { claims: {}, ...registeredFacts(snapshot) }
      : {
          credential: federated.credential,
          issuerId: federated.issuerId,
          claims: federated.claims,
          ...factsOf(federated),
        }),
    meteringKey,
    ...(user?.grants === undefined ? {} : { grants: user.grants }),
    ...(user?.sources === undefined ? {} : { sources: user.sources }),
  };
  return { ok: true, principal, tenant, principalId };
}

/** The record of either is there: it was confirmed before anything else. When a key was made, nobody knows here. */
function registeredFacts({ token }: RegistrySnapshot): CredentialFacts & Pick<Principal, 'credential' | 'taskActions'> {
  return token === undefined
    ? { credential: 'apiKey', scopes: [] }
    : {
        credential: 'proxyToken',
        scopes: [],
        issuedAt: token.createdAt / 1000,
        ...(token.task === undefined ? {} : { taskActions: token.task.actions }),
      };
}

function factsOf({ scopes, issuedAt, acr, amr, actor }: CredentialFacts): CredentialFacts {
  return {
    scopes,
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
    ...(actor === undefined ? {} : { actor }),
  };
}

/** The digest is compared before anything else is looked at, whether or not there is a record. */
function refuseToken(
  subject: IdentifiedSubject,
  { token }: RegistrySnapshot,
  now: number,
): Omit<Extract<PrincipalCheck, { ok: false }>, 'ok'> | undefined {
  if (subject.proxyToken === undefined) {
    return undefined;
  }
  const matches = matchesDigest(subject.proxyToken, token?.digest);
  if (token === undefined || !matches) {
    return { reason: 'token_unknown' };
  }
  // Whoever holds the token is its owner, or has it from its owner: the record may say whose it is.
  const owner = { tenant: token, principalId: principalUid(token.tenant, token.user).id };
  if (token.status !== 'active') {
    return { reason: 'token_revoked', ...owner };
  }
  return isPast(token.expiresAt, now) ? { reason: 'token_expired', ...owner } : undefined;
}

/** The digest is compared first, here too. The user's own record says whether the key is still its. */
function refuseApiKey(
  { apiKey: text, keys }: IdentifiedSubject,
  { apiKey, user }: RegistrySnapshot,
): { readonly reason: ReasonCode } | undefined {
  if (text === undefined) {
    return undefined;
  }
  const matches = matchesApiKey(text, apiKey?.digest);
  const held = user?.adoptedKey?.ref === keys.apiKeyRef;
  return matches && held ? undefined : { reason: 'token_unknown' };
}

/** Keys come from the credential, names from the records: where they disagree, something else wrote the records. */
function assertOneOwner(
  subject: IdentifiedSubject,
  tenant: TenantRecord,
  { user, token, apiKey }: RegistrySnapshot,
): void {
  const tenants = [user?.tenant, token?.tenant, apiKey?.tenant, subject.federated?.tenant];
  const agree =
    referenceOf(tenant) === subject.keys.tenantRef &&
    tenants.every((name) => name === undefined || name === tenant.tenant) &&
    (token === undefined || token.tokenId === subject.keys.tokenId) &&
    (token === undefined || user === undefined || token.user === user.user) &&
    (subject.federated?.mapped === undefined || user === undefined || subject.federated.mapped === user.user);
  if (!agree) {
    throw new DependencyFault('registry', 'corrupt', 'Records of one credential name different owners.');
  }
}

/** Records do not change while they are in memory. */
const references = new WeakMap<TenantRecord, string>();

function referenceOf(tenant: TenantRecord): string {
  const known = references.get(tenant) ?? tenantReference(tenant.tenant);
  references.set(tenant, known);
  return known;
}

/** Leaving a revoked role out could switch off a `forbid` on it, so it refuses. */
function refuseRoles(roles: readonly string[], global: GlobalRecord): ReasonCode | undefined {
  return roles.some((role) => global.revokedRoles.includes(role)) ? 'role_revoked' : undefined;
}

/** The item is the revocation: whatever it says of its end, the token that it was written for is still shown. */
function refuseRevoked(
  { revokedJwt, revokedSubject, revokedActor }: RegistrySnapshot,
  credential: FederatedSubject['credential'] | undefined,
): ReasonCode | undefined {
  if (revokedJwt !== undefined) {
    return credential === 'certificate' ? 'certificate_revoked' : 'jwt_revoked';
  }
  if (revokedSubject !== undefined) {
    return 'subject_revoked';
  }
  return revokedActor === undefined ? undefined : 'actor_revoked';
}

function refuseState(tenant: TenantRecord, user: UserRecord | undefined, now: number): ReasonCode | undefined {
  if (tenant.status !== 'active') {
    return 'tenant_suspended';
  }
  if (user === undefined) {
    return undefined;
  }
  if (!isInForce(user)) {
    return 'user_undeclared';
  }
  if (user.status !== 'active') {
    return 'user_suspended';
  }
  return isPast(user.expiresAt, now) ? 'user_expired' : undefined;
}

/**
 * When the first of the records that {@link checkPrincipal} looked at ends, in epoch milliseconds: from then on, and no
 * sooner, its answer can be another though the records are the same.
 */
export function principalEnds({ token, user }: RegistrySnapshot): number {
  return Math.min(token?.expiresAt ?? Number.POSITIVE_INFINITY, user?.expiresAt ?? Number.POSITIVE_INFINITY);
}

function isPast(instant: number | undefined, now: number): boolean {
  return instant !== undefined && now >= instant;
}
