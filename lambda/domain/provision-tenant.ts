import type { TenantDeclaration } from '../contract/declarations';
import { tenantKey, type TenantRecord } from '../contract/registry-records';
import { deleteMetering, ensureMetering, meteringValueOf, NO_METERING } from './metering-key';
import { tenantReference } from './reference';
import type { RegistrarPorts } from './registrar-ports';

/** Makes a tenant's record and key what is declared; does nothing where they are. Never changes its status. */
export async function provisionTenant(
  ports: RegistrarPorts,
  { tenant, planId }: TenantDeclaration,
  stored: TenantRecord | undefined,
): Promise<void> {
  if (
    stored?.declared === true &&
    stored.planId === planId &&
    (planId === undefined) === (stored.meteringKey === undefined)
  ) {
    return;
  }
  const save = (change: Partial<TenantRecord>) =>
    ports.registry.upsertTenant(tenantKey(tenantReference(tenant)), { tenant, ...change });
  const name = tenantKeyName(ports.keyPrefix, tenant);
  if (planId === undefined) {
    await deleteMetering(ports.keys, name, stored ?? {});
    await save({ ...NO_METERING, declared: true });
    return;
  }
  const value = meteringValueOf(stored, ports.randomness);
  await save({ meteringKey: value, declared: true });
  await ensureMetering(ports.keys, name, value, stored, planId, save);
}

/** Name of a tenant's API Gateway key. */
export function tenantKeyName(keyPrefix: string, tenant: string): string {
  return `${keyPrefix}${tenant}`;
}
