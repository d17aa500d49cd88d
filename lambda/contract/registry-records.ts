import type { TenantDeclaration, UserDeclaration, UserKind } from './declarations';

/**
 * The registry's items: one single table, one fact an item. `pk` and `sk` are text; every key that a decision needs
 * follows from the credential alone, so one BatchGetItem answers a request.
 *
 * | item     | pk                | sk                          |
 * |----------|-------------------|-----------------------------|
 * | global   | `GLOBAL`          | `STATE`                     |
 * | tenant   | `TENANT#<ref>`    | `TENANT`                    |
 * | user     | `TENANT#<ref>`    | `USER#<ref>`                |
 * | token    | `TENANT#<ref>`    | `TOKEN#<user ref>#<id>`     |
 * | document | `DOCUMENT#<hash>` | `DOCUMENT`                  |
 * | pending  | `GLOBAL`          | `PENDING`                   |
 * | index    | `RELEASE#<hash>`  | `RELEASE`                   |
 * | revoked  | `REVOKED#<ref>`   | `REVOKED`                   |
 * | proof    | `PROOF#<ref>`     | `PROOF`                     |
 * | key      | `APIKEY#<ref>`    | `APIKEY`                    |
 * | name     | `TENANT#<ref>`    | `NAME#<user ref>`           |
 * | managed  | `MANAGED`         | `TENANT#<ref>`              |
 *
 * `ref` is an opaque reference computed from the name (domain/reference.ts). Documents (API documents, the proxy
 * document, policy manifests and slices, releases) are immutable, named by the SHA-256 (hex) of their body.
 */
export interface RegistryKey {
  readonly pk: string;
  readonly sk: string;
}

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
/** Epoch seconds after which DynamoDB may delete an item. It does so late, and never tells. */
export const TIME_TO_LIVE = 'ttl';

export const GLOBAL_KEY: RegistryKey = { pk: 'GLOBAL', sk: 'STATE' };

/** Names the release that a deploy is about to publish, until it has: what it began is then known to the next one. */
export const PENDING_KEY: RegistryKey = { pk: 'GLOBAL', sk: 'PENDING' };

/** Finds the last release that was published from some declarations. @param declarations their digest. */
export function releaseIndexKey(declarations: string): RegistryKey {
  return { pk: `RELEASE#${declarations}`, sk: 'RELEASE' };
}

export function tenantKey(tenantRef: string): RegistryKey {
  return { pk: `TENANT#${tenantRef}`, sk: 'TENANT' };
}

export function userKey(tenantRef: string, userRef: string): RegistryKey {
  return { pk: `TENANT#${tenantRef}`, sk: `USER#${userRef}` };
}

export function tokenKey(tenantRef: string, userRef: string, tokenId: string): RegistryKey {
  return { pk: `TENANT#${tenantRef}`, sk: `TOKEN#${userRef}#${tokenId}` };
}

/** @param ref of what is revoked (domain/reference.ts). */
export function revocationKey(ref: string): RegistryKey {
  return { pk: `REVOKED#${ref}`, sk: 'REVOKED' };
}

/** What the partition keys of used proofs start with: an authorizer may write there, and nowhere else. */
export const PROOF_PREFIX = 'PROOF#';

/** @param ref of a proof of possession (domain/reference.ts). */
export function proofKey(ref: string): RegistryKey {
  return { pk: `${PROOF_PREFIX}${ref}`, sk: 'PROOF' };
}

/** @param ref of an API Gateway key that is a credential (domain/reference.ts). */
export function apiKeyKey(ref: string): RegistryKey {
  return { pk: `APIKEY#${ref}`, sk: 'APIKEY' };
}

/** What the sort keys of a tenant's users start with. */
export const USER_PREFIX = 'USER#';

/** Keeps the name of a managed federated user from others of the tenant. @param userRef of a user of that name. */
export function nameKey(tenantRef: string, userRef: string): RegistryKey {
  return { pk: `TENANT#${tenantRef}`, sk: `NAME#${userRef}` };
}

/** Partition that lists the tenants that the command line made. */
export const MANAGED_PARTITION = 'MANAGED';

/** Says that the command line made a tenant. */
export function managedTenantKey(tenantRef: string): RegistryKey {
  return { pk: MANAGED_PARTITION, sk: `TENANT#${tenantRef}` };
}

export function documentKey(hash: string): RegistryKey {
  return { pk: `DOCUMENT#${hash}`, sk: 'DOCUMENT' };
}

/**
 * The one item that every decision reads: what is in force.
 *
 * Revocations are set by people and by nobody else; a deploy only moves `release` and `policies`.
 */
export interface GlobalRecord {
  /** `closed` = everything is revoked. */
  readonly status: 'open' | 'closed';
  readonly revokedRoles: readonly string[];
  readonly revokedApis: readonly string[];
  /** Hash of the {@link ReleaseDocument} in force. */
  readonly release: string;
  /** Global policy set: manifest hash by schema digest. */
  readonly policies: Readonly<Record<string, string>>;
  /**
   * Name of the table that the item was written in. Under any other the table is a copy, made at some moment: what was
   * revoked since is missing from it, so it opens nothing before somebody adopts it.
   */
  readonly home?: string;
}

export interface TenantRecord {
  readonly tenant: string;
  readonly status: 'active' | 'suspended';
  /** False once a stack that declared the tenant no longer does; it then counts as unknown. */
  readonly declared?: boolean;
  /** Whether the command line made it; it then need not be declared, and no stack may declare it. */
  readonly managed?: boolean;
  /** Until everything that belongs to a managed tenant is made. */
  readonly creating?: boolean;
  /** The tenant's own policy set: manifest hash by schema digest; empty = it has none. */
  readonly policies: Readonly<Record<string, string>>;
  /** Hash of the managed policies that its own set is made of, see contract/managed-policies.ts. */
  readonly managedPolicies?: string;
  /** Value of the API Gateway key that meters principals without one of their own. Opens nothing. */
  readonly meteringKey?: string;
  readonly meteringKeyId?: string;
  readonly planId?: string;
  /** Usage plans that the key was about to be in, and may be. */
  readonly joiningPlanIds?: readonly string[];
}

export interface UserRecord {
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
  readonly status: 'active' | 'suspended';
  /** False once a stack that declared the user no longer does; it is then refused. */
  readonly declared: boolean;
  /** Whether the command line made it; it then need not be declared, and no stack may declare it. */
  readonly managed?: boolean;
  /** Raised by each change of a managed user's terms, so that two people never overwrite each other's. */
  readonly version?: number;
  /** Until everything that belongs to a managed user is made. */
  readonly creating?: boolean;
  readonly kind?: UserKind;
  /** Whom to ask about it. */
  readonly owner?: string;
  readonly purpose?: string;
  /** Address ranges that its requests come from; left out = anywhere. */
  readonly sources?: readonly string[];
  /** The federated subject that it is. */
  readonly federated?: UserDeclaration['federated'];
  /** Epoch milliseconds; checked when read. */
  readonly expiresAt?: number;
  /** Value of the user's API Gateway key. A surrogate that opens nothing by itself. */
  readonly meteringKey?: string;
  readonly meteringKeyId?: string;
  readonly planId?: string;
  /** Usage plans that the key was about to be in, and may be. */
  readonly joiningPlanIds?: readonly string[];
  /** An API Gateway key of somebody else's making that is a credential of the user, and the plan that it is in. */
  readonly adoptedKey?: AdoptedKey;
  /** Secret that holds the user's first proxy token, once it does. */
  readonly firstTokenSecretArn?: string;
  /** What the user may do for a task beside what policies permit, by grant id. */
  readonly grants?: Readonly<Record<string, GrantRecord>>;
}

/** Where a key is that was not made by the proxy. Its value is nowhere but in API Gateway. */
export interface AdoptedKey {
  readonly keyId: string;
  readonly planId: string;
  /** Reference of the credential's item. */
  readonly ref: string;
}

/** An API Gateway key that is a credential: whose it is. The item's key follows from the digest of the key's value. */
export interface ApiKeyRecord {
  readonly tenant: string;
  readonly user: string;
  readonly tenantRef: string;
  readonly userRef: string;
  /** API Gateway's id of the key. */
  readonly keyId: string;
  /** Digest (hex) of its value, see domain/api-key.ts. */
  readonly digest: string;
}

/** Holds a user's name. */
export interface NameRecord {
  readonly tenant: string;
  readonly user: string;
  readonly userRef: string;
}

/** A permit for one task. The layers that it names take it for one of their own, so a `forbid` of either still wins. */
export interface GrantRecord {
  /**
   * Whose missing permit it stands for: that of the global set, that of the tenant's own, or both. Left out = `global`:
   * where the tenant has a set of its own, that one must permit by itself.
   */
  readonly layer?: GrantLayer;
  readonly api: string;
  /** Action name without its API. */
  readonly action: string;
  /** Route key; left out = every route of the API that needs the action. */
  readonly route?: string;
  /** Epoch milliseconds, whole seconds. */
  readonly expiresAt: number;
}

export type GrantLayer = (typeof GRANT_LAYERS)[number];
export const GRANT_LAYERS = ['global', 'tenant', 'both'] as const;

export interface TokenRecord {
  readonly tenant: string;
  readonly user: string;
  readonly tokenId: string;
  /** SHA-256 (hex) of the whole token, ids included. */
  readonly digest: string;
  readonly status: 'active' | 'revoked';
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds; left out = as long as its user. */
  readonly expiresAt?: number;
  /** Secret that a deploy minted the token into; left out = a person minted it. */
  readonly secretArn?: string;
  /** Whether it was minted while its user was created, and so shown once or not at all. */
  readonly first?: boolean;
  /** Until the command that minted it has ended: it was shown once or not at all. */
  readonly unfinished?: boolean;
  /** Set for a token that is for one task; its owner's policies decide all the same. */
  readonly task?: TokenTask;
}

/** What a token is for. */
export interface TokenTask {
  /** For people. */
  readonly purpose: string;
  /** Cedar ids of the actions that it is for, as `orders:ReadOrder`: any other is refused. */
  readonly actions: readonly string[];
}

/**
 * One JWT, or one subject of an issuer, that opens nothing any more. That there is such an item is the revocation;
 * deploys and rollbacks neither write nor delete it. The issuer is named by its address, not by its name inside the
 * proxy, which a deploy may change.
 */
export interface RevocationRecord {
  readonly kind: 'jwt' | 'subject';
  /** Exact `iss`. */
  readonly issuer: string;
  /** `jti`, or the subject as the issuer writes it. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly revokedAt: number;
  /** Epoch seconds, from {@link TIME_TO_LIVE}: when the last token that it stops is over. Left out = never. */
  readonly ttl?: number;
}

/** A DPoP proof that was used: it is not accepted again. */
export interface ProofRecord {
  /** Id of the request that used it. */
  readonly usedBy: string;
  /** Epoch seconds, from {@link TIME_TO_LIVE}: no proof of its age is accepted any more. */
  readonly ttl: number;
}

/** An immutable document as it is stored. */
export interface DocumentRecord {
  readonly body: string;
}

/** Names everything that one deploy published. */
export interface ReleaseDocument {
  readonly version: 1;
  /** Key prefix of the proxy that published it: another proxy on the same table must not withdraw it. */
  readonly owner: string;
  /** Digest of the declarations it was made from. */
  readonly declarations: string;
  /** Digest of the Cedar schema. */
  readonly schema: string;
  /** Hash of the proxy document. */
  readonly proxy: string;
  /** Hash of each API document, by API. */
  readonly apis: Readonly<Record<string, string>>;
  /** Declared policy manifests: the global one under ``, a tenant's own under its name. */
  readonly policies: Readonly<Record<string, string>>;
  /** Declared tenants and users, so that the next deploy knows what is gone. */
  readonly tenants: readonly string[];
  readonly users: readonly ReleaseUser[];
  /** Hashes of the {@link ProvisionDocument}s that say all of them in full, so that a rollback can bring them back. */
  readonly provision: readonly string[];
  /**
   * What other apps brought: hash of each {@link AttachmentDocument}, by attachment. Their APIs and policies are among
   * `apis` and `policies`. Left out = nothing.
   */
  readonly attached?: Readonly<Record<string, string>>;
  /**
   * Hash of the managed policies that are composed into the global set, see contract/managed-policies.ts. Left out =
   * there were never any.
   */
  readonly managed?: string;
  /** Hash of the same release without what is attached and managed; left out where there is neither. */
  readonly base?: string;
  /** What earlier releases declared and this one does not: refused, and deleted by the next release. */
  readonly retired: { readonly tenants: readonly string[]; readonly users: readonly ReleaseUser[] };
}

/** What a user's registry key is computed from. */
export type ReleaseUser = Pick<UserDeclaration, 'tenant' | 'user' | 'federated'>;

/** Part of what a release declares: all tenants, or some of its users. */
export interface ProvisionDocument {
  readonly version: 1;
  readonly tenants: readonly TenantDeclaration[];
  readonly users: readonly UserDeclaration[];
}

/**
 * One policy set: which slice holds the policies of each scope anchor. The anchor `*` holds those whose scope names
 * no principal; any other is the Cedar id of the principal or of one of its parents, as in `Gatehouse::Role::"admin"`.
 */
export interface PolicyManifest {
  readonly version: 1;
  readonly schema: string;
  /** Slice hash by anchor. */
  readonly slices: Readonly<Record<string, string>>;
}

/** Policies of one anchor, in Cedar's JSON form, by policy id. */
export interface PolicySlice {
  readonly version: 1;
  readonly policies: Readonly<Record<string, unknown>>;
  /** Only where grants are linked, which no published slice does. */
  readonly templates?: Readonly<Record<string, unknown>>;
  readonly links?: readonly PolicyLink[];
}

/** A policy made of a template. */
export interface PolicyLink {
  readonly template: string;
  /** Id of the policy. */
  readonly id: string;
  readonly principal: { readonly type: string; readonly id: string };
  readonly resource: { readonly type: string; readonly id: string };
}
