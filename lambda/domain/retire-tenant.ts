import { tenantKey, type TenantRecord } from '../contract/registry-records';
import { deleteMetering, NO_METERING } from './metering-key';
import { tenantKeyName } from './provision-tenant';
import { tenantReference } from './reference';
import type { RegistrarPorts } from './registrar-ports';

/** Makes a tenant unknown from now on and keeps everything it has, so that a rollback brings it back whole. */
export async function retireTenant(ports: RegistrarPorts, stored: TenantRecord): Promise<void> {
  if (stored.declared !== false) {
    const { tenant } = stored;
    await ports.registry.upsertTenant(tenantKey(tenantReference(tenant)), { tenant, declared: false });
  }
}

/** Deletes a tenant's key and policy pointers. Its item stays, with its status: a suspension outlives a deploy. */
export async function deleteTenant(ports: RegistrarPorts, stored: TenantRecord): Promise<void> {
  const { tenant } = stored;
  await retireTenant(ports, stored);
  await deleteMetering(ports.keys, tenantKeyName(ports.keyPrefix, tenant), stored);
  const emptied = { tenant, policies: {}, ...NO_METERING };
  await ports.registry.upsertTenant(tenantKey(tenantReference(tenant)), emptied);
}
