import type { PolicyManifest, PolicySlice, TenantRecord } from '../contract/registry-records';
import { type CedarPolicy, validatePolicies } from './cedar';
import type { StoredDocument } from './document';
import { slicePolicySet } from './policy-set';
import type { ReleaseRegistry } from './ports';
import type { ReleaseContent } from './release-content';
import type { NamedRelease } from './release-plan';
import { readStored } from './restored-content';

/** How the tenants' own policy sets come to the schema of a release. */
export interface TenantPoliciesPlan {
  /** What breaks; empty = nothing. */
  readonly problems: readonly string[];
  readonly documents: readonly StoredDocument[];
  readonly changes: readonly { readonly tenant: string; readonly policies: Readonly<Record<string, string>> }[];
}

interface CarriedSet {
  readonly stored: TenantRecord;
  readonly policies: readonly { readonly id: string; readonly json: CedarPolicy }[];
}

/**
 * Plans the pointers of all tenants: declared sets are put in place, sets that are no longer declared are taken away,
 * and sets that people wrote are carried over to a new schema, against which they must be valid.
 *
 * A set that is not, but was published for that schema before, comes back as it then was: so a rollback is not refused.
 *
 * @param tenants records as they are, of declared and retired tenants.
 */
export async function planTenantPolicies(
  registry: ReleaseRegistry,
  { release, schema }: Pick<ReleaseContent, 'release' | 'schema'>,
  previous: NamedRelease | undefined,
  tenants: readonly TenantRecord[],
): Promise<TenantPoliciesPlan> {
  const changes: TenantPoliciesPlan['changes'][number][] = [];
  const carried: CarriedSet[] = [];
  for (const stored of tenants) {
    const { tenant } = stored;
    const declared = release.policies[tenant];
    const pointer = previous && stored.policies[previous.release.schema];
    if (declared !== undefined) {
      changes.push({ tenant, policies: movedPointers(stored, previous, schema.digest, declared) });
    } else if (pointer !== undefined && pointer === previous?.release.policies[tenant]) {
      changes.push({ tenant, policies: {} });
    } else if (pointer !== undefined && previous?.release.schema !== schema.digest) {
      carried.push({ stored, policies: await readPolicies(registry, pointer) });
    }
  }
  const invalid = invalidSets(schema.text, carried);
  const sets = carried
    .filter(({ stored }) => !invalid.has(stored.tenant))
    .map(({ stored, policies }) => ({ stored, set: slicePolicySet(schema.digest, policies) }));
  const moved = sets.map(({ stored, set }) => ({
    tenant: stored.tenant,
    policies: movedPointers(stored, previous, schema.digest, set.manifest.hash),
  }));
  const breaking = carried.filter(
    ({ stored }) => stored.policies[schema.digest] === undefined && release.tenants.includes(stored.tenant),
  );
  return {
    problems: breaking.flatMap(({ stored }) => invalid.get(stored.tenant) ?? []),
    documents: sets.flatMap(({ set }) => [...set.slices, set.manifest]),
    changes: [...changes, ...moved].filter(({ tenant, policies }) => {
      const stored = tenants.find((record) => record.tenant === tenant) as TenantRecord;
      return JSON.stringify(stored.policies) !== JSON.stringify(policies);
    }),
  };
}

/** Pointers for the schema in force and the new one; older ones are dropped. */
function movedPointers(
  stored: TenantRecord,
  previous: NamedRelease | undefined,
  schema: string,
  manifest: string,
): Record<string, string> {
  const before = previous?.release.schema;
  const pointer = before && stored.policies[before];
  return { ...(before && pointer ? { [before]: pointer } : {}), [schema]: manifest };
}

async function readPolicies(registry: ReleaseRegistry, pointer: string): Promise<CarriedSet['policies']> {
  const manifest = (await readStored(registry, pointer)) as PolicyManifest;
  const slices = await Promise.all(Object.values(manifest.slices).map((hash) => readStored(registry, hash)));
  return (slices as PolicySlice[]).flatMap(({ policies }) =>
    Object.entries(policies).map(([id, json]) => ({ id, json: json as CedarPolicy })),
  );
}

/** All in one call: Cedar reads the schema anew each time. @returns sentences by tenant. */
function invalidSets(schema: string, carried: readonly CarriedSet[]): Map<string, string[]> {
  const all = carried.flatMap(({ stored, policies }) =>
    policies.map((policy) => ({ tenant: stored.tenant, ...policy })),
  );
  const problems = new Map<string, string[]>();
  const named = Object.fromEntries(all.map(({ json }, index) => [`s${index}`, json]));
  for (const complaint of validatePolicies(schema, named)) {
    const { tenant, id } = all[Number(complaint.policy?.slice(1))] as (typeof all)[number];
    const sentence = `Policy ${id} of tenant ${JSON.stringify(tenant)} does not fit the new routes and claims: ${complaint.message}. Change it first, or keep what it names.`;
    problems.set(tenant, [...(problems.get(tenant) ?? []), sentence]);
  }
  return problems;
}
