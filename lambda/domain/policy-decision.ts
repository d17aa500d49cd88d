import type { ReasonCode } from '../contract/reason';
import type { GlobalRecord, PolicySlice, TenantRecord } from '../contract/registry-records';
import type { PolicyAnswer, PolicyQuestion } from './cedar';
import { DecisionFault } from './decision-fault';
import { isPolicyManifest, isPolicySlice } from './document-shapes';
import { attributesOf, type LookedAt } from './looked-at';
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
  /** Manifest hashes of the sets that decide, whether or not all of them had to be asked. */
  readonly sets: readonly string[];
  /** What of the context could matter. */
  readonly lookedAt: LookedAt;
}

export interface PolicyPorts {
  readonly registry: RegistryReader;
  readonly evaluate: PolicyEvaluator;
}

/** What one set answered. */
export interface LayerAnswer extends Pick<PolicyAnswer, 'decision' | 'determining'> {
  readonly slices: readonly PolicySlice[];
}

type Whom = Pick<Principal, 'tenant' | 'user' | 'roles' | 'grants'>;
type Slices = PolicyQuestion['slices'];

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
  const pointers = [records.global.policies];
  if (Object.keys(records.tenant.policies).length > 0) {
    pointers.push(records.tenant.policies);
  }
  const hashes = pointers.map((pointer) => pointerOf(schema, pointer));
  const sets = await Promise.all(hashes.map((hash) => readSet(ports.registry, schema, hash, principal)));
  const { reason, layers } = answerOfSets(ports.evaluate, request, sets, principal, now);
  // Those of a set that permitted do not say why another refused.
  const determined = reason === undefined ? layers : layers.slice(-1);
  return {
    reason,
    policies: determined.flatMap(({ determining }) => determining),
    sets: hashes,
    lookedAt: attributesOf(layers.flatMap(({ slices }) => slices)),
  };
}

/** Asks sets one after the other, up to the first that refuses. @param sets slices of each: global, tenant's own. */
export function answerOfSets(
  evaluate: PolicyEvaluator,
  request: PolicyRequest,
  sets: readonly Slices[],
  whom: Whom,
  now: number,
): { readonly reason: ReasonCode | undefined; readonly layers: readonly LayerAnswer[] } {
  const layers: LayerAnswer[] = [];
  for (const [index, set] of sets.entries()) {
    const granted = grantSlice(whom, now, index === 0 ? 'global' : 'tenant');
    const slices = granted === undefined ? set : [...set, granted];
    const answer = evaluate({ ...request, slices });
    const { decision, determining } = answer;
    layers.push({ decision, determining, slices: slices.map(({ slice }) => slice) });
    const reason = refusalOf(answer);
    if (reason !== undefined) {
      return { reason, layers };
    }
  }
  return { reason: undefined, layers };
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

function pointerOf(schema: string, pointers: Readonly<Record<string, string>>): string {
  const pointer = Object.hasOwn(pointers, schema) ? pointers[schema] : undefined;
  if (pointer === undefined) {
    throw new DecisionFault(
      'policy_unavailable',
      `No policy set for the schema ${schema}. Publish the policies again.`,
    );
  }
  return pointer;
}

/**
 * The slices of a set that can hold a policy about a principal.
 *
 * @param pointer hash of the set's manifest. @throws DependencyFault
 */
export async function readSet(
  registry: Pick<RegistryReader, 'document'>,
  schema: string,
  pointer: string,
  principal: Whom,
): Promise<Slices> {
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
