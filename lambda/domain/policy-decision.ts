import type { ReasonCode } from '../contract/reason';
import type { GlobalRecord, TenantRecord } from '../contract/registry-records';
import type { PolicyAnswer, PolicyQuestion } from './cedar';
import { DecisionFault } from './decision-fault';
import { isPolicyManifest, isPolicySlice } from './document-shapes';
import { anchorsOf } from './policy-anchor';
import type { PolicyRequest } from './policy-request';
import { DependencyFault, type RegistryReader } from './ports';
import type { Principal } from './principal';
import { readDocument } from './read-document';
import { grantSlice } from './task-grants';

/** Answers a question by one policy set. Throws {@link DependencyFault} where the set cannot be read. */
export type PolicyEvaluator = (question: PolicyQuestion) => PolicyAnswer;

export interface PolicyDecision {
  /** `undefined` = permitted. */
  readonly reason: ReasonCode | undefined;
  /** Ids of the determining policies. */
  readonly policies: readonly string[];
}

export interface PolicyPorts {
  readonly registry: RegistryReader;
  readonly evaluate: PolicyEvaluator;
}

/**
 * Decides by the global set and, where the tenant has a set of its own, by that one too: both must permit.
 *
 * @param schema digest of the schema in force: only sets that were validated against it are asked.
 * @param now epoch milliseconds: grants that are over by then are left out.
 * @throws DependencyFault, DecisionFault where a set cannot be had.
 */
export async function decideByPolicies(
  ports: PolicyPorts,
  schema: string,
  records: { readonly global: GlobalRecord; readonly tenant: TenantRecord },
  principal: Principal,
  request: PolicyRequest,
  now: number,
): Promise<PolicyDecision> {
  const sets = [records.global.policies];
  if (Object.keys(records.tenant.policies).length > 0) {
    sets.push(records.tenant.policies);
  }
  const granted = grantSlice(principal, now);
  const slices = await Promise.all(sets.map((set) => readSlices(ports.registry, schema, set, principal)));
  const policies: string[] = [];
  for (const set of slices) {
    const answer = ports.evaluate({ ...request, slices: granted === undefined ? set : [...set, granted] });
    policies.push(...answer.determining);
    const reason = refusalOf(answer);
    if (reason !== undefined) {
      return { reason, policies: answer.determining };
    }
  }
  return { reason: undefined, policies };
}

function refusalOf({ decision, determining, errors }: PolicyAnswer): ReasonCode | undefined {
  if (errors > 0) {
    return 'policy_error';
  }
  if (decision === 'allow') {
    return undefined;
  }
  return determining.length > 0 ? 'policy_forbid' : 'policy_no_permit';
}

async function readSlices(
  registry: RegistryReader,
  schema: string,
  pointers: Readonly<Record<string, string>>,
  principal: Principal,
): Promise<PolicyQuestion['slices']> {
  const pointer = Object.hasOwn(pointers, schema) ? pointers[schema] : undefined;
  if (pointer === undefined) {
    throw new DecisionFault(
      'policy_unavailable',
      `No policy set for the schema ${schema}. Publish the policies again.`,
    );
  }
  const manifest = await readDocument(registry, pointer, isPolicyManifest);
  if (manifest.schema !== schema) {
    throw new DependencyFault('registry', 'corrupt', `Policy set ${pointer} is not of the schema ${schema}.`);
  }
  const hashes = anchorsOf(principal).flatMap((anchor) =>
    Object.hasOwn(manifest.slices, anchor) ? [manifest.slices[anchor] as string] : [],
  );
  return await Promise.all(
    [...new Set(hashes)].map(async (hash) => ({ hash, slice: await readDocument(registry, hash, isPolicySlice) })),
  );
}
