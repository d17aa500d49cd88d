import type { ReleaseUser } from '../lambda/contract/registry-records';
import { findUser } from '../lambda/domain/manage/find-user';
import { ManageRefusal } from '../lambda/domain/manage/manage-refusal';
import type { ManagedRegistry } from '../lambda/domain/manage/managed-registry';
import { parseUserName } from './user-options';

/**
 * Whom a grant is for: a user of the registry, or a subject of an issuer that has no record yet.
 *
 * @param given `tenant/user`, or `tenant/issuer|subject`. @throws CommandError, ManageRefusal
 */
export async function granteeOf(registry: ManagedRegistry, given: string): Promise<ReleaseUser> {
  const { tenant, user } = parseUserName(given);
  try {
    const { federated, ...record } = (await findUser(registry, { tenant, user })).record;
    return { tenant: record.tenant, user: record.user, ...(federated === undefined ? {} : { federated }) };
  } catch (refusal) {
    const [, issuerId, subject] = /^([^|]+)\|(.+)$/.exec(user) ?? [];
    if (!(refusal instanceof ManageRefusal) || issuerId === undefined || subject === undefined) {
      throw refusal;
    }
    return { tenant, user, federated: { issuerId, subject } };
  }
}
