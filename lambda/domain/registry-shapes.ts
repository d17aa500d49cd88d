import {
  type ApiKeyRecord,
  GRANT_LAYERS,
  type GlobalRecord,
  type GrantRecord,
  type RevocationRecord,
  type TenantRecord,
  type TokenRecord,
  type UserRecord,
} from '../contract/registry-records';
import {
  isFlag,
  isHash,
  isListOf,
  isMapOf,
  isObjectWith,
  isOneOf,
  isOptional,
  isText,
  isWholeNumber,
  type Shape,
} from './shape';

/** What each of the registry's items must look like to be believed. A record that does not is a fault. */
export const isGlobalRecord: Shape<GlobalRecord> = isObjectWith({
  status: isOneOf('open', 'closed'),
  revokedRoles: isListOf(isText),
  revokedApis: isListOf(isText),
  release: isHash,
  policies: isMapOf(isHash),
  home: isOptional(isText),
});

export const isTenantRecord: Shape<TenantRecord> = isObjectWith({
  tenant: isText,
  status: isOneOf('active', 'suspended'),
  declared: isOptional(isFlag),
  managed: isOptional(isFlag),
  policies: isMapOf(isHash),
  meteringKey: isOptional(isText),
  meteringKeyId: isOptional(isText),
  planId: isOptional(isText),
});

/** One with a layer that is not known would count for none, or for all: it is no grant. */
export const isGrantRecord: Shape<GrantRecord> = isObjectWith({
  layer: isOptional(isOneOf(...GRANT_LAYERS)),
  api: isText,
  action: isText,
  route: isOptional(isText),
  expiresAt: isWholeNumber,
});

export const isUserRecord: Shape<UserRecord> = isObjectWith({
  tenant: isText,
  user: isText,
  roles: isListOf(isText),
  status: isOneOf('active', 'suspended'),
  declared: isFlag,
  managed: isOptional(isFlag),
  sources: isOptional(isListOf(isText)),
  adoptedKey: isOptional(isObjectWith({ keyId: isText, planId: isText, ref: isText })),
  expiresAt: isOptional(isWholeNumber),
  meteringKey: isOptional(isText),
  meteringKeyId: isOptional(isText),
  planId: isOptional(isText),
  grants: isOptional(isMapOf(isGrantRecord)),
});

export const isApiKeyRecord: Shape<ApiKeyRecord> = isObjectWith({
  tenant: isText,
  user: isText,
  tenantRef: isText,
  userRef: isText,
  keyId: isText,
  digest: isHash,
});

export const isTokenRecord: Shape<TokenRecord> = isObjectWith({
  tenant: isText,
  user: isText,
  tokenId: isText,
  digest: isHash,
  status: isOneOf('active', 'revoked'),
  createdAt: isWholeNumber,
  expiresAt: isOptional(isWholeNumber),
  task: isOptional(isObjectWith({ purpose: isText, actions: isListOf(isText) })),
});

export const isRevocationRecord: Shape<RevocationRecord> = isObjectWith({
  kind: isOneOf('jwt', 'subject'),
  issuer: isText,
  name: isText,
  revokedAt: isWholeNumber,
  ttl: isOptional(isWholeNumber),
});
