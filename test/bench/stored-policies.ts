import { documentKey, GLOBAL_KEY, type GlobalRecord, tenantKey } from '../../lambda/contract/registry-records';
import type { CedarPolicy } from '../../lambda/domain/cedar';
import { policyJsonOf } from '../../lambda/domain/cedar';
import { slicePolicySet } from '../../lambda/domain/policy-set';
import { tenantReference } from '../../lambda/domain/reference';
import type { MemoryRegistry } from '../support/memory-registry';

export interface StoreSize {
  readonly policies: number;
  readonly tenants: number;
}

/**
 * Fills a table with further tenants, each with its share of the policies in a set of its own; each policy names one
 * of the tenant's roles. The tenant that asks, `acme`, has a share too.
 */
export function addStoredPolicies(registry: MemoryRegistry, { policies, tenants }: StoreSize): void {
  const { policies: pointers } = registry.items.get(`${GLOBAL_KEY.pk} ${GLOBAL_KEY.sk}`) as unknown as GlobalRecord;
  const schema = Object.keys(pointers)[0] as string;
  const share = Math.ceil(policies / tenants);
  const permit = policyJsonOf(
    'permit(principal in Gatehouse::Role::"role", action == Gatehouse::Action::"shop:ReadItem", resource);',
  );
  const named = Array.from({ length: share }, (_, index) => ({
    id: `own.${index}`,
    json: withRole(permit, index === 0 ? 'reader' : `role-${index}`),
  }));
  const { manifest, slices } = slicePolicySet(schema, named);
  for (const { hash, body } of [manifest, ...slices]) {
    registry.put(documentKey(hash), { body });
  }
  for (let index = 0; index < tenants; index += 1) {
    const tenant = index === 0 ? 'acme' : `tenant-${index}`;
    registry.put(tenantKey(tenantReference(tenant)), {
      tenant,
      status: 'active',
      policies: { [schema]: manifest.hash },
      meteringKey: `metering-key-of-tenant-${tenant}`,
    });
  }
}

function withRole(policy: CedarPolicy, role: string): CedarPolicy {
  return { ...policy, principal: { op: 'in', entity: { type: 'Gatehouse::Role', id: role } } } as CedarPolicy;
}
