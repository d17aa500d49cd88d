import type { ProvisionDocument, TenantRecord, UserRecord } from '../../contract/registry-records';
import { tenantKey } from '../../contract/registry-records';
import { userItemKey } from '../declared-user';
import { isMetered } from '../metering-key';
import { tenantReference } from '../reference';
import { termDifferences } from '../user-terms';
import { type DeclaredNames, readDocument } from './declared-names';
import type { ManagedRegistry } from './managed-registry';

/** Something declared whose record is not as the release in force says. */
export interface Drift {
  readonly kind: 'tenant' | 'user';
  /** `tenant` or `tenant/user`. */
  readonly name: string;
  /** What differs: names of terms; `missing` = there is no record, `owner` = the stack does not stand for it. */
  readonly differences: readonly string[];
}

/** Compares all that the release in force declares with what is stored. A deploy puts it right. */
export async function findDrift(registry: ManagedRegistry, { release }: DeclaredNames): Promise<Drift[]> {
  const drifts: Drift[] = [];
  for (const hash of release.provision) {
    const { tenants, users } = (await readDocument(registry, hash)) as ProvisionDocument;
    const storedTenants = await registry.readTenants(tenants.map(({ tenant }) => tenantKey(tenantReference(tenant))));
    const storedUsers = await registry.readUsers(users.map(userItemKey));
    drifts.push(
      ...tenants.map(({ tenant, planId }, index) => ({
        kind: 'tenant' as const,
        name: tenant,
        differences: ownDifferences(storedTenants[index], planId, () => []),
      })),
      ...users.map((user, index) => ({
        kind: 'user' as const,
        name: `${user.tenant}/${user.user}`,
        differences: ownDifferences(storedUsers[index], user.planId, (stored) => termDifferences(stored, user)),
      })),
    );
  }
  return drifts.filter(({ differences }) => differences.length > 0);
}

function ownDifferences<T extends TenantRecord | UserRecord>(
  stored: T | undefined,
  planId: string | undefined,
  differences: (stored: T) => string[],
): string[] {
  if (stored === undefined) {
    return ['missing'];
  }
  const found = [
    ...(stored.declared === false || stored.managed === true ? ['owner'] : []),
    ...differences(stored),
    ...(isMetered(stored, planId) ? [] : ['plan']),
  ];
  return [...new Set(found)];
}
