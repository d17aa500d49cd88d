import { tenantKey } from '../contract/registry-records';
import { forEachBounded } from './bounded-parallel';
import type { Deadline, ReleaseRegistry } from './ports';
import { tenantReference } from './reference';
import { RegistrarFault } from './registrar-fault';
import { REGISTRY_PARALLEL } from './registrar-ports';
import type { TenantPoliciesMove } from './tenant-policies';

/** Moves the pointers of tenants' own sets. @throws RegistrarFault where somebody changed one of them meanwhile. */
export async function moveTenantPolicies(
  { registry, deadline }: { readonly registry: Pick<ReleaseRegistry, 'moveTenant'>; readonly deadline: Deadline },
  moves: readonly TenantPoliciesMove[],
): Promise<void> {
  await forEachBounded(moves, REGISTRY_PARALLEL, deadline, async ({ tenant, policies, before }) => {
    if (!(await registry.moveTenant(tenantKey(tenantReference(tenant)), { ...before, policies }, before))) {
      throw policiesChanged(tenant);
    }
  });
}

export function policiesChanged(tenant: string): RegistrarFault {
  return new RegistrarFault(
    `The policies of tenant ${JSON.stringify(tenant)} were changed at the same time. Deploy again.`,
  );
}
