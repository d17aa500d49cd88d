import { tenantKey, type UserRecord } from '../../contract/registry-records';
import { tenantReference } from '../reference';
import { findUser } from './find-user';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { renderName, type UserName } from './manage-user';

/**
 * Suspends or resumes a user, whoever stands for it: no deploy undoes either. One write, safe to repeat.
 *
 * @returns what its status was. @throws ManageRefusal `user_unknown`
 */
export async function setUserStatus(
  { managed }: Pick<ManagePorts, 'managed'>,
  name: UserName,
  status: UserRecord['status'],
): Promise<UserRecord['status']> {
  const { key, record } = await findUser(managed, name);
  if (record.status !== status && !(await managed.setStatus(key, status))) {
    throw new ManageRefusal('user_unknown', renderName(name));
  }
  return record.status;
}

/** The same for a tenant, with all its users. @throws ManageRefusal `tenant_unknown` */
export async function setTenantStatus(
  { managed }: Pick<ManagePorts, 'managed'>,
  tenant: string,
  status: UserRecord['status'],
): Promise<UserRecord['status']> {
  const key = tenantKey(tenantReference(tenant));
  const record = await managed.readTenant(key);
  if (record === undefined || (record.status !== status && !(await managed.setStatus(key, status)))) {
    throw new ManageRefusal('tenant_unknown', tenant);
  }
  return record.status;
}
