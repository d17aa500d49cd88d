import type { ApiDocument } from '../../contract/api-document';
import type { Declarations } from '../../contract/declarations';
import type { PolicyProblem } from '../../contract/policy-check';
import { allIssuers, type IssuerTerms, type ProxyDocument } from '../../contract/proxy-document';
import type {
  GlobalRecord,
  PolicyManifest,
  PolicySlice,
  ProvisionDocument,
  ReleaseDocument,
  TenantRecord,
} from '../../contract/registry-records';
import { tenantKey } from '../../contract/registry-records';
import type { CedarPolicy } from '../cedar';
import { checkPolicies } from '../policy-check';
import { type CompiledPolicySet, GLOBAL_SET } from '../policy-set';
import type { ReleaseRegistry } from '../ports';
import type { Principal } from '../principal';
import { tenantReference } from '../reference';
import { readStored } from '../restored-content';

/** A policy set: policies in Cedar's JSON form, by id. */
export type PolicyTexts = ReadonlyMap<string, CedarPolicy>;

/** All that says who may do what, at one moment. */
export interface AccessState {
  readonly apis: readonly Pick<ApiDocument, 'api' | 'routes'>[];
  readonly tenants: readonly string[];
  readonly users: readonly Pick<Principal, 'tenant' | 'user' | 'roles'>[];
  /** By tenant; the global one, which is always there, under ``. */
  readonly sets: ReadonlyMap<string, PolicyTexts>;
  readonly issuers: readonly IssuerTerms[];
}

export type AccessStateResult =
  | { readonly ok: true; readonly state: AccessState }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** What declarations would put in force; placeholders may stand in them where no policy looks. */
export function accessOfDeclarations(declared: Declarations): AccessStateResult {
  const issuers = allIssuers(declared.proxy);
  const checked = checkPolicies({ ...declared, claims: issuers.flatMap(({ claims }) => claims) });
  if (!checked.ok) {
    return checked;
  }
  const { apis, users } = declared;
  return {
    ok: true,
    state: {
      apis,
      users,
      tenants: [...new Set([...declared.tenants, ...users].map(({ tenant }) => tenant))],
      sets: new Map([...checked.sets].map(([set, compiled]) => [set, policiesOfCompiled(compiled)])),
      issuers,
    },
  };
}

/** What is in force in a registry. @returns nothing allowed where no release is. @throws DependencyFault */
export async function accessOfRegistry(
  registry: Pick<ReleaseRegistry, 'readDocument' | 'readGlobal' | 'readTenants'>,
): Promise<AccessState> {
  const global = await registry.readGlobal();
  if (global?.release === undefined) {
    return { apis: [], tenants: [], users: [], sets: new Map([[GLOBAL_SET, new Map()]]), issuers: [] };
  }
  const read = async <T>(hash: string): Promise<T> => (await readStored(registry, hash)) as T;
  const release = await read<ReleaseDocument>(global.release);
  const { tenants, schema } = release;
  const [proxy, apis, provision, records] = await Promise.all([
    read<ProxyDocument>(release.proxy),
    Promise.all(Object.values(release.apis).map((hash) => read<ApiDocument>(hash))),
    Promise.all(release.provision.map((hash) => read<ProvisionDocument>(hash))),
    registry.readTenants(tenants.map((tenant) => tenantKey(tenantReference(tenant)))),
  ]);
  const pointers = pointersOf(schema, global, tenants, records);
  const sets = await Promise.all(
    pointers.map(async ([set, hash]) => [set, await policiesOfManifest(read, hash)] as const),
  );
  return {
    apis,
    tenants,
    users: provision.flatMap(({ users }) => users),
    sets: new Map(sets),
    issuers: allIssuers(proxy),
  };
}

function pointersOf(
  schema: string,
  global: GlobalRecord,
  tenants: readonly string[],
  records: readonly (TenantRecord | undefined)[],
): (readonly [set: string, hash: string | undefined])[] {
  const own = tenants.flatMap((tenant, index) => {
    const { policies = {} } = records[index] ?? {};
    return Object.keys(policies).length === 0 ? [] : [[tenant, policies[schema]] as const];
  });
  return [[GLOBAL_SET, global.policies[schema]], ...own];
}

/** A set that was never validated against the schema permits nothing, as the authorizer has it. */
async function policiesOfManifest(
  read: <T>(hash: string) => Promise<T>,
  hash: string | undefined,
): Promise<PolicyTexts> {
  if (hash === undefined) {
    return new Map();
  }
  const { slices } = await read<PolicyManifest>(hash);
  return policiesOfSlices(await Promise.all(Object.values(slices).map((slice) => read<PolicySlice>(slice))));
}

function policiesOfCompiled({ slices }: CompiledPolicySet): PolicyTexts {
  return policiesOfSlices(slices.map(({ body }) => JSON.parse(body) as PolicySlice));
}

function policiesOfSlices(slices: readonly PolicySlice[]): PolicyTexts {
  return new Map(slices.flatMap(({ policies }) => Object.entries(policies) as [string, CedarPolicy][]));
}
