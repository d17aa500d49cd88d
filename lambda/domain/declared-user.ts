import { type RegistryKey, type ReleaseUser, userKey } from '../contract/registry-records';
import { federatedUserReference, tenantReference, userReference } from './reference';

/** References that a declared user's items are found by. A federated subject *is* its user item. */
export function userReferences({ tenant, user, federated }: ReleaseUser): { tenantRef: string; userRef: string } {
  const userRef =
    federated === undefined
      ? userReference(tenant, user)
      : federatedUserReference(tenant, federated.issuerId, federated.subject);
  return { tenantRef: tenantReference(tenant), userRef };
}

/** Key of a declared user's item. */
export function userItemKey(user: ReleaseUser): RegistryKey {
  const { tenantRef, userRef } = userReferences(user);
  return userKey(tenantRef, userRef);
}

/** Name of a user's API Gateway key. */
export function userKeyName(keyPrefix: string, { tenant, user }: ReleaseUser): string {
  return `${keyPrefix}${tenant}/${user}`;
}
