import type { PolicyManifest, PolicySlice, TenantRecord } from '../contract/registry-records';
import { type CedarPolicy, validatePolicies } from './cedar';
import type { PolicySchema } from './cedar-schema';
import { documentOf, type StoredDocument } from './document';
import { slicePolicySet } from './policy-set';
import type { ReleaseRegistry, TenantPointers } from './ports';
import type { ReleaseContent } from './release-content';
import type { NamedRelease } from './release-plan';
import { readStored } from './restored-content';
import { withheldReads } from './withheld-context';

/** How the tenants' own policy sets come to the schema of a release. */
export interface TenantPoliciesPlan {
  /** What breaks; empty = nothing. */
  readonly problems: readonly string[];
  readonly documents: readonly StoredDocument[];
  /** Only where something changes. */
  readonly changes: readonly TenantPoliciesMove[];
}

/** New pointers of a tenant, and what they are made from. */
export interface TenantPoliciesMove {
  readonly tenant: string;
  readonly policies: Readonly<Record<string, string>>;
  readonly before: TenantPointers;
}

interface CarriedSet {
  readonly stored: TenantRecord;
  readonly pointer: string;
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
  registry: Pick<ReleaseRegistry, 'readDocument'>,
  { release, schema }: Pick<ReleaseContent, 'release' | 'schema'>,
  { previous, pending }: { readonly previous: NamedRelease | undefined; readonly pending: NamedRelease | undefined },
  tenants: readonly TenantRecord[],
): Promise<TenantPoliciesPlan> {
  const before = previous?.release.schema;
  const moves: { readonly stored: TenantRecord; readonly policies: Readonly<Record<string, string>> }[] = [];
  const carried: CarriedSet[] = [];
  const taken: string[] = [];
  for (const stored of tenants) {
    const declared = release.policies[stored.tenant];
    const pointer = before === undefined ? undefined : stored.policies[before];
    const released = [previous, pending].map((one) => one?.release.policies[stored.tenant]);
    const byHand = stored.managedPolicies !== undefined && pointer !== undefined && !released.includes(pointer);
    if (declared !== undefined && byHand) {
      taken.push(
        `The own policies of tenant ${JSON.stringify(stored.tenant)} are declared, and managed by the command line. Take the managed ones away with \`gatehouse policies delete\`, or do not declare any.`,
      );
    } else if (declared !== undefined) {
      moves.push({ stored, policies: movedPointers(pointer, before, schema.digest, declared) });
    } else if (pointer !== undefined && !released.includes(pointer)) {
      if (before !== schema.digest) {
        carried.push({ stored, pointer, policies: await readPolicies(registry, pointer) });
      }
    } else if (pointer !== undefined || Object.values(stored.policies).every((each) => released.includes(each))) {
      moves.push({ stored, policies: {} });
    }
    // Else a person's set has no pointer for the schema in force: it stays so, since taking it away would open more.
  }
  const invalid = invalidSets(schema, carried);
  const sets = carried
    .filter(({ stored }) => !invalid.has(stored.tenant))
    .map((own) => ({ ...own, set: slicePolicySet(schema.digest, own.policies) }));
  for (const { stored, pointer, set } of sets) {
    moves.push({ stored, policies: movedPointers(pointer, before, schema.digest, set.manifest.hash) });
  }
  return {
    problems: [
      ...taken,
      ...carried
        .filter(({ stored }) => stored.policies[schema.digest] === undefined && release.tenants.includes(stored.tenant))
        .flatMap(({ stored }) => invalid.get(stored.tenant) ?? []),
    ],
    documents: sets.flatMap(({ set }) => [...set.slices, set.manifest]),
    changes: moves
      .filter(({ stored, policies }) => documentOf(stored.policies).hash !== documentOf(policies).hash)
      .map(({ stored: { tenant, policies: pointers, managedPolicies }, policies }) => ({
        tenant,
        policies,
        before: { policies: pointers, managedPolicies },
      })),
  };
}

/** Pointers for the schema in force and the new one; older ones are dropped. */
function movedPointers(
  pointer: string | undefined,
  before: string | undefined,
  schema: string,
  manifest: string,
): Record<string, string> {
  return { ...(before !== undefined && pointer !== undefined ? { [before]: pointer } : {}), [schema]: manifest };
}

async function readPolicies(
  registry: Pick<ReleaseRegistry, 'readDocument'>,
  pointer: string,
): Promise<CarriedSet['policies']> {
  const manifest = (await readStored(registry, pointer)) as PolicyManifest;
  const slices = await Promise.all(Object.values(manifest.slices).map((hash) => readStored(registry, hash)));
  return (slices as PolicySlice[]).flatMap(({ policies }) =>
    Object.entries(policies).map(([id, json]) => ({ id, json: json as CedarPolicy })),
  );
}

/** All in one call: Cedar reads the schema anew each time. @returns sentences by tenant. */
function invalidSets(schema: PolicySchema, carried: readonly CarriedSet[]): Map<string, string[]> {
  const all = carried.flatMap(({ stored, policies }) =>
    policies.map((policy) => ({ tenant: stored.tenant, ...policy })),
  );
  const problems = new Map<string, string[]>();
  const named = Object.fromEntries(all.map(({ json }, index) => [`s${index}`, json]));
  const complaints = validatePolicies(schema.text, named).map(({ policy, message }) => ({
    of: all[Number(policy?.slice(1))] as (typeof all)[number],
    message,
  }));
  const withheld = (schema.keepsAnswers === true ? all : [])
    .filter(({ json }) => withheldReads(json).includes('*'))
    .map((of) => ({ of, message: "it reads the context as a whole, of which the authorizer's cache keeps a part" }));
  for (const complaint of [...complaints, ...withheld]) {
    const { tenant, id } = complaint.of;
    const sentence = `Policy ${id} of tenant ${JSON.stringify(tenant)} does not fit the new routes and claims: ${complaint.message}. Change it first, or keep what it names.`;
    problems.set(tenant, [...(problems.get(tenant) ?? []), sentence]);
  }
  return problems;
}
