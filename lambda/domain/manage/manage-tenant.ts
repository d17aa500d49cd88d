import { managedTenantKey, tenantKey, type TenantRecord } from '../../contract/registry-records';
import { deleteMetering } from '../metering-key';
import { isInForce, ownerOf } from '../ownership';
import { establishTenant, tenantKeyName } from '../provision-tenant';
import { tenantReference } from '../reference';
import type { DeclaredNames } from './declared-names';
import type { Expected } from './managed-registry';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';

/** A tenant, and the usage plan id of its own key; left out = its users have keys of their own. */
export interface TenantTerms {
  readonly tenant: string;
  readonly planId?: string;
}

/**
 * Makes a tenant; where it is there already as asked, nothing is done. It may stop at any point and be run again.
 *
 * @param terms checked before.
 */
export async function createTenant(
  ports: ManagePorts,
  names: DeclaredNames,
  terms: TenantTerms,
): Promise<'created' | 'unchanged'> {
  const { tenant, planId } = terms;
  const declarer = names.tenant(tenant);
  if (declarer !== undefined) {
    throw new ManageRefusal(declarer, tenant, names.release.owner);
  }
  const ref = tenantReference(tenant);
  const stored = await ports.managed.readTenant(tenantKey(ref));
  const owner = stored === undefined ? undefined : ownerOf(stored);
  if (owner === 'stack') {
    throw new ManageRefusal('declared', tenant, names.release.owner);
  }
  if (owner === 'operator' && stored?.creating !== true) {
    if (stored?.planId !== planId) {
      throw new ManageRefusal('tenant_exists', tenant, 'plan');
    }
    return 'unchanged';
  }
  const expected: Expected = owner === undefined ? 'absent' : owner === 'operator' ? 'managed' : 'unowned';
  await ports.managed.putManagedTenant(managedTenantKey(ref), tenant);
  const change = async (fields: Partial<TenantRecord>, wanted: Expected) => {
    if (!(await ports.managed.changeTenant(tenantKey(ref), fields, wanted))) {
      if (fields.meteringKeyId !== undefined) {
        // It was deleted meanwhile; whoever did so could not know of a key that was made since.
        await ports.keys.deleteKey(fields.meteringKeyId);
      }
      throw new ManageRefusal('lost_race', tenant);
    }
  };
  const owned = { tenant, declared: false, managed: true, creating: true };
  await establishTenant(
    ports,
    terms,
    stored,
    (fields) => change({ ...fields, ...owned }, expected),
    (fields) => change(fields, 'managed'),
  );
  await change({ creating: undefined }, 'managed');
  return 'created';
}

/** @returns a tenant's record. @throws ManageRefusal `tenant_unknown` */
export async function findTenant({ managed }: Pick<ManagePorts, 'managed'>, tenant: string): Promise<TenantRecord> {
  const stored = await managed.readTenant(tenantKey(tenantReference(tenant)));
  if (stored === undefined || !isInForce(stored)) {
    throw new ManageRefusal('tenant_unknown', tenant);
  }
  return stored;
}

/**
 * Deletes a tenant that the command line made and that has no users any more. It may stop at any point and be run again.
 *
 * @throws ManageRefusal
 */
export async function deleteManagedTenant(ports: ManagePorts, names: DeclaredNames, tenant: string): Promise<void> {
  const { managed, keys, keyPrefix } = ports;
  const ref = tenantReference(tenant);
  const stored = await managed.readTenant(tenantKey(ref));
  if (stored === undefined) {
    if (!(await managed.listManagedTenants()).includes(tenant)) {
      throw new ManageRefusal('tenant_unknown', tenant);
    }
    // An earlier run stopped before its last call.
    await managed.delete(managedTenantKey(ref));
    return;
  }
  if (ownerOf(stored) !== 'operator') {
    throw new ManageRefusal(names.tenant(tenant) ?? 'tenant_unknown', tenant, names.release.owner);
  }
  if ((await managed.pageUsers(ref, 1)).items.length > 0) {
    throw new ManageRefusal('tenant_not_empty', tenant);
  }
  await managed.setStatus(tenantKey(ref), 'suspended');
  await deleteMetering(keys, tenantKeyName(keyPrefix, tenant), stored);
  // The list last: a tenant is found by it until nothing of it is left.
  await managed.delete(tenantKey(ref));
  await managed.delete(managedTenantKey(ref));
}
