import {
  type ReleaseDocument,
  type ReleaseUser,
  tenantKey,
  type TenantRecord,
  type UserRecord,
} from '../contract/registry-records';
import { forEachBounded } from './bounded-parallel';
import { userItemKey } from './declared-user';
import { tenantReference } from './reference';
import { PROVISION_PARALLEL, REGISTRY_PARALLEL, type RegistrarPorts } from './registrar-ports';
import { deleteTenant, retireTenant } from './retire-tenant';
import { deleteUser, retireUser } from './retire-user';

/** Retires users and tenants, those of them that exist and are not somebody else's by now. */
export async function retireAll(ports: RegistrarPorts, undeclared: ReleaseDocument['retired']): Promise<void> {
  await forEachTenant(ports, undeclared.tenants, REGISTRY_PARALLEL, (stored) => retireTenant(ports, stored));
  await forEachUser(ports, undeclared.users, REGISTRY_PARALLEL, (user, stored) => retireUser(ports, user, stored));
}

/** Deletes users and tenants, those of them that exist and are not somebody else's by now. */
export async function deleteAll(ports: RegistrarPorts, gone: ReleaseDocument['retired']): Promise<void> {
  await forEachUser(ports, gone.users, PROVISION_PARALLEL, (user, stored) => deleteUser(ports, user, stored));
  await forEachTenant(ports, gone.tenants, PROVISION_PARALLEL, (stored) => deleteTenant(ports, stored));
}

async function forEachTenant(
  { registry, deadline }: RegistrarPorts,
  tenants: readonly string[],
  limit: number,
  work: (stored: TenantRecord) => Promise<void>,
): Promise<void> {
  const stored = await registry.readTenants(tenants.map((tenant) => tenantKey(tenantReference(tenant))));
  await forEachBounded(stored, limit, deadline, async (record) => {
    if (record !== undefined && record.managed !== true) {
      await work(record);
    }
  });
}

async function forEachUser(
  { registry, deadline }: RegistrarPorts,
  users: readonly ReleaseUser[],
  limit: number,
  work: (user: ReleaseUser, stored: UserRecord) => Promise<void>,
): Promise<void> {
  const stored = await registry.readUsers(users.map(userItemKey));
  await forEachBounded([...users.entries()], limit, deadline, async ([index, user]) => {
    const record = stored[index];
    if (record !== undefined && record.managed !== true) {
      await work(user, record);
    }
  });
}
