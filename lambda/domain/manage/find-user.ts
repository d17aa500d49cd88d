import { nameKey, type RegistryKey, type UserRecord, userKey } from '../../contract/registry-records';
import { isInForce } from '../ownership';
import { federatedUserReference, tenantReference, userReference } from '../reference';
import type { ManagedRegistry } from './managed-registry';
import { ManageRefusal } from './manage-refusal';
import { renderName, type UserName } from './manage-user';

/** A user as it is stored. */
export interface FoundUser {
  readonly key: RegistryKey;
  readonly tenantRef: string;
  readonly userRef: string;
  readonly record: UserRecord;
}

/** Users read at a time where a name alone does not tell which. */
const PAGE_SIZE = 200;

/**
 * Finds a user by name, whoever stands for it. A federated one that a stack declares is looked for among all users of its
 * tenant, since its item goes by its subject.
 *
 * @throws ManageRefusal `user_unknown`
 */
export async function findUser(registry: ManagedRegistry, name: UserName): Promise<FoundUser> {
  const { tenant, user } = name;
  const tenantRef = tenantReference(tenant);
  const plainRef = userReference(tenant, user);
  const plain = await at(registry, tenantRef, plainRef);
  // One that nobody stands for any more may have left its name to a federated one.
  const found =
    plain !== undefined && isInForce(plain.record)
      ? plain
      : ((await byAlias(registry, tenantRef, plainRef)) ?? (await bySearch(registry, tenantRef, user)) ?? plain);
  if (found === undefined) {
    throw new ManageRefusal('user_unknown', renderName(name));
  }
  return found;
}

async function at(registry: ManagedRegistry, tenantRef: string, userRef: string): Promise<FoundUser | undefined> {
  const key = userKey(tenantRef, userRef);
  const record = await registry.readUser(key);
  return record === undefined ? undefined : { key, tenantRef, userRef, record };
}

async function byAlias(registry: ManagedRegistry, tenantRef: string, plainRef: string): Promise<FoundUser | undefined> {
  const alias = await registry.readName(nameKey(tenantRef, plainRef));
  return alias === undefined ? undefined : await at(registry, tenantRef, alias.userRef);
}

async function bySearch(registry: ManagedRegistry, tenantRef: string, user: string): Promise<FoundUser | undefined> {
  let after: string | undefined;
  do {
    const page = await registry.pageUsers(tenantRef, PAGE_SIZE, after);
    const record = page.items.find((one) => one.user === user && one.federated !== undefined);
    if (record?.federated !== undefined) {
      const { issuerId, subject } = record.federated;
      return await at(registry, tenantRef, federatedUserReference(record.tenant, issuerId, subject));
    }
    after = page.next;
  } while (after !== undefined);
  return undefined;
}
