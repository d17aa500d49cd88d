import { type ReleaseUser, tokenKey, type UserRecord } from '../contract/registry-records';
import { userItemKey, userKeyName, userReferences } from './declared-user';
import { deleteMetering, NO_METERING } from './metering-key';
import type { RegistrarPorts } from './registrar-ports';

/** Refuses a user from now on and keeps everything it has, so that a rollback brings it back whole. */
export async function retireUser(ports: RegistrarPorts, user: ReleaseUser, stored: UserRecord): Promise<void> {
  if (stored.declared) {
    await ports.registry.upsertUser(userItemKey(user), {
      tenant: stored.tenant,
      user: stored.user,
      declared: false,
    });
  }
}

/**
 * Deletes a user with its key and tokens; its own item last, since the rest is found through it. Of a suspended user
 * the item stays: else declaring the user again would undo the suspension.
 */
export async function deleteUser(ports: RegistrarPorts, user: ReleaseUser, stored: UserRecord): Promise<void> {
  const { tenantRef, userRef } = userReferences(user);
  await retireUser(ports, user, stored);
  for (const { tokenId } of await ports.registry.listTokens(tenantRef, userRef)) {
    await ports.registry.delete(tokenKey(tenantRef, userRef, tokenId));
  }
  await deleteMetering(ports.keys, userKeyName(ports.keyPrefix, user), stored);
  if (stored.status === 'active') {
    await ports.registry.delete(userItemKey(user));
  } else {
    const { tenant, user: name } = stored;
    const emptied = { tenant, user: name, ...NO_METERING, firstTokenSecretArn: undefined, grants: undefined };
    await ports.registry.upsertUser(userItemKey(user), emptied);
  }
}
