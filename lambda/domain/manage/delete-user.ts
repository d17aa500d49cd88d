import { apiKeyKey, nameKey, tokenKey } from '../../contract/registry-records';
import { userKeyName } from '../declared-user';
import { deleteMetering } from '../metering-key';
import { userReference } from '../reference';
import type { FoundUser } from './find-user';
import { findUser } from './find-user';
import type { ManagePorts } from './manage-ports';
import type { UserName } from './manage-user';
import { assertManaged } from './update-user';

/** @returns a user who may be deleted. @throws ManageRefusal where there is none, or a stack declares it. */
export async function findDeletable(ports: Pick<ManagePorts, 'managed'>, name: UserName): Promise<FoundUser> {
  const found = await findUser(ports.managed, name);
  await assertManaged(ports, name, found.record);
  return found;
}

/**
 * Deletes a user whom the command line made, with its key and tokens; its own item last, since the rest is found through
 * it. It is refused from the first write on, and may be run again wherever it stopped. An adopted API Gateway key stays
 * in API Gateway, and opens nothing any more.
 */
export async function deleteManagedUser(
  ports: ManagePorts,
  { key, tenantRef, userRef, record }: FoundUser,
): Promise<void> {
  const { managed, keys, keyPrefix } = ports;
  const { tenant, user, adoptedKey, federated } = record;
  await managed.setStatus(key, 'suspended');
  for (const { tokenId } of await managed.listTokens(tenantRef, userRef)) {
    await managed.delete(tokenKey(tenantRef, userRef, tokenId));
  }
  if (adoptedKey !== undefined) {
    await managed.delete(apiKeyKey(adoptedKey.ref));
  }
  await deleteMetering(keys, userKeyName(keyPrefix, { tenant, user }), record);
  if (federated !== undefined) {
    await managed.delete(nameKey(tenantRef, userReference(tenant, user)));
  }
  await managed.delete(key);
}
