import { type CedarPolicy, type PolicyParse, parsePolicies, policyJsonOf } from '../cedar';
import type { ManagedPoliciesDocument } from '../../contract/managed-policies';
import type { ReleaseDocument } from '../../contract/registry-records';
import { GLOBAL_SET } from '../policy-set';
import type { ReleaseRegistry } from '../ports';
import { readStored } from '../restored-content';
import type { AccessState, PolicyTexts } from './access-state';

/**
 * What a deploy would put in force, with what it keeps of a registry: the managed policies of the global set, and own
 * sets of tenants that no stack declares.
 *
 * @param before what is in force there. @param after what is declared alone.
 */
export async function withKeptPolicies(
  registry: Pick<ReleaseRegistry, 'readDocument' | 'readGlobal'>,
  before: AccessState,
  after: AccessState,
): Promise<AccessState> {
  const global = await registry.readGlobal();
  if (global === undefined) {
    return after;
  }
  const release = (await readStored(registry, global.release)) as ReleaseDocument;
  const sets = new Map<string, PolicyTexts>(after.sets);
  for (const [tenant, policies] of before.sets) {
    if (release.policies[tenant] === undefined && !sets.has(tenant) && after.tenants.includes(tenant)) {
      sets.set(tenant, policies);
    }
  }
  if (release.managed !== undefined) {
    const managed = (await readStored(registry, release.managed)) as ManagedPoliciesDocument;
    sets.set(GLOBAL_SET, new Map([...(sets.get(GLOBAL_SET) as PolicyTexts), ...statementsOf(managed)]));
  }
  return { ...after, sets };
}

/** They were parsed when they were put. */
function statementsOf({ policies }: ManagedPoliciesDocument): (readonly [string, CedarPolicy])[] {
  return policies.flatMap(({ id, text }) => {
    const { statements } = parsePolicies(text) as Extract<PolicyParse, { readonly ok: true }>;
    return statements.map((statement, index) => {
      const json = policyJsonOf(statement);
      return [json.annotations?.id ?? `${id}.${index}`, json] as const;
    });
  });
}
