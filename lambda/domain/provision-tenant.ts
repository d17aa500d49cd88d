import type { TenantDeclaration } from '../contract/declarations';
import { tenantKey, type TenantRecord } from '../contract/registry-records';
import {
  deleteMetering,
  ensureMetering,
  isMetered,
  type MeteringFields,
  meteringValueOf,
  NO_METERING,
} from './metering-key';
import type { EstablishPorts } from './establish-user';
import { tenantReference } from './reference';
import type { RegistrarPorts } from './registrar-ports';

/** Makes a tenant's record and key what is declared; does nothing where they are. Never changes its status. */
export async function provisionTenant(
  ports: RegistrarPorts,
  { tenant, planId }: TenantDeclaration,
  stored: TenantRecord | undefined,
): Promise<void> {
  if (stored?.declared === true && isMetered(stored, planId)) {
    return;
  }
  const save = (change: Partial<TenantRecord>) =>
    ports.registry.upsertTenant(tenantKey(tenantReference(tenant)), { tenant, ...change });
  const begin = (change: MeteringFields) => save({ ...change, declared: true });
  await establishTenant(ports, { tenant, planId }, stored, begin, save);
}

/**
 * Makes a tenant's record and its API Gateway key what is said of it: for tenants that a stack declares and for those
 * that the command line makes. It may stop at any point and be run again.
 *
 * @param begin stores who says it, and the value that the key will have: before the key is made.
 * @param save stores what was done since.
 */
export async function establishTenant(
  ports: EstablishPorts,
  { tenant, planId }: TenantDeclaration,
  stored: TenantRecord | undefined,
  begin: (change: MeteringFields) => Promise<void>,
  save: (change: MeteringFields) => Promise<void>,
): Promise<void> {
  const name = tenantKeyName(ports.keyPrefix, tenant);
  if (planId === undefined) {
    await deleteMetering(ports.keys, name, stored ?? {});
    await begin(NO_METERING);
    return;
  }
  const value = meteringValueOf(stored, ports.randomness);
  await begin({ meteringKey: value });
  await ensureMetering(ports.keys, name, value, stored, planId, save);
}

/** Name of a tenant's API Gateway key. */
export function tenantKeyName(keyPrefix: string, tenant: string): string {
  return `${keyPrefix}${tenant}`;
}
