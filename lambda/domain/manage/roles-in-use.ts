import type { PolicyManifest } from '../../contract/registry-records';
import { tenantKey } from '../../contract/registry-records';
import { tenantReference } from '../reference';
import { type DeclaredNames, readDocument } from './declared-names';
import { allTenantNames, everyUser } from './list-users';
import type { ManagedRegistry } from './managed-registry';

/** A role, and where it is seen. Roles that only issuers' tokens carry are nowhere to be seen. */
export interface RoleInUse {
  readonly role: string;
  /** Users that have it by their record. */
  readonly users: number;
  /** Sets whose policies name it: `global`, or a tenant's name. */
  readonly policies: readonly string[];
  readonly revoked: boolean;
}

const ROLE_ANCHOR = /^Gatehouse::Role::("(?:[^"\\]|\\.)*")$/;
/** How the set of all tenants is called where sets are listed. */
const GLOBAL = 'global';

/** Lists the roles of all users and policies, sorted. Reads every user. */
export async function listRoles(registry: ManagedRegistry, names: DeclaredNames): Promise<RoleInUse[]> {
  const users = new Map<string, number>();
  for await (const { roles } of everyUser(registry, names)) {
    for (const role of roles) {
      users.set(role, (users.get(role) ?? 0) + 1);
    }
  }
  const global = await registry.readGlobal();
  const tenants = await allTenantNames(registry, names);
  const records = await registry.readTenants(tenants.map((tenant) => tenantKey(tenantReference(tenant))));
  const sets: (readonly [string, string | undefined])[] = [
    [GLOBAL, global?.policies[names.release.schema]],
    ...tenants.map((tenant, index) => [tenant, records[index]?.policies[names.release.schema]] as const),
  ];
  const policies = new Map<string, string[]>();
  for (const [set, hash] of sets) {
    for (const role of hash === undefined ? [] : await rolesOf(registry, hash)) {
      policies.set(role, [...(policies.get(role) ?? []), set]);
    }
  }
  const revoked = global?.revokedRoles ?? [];
  return [...new Set([...users.keys(), ...policies.keys(), ...revoked])].sort().map((role) => ({
    role,
    users: users.get(role) ?? 0,
    policies: policies.get(role) ?? [],
    revoked: revoked.includes(role),
  }));
}

/** Policies are sliced by the principal that their scope names. */
async function rolesOf(registry: ManagedRegistry, manifest: string): Promise<string[]> {
  const { slices } = (await readDocument(registry, manifest)) as PolicyManifest;
  return Object.keys(slices).flatMap((anchor) => {
    const literal = ROLE_ANCHOR.exec(anchor)?.[1];
    return literal === undefined ? [] : [JSON.parse(literal) as string];
  });
}
