import type { AuditDetail } from '../contract/audit-record';
import type { ReasonCode } from '../contract/reason';
import type { PolicySlice } from '../contract/registry-records';
import type { CedarValue } from './cedar';
import { decodeReplay, type DecisionReplay } from './decision-replay';
import { attributesIn, pickLookedAt } from './looked-at';
import { answerOfSets, type PolicyEvaluator, readSet } from './policy-decision';
import { questionOf } from './policy-request';
import type { RegistryReader } from './ports';

/** What an explanation needs of a decision's record. */
export type DecisionEvidence = Pick<AuditDetail, 'event' | 'decision' | 'reason' | 'replay'>;

export type Explanation =
  /** No policy was asked: this rule refused, or this fault. */
  | { readonly kind: 'rule'; readonly reason: ReasonCode | 'none' }
  | {
      readonly kind: 'policies';
      /** What the policies answer when they are asked again. */
      readonly reason: ReasonCode | 'none';
      /** Whether that is what the record says. A rule may have refused after the policies permitted. */
      readonly agrees: boolean;
      /** Determining policies of each set that was asked, the global one first. */
      readonly layers: readonly ExplainedLayer[];
    }
  /** The record does not say enough, or not what a decision's does. */
  | { readonly kind: 'unknown'; readonly problem: string };

export interface ExplainedLayer {
  readonly set: 'global' | 'tenant';
  readonly decision: 'allow' | 'deny';
  /** Empty = no policy permitted. */
  readonly policies: readonly ExplainedPolicy[];
}

export interface ExplainedPolicy {
  readonly id: string;
  /** In Cedar's JSON form; for a grant, its template. */
  readonly json: unknown;
  /** What of the context it can look at, as it was. */
  readonly values: Readonly<Record<string, CedarValue>>;
}

export interface WhyPorts {
  /** Documents of the registry, by hash; they never change. */
  readonly registry: Pick<RegistryReader, 'document'>;
  readonly evaluate: PolicyEvaluator;
}

/**
 * Says why a request was decided as it was, from its decision record alone: the same policies are asked the same
 * question again.
 *
 * @throws DependencyFault where a document cannot be had.
 */
export async function why(evidence: DecisionEvidence, ports: WhyPorts): Promise<Explanation> {
  const { event, reason, replay: text } = evidence;
  if (event !== 'decision') {
    return { kind: 'unknown', problem: 'It is the record of an outcome. Give the decision’s, which has the same id.' };
  }
  if (text === undefined) {
    return { kind: 'rule', reason };
  }
  const replay = decodeReplay(text);
  if (replay === undefined) {
    return {
      kind: 'unknown',
      problem:
        'The record does not hold what was decided on: it was too large, a value held a credential, or the record was changed.',
    };
  }
  return await replayed(replay, reason, ports);
}

/**
 * Asks the policies that a replay names again.
 *
 * @param recorded what they answered then. @throws DependencyFault where a document cannot be had.
 */
export async function replayed(
  replay: DecisionReplay,
  recorded: ReasonCode | 'none',
  ports: WhyPorts,
): Promise<Extract<Explanation, { kind: 'policies' }>> {
  const sets = await Promise.all(replay.sets.map((hash) => readSet(ports.registry, replay.schema, hash, replay)));
  const answer = answerOfSets(ports.evaluate, questionOf(replay, replay, replay.context), sets, replay, replay.now);
  const reason = answer.reason ?? 'none';
  return {
    kind: 'policies',
    reason,
    agrees: reason === recorded,
    layers: answer.layers.map(({ decision, determining, slices }, index) => ({
      set: index === 0 ? 'global' : 'tenant',
      decision,
      policies: determining.map((id) => explained(id, slices, replay)),
    })),
  };
}

function explained(id: string, slices: readonly PolicySlice[], { context }: DecisionReplay): ExplainedPolicy {
  const [json] = slices.flatMap(({ policies, templates = {}, links = [] }) => {
    const template = links.find((link) => link.id === id)?.template;
    return template === undefined ? (Object.hasOwn(policies, id) ? [policies[id]] : []) : [templates[template]];
  });
  return { id, json, values: pickLookedAt(context, attributesIn(json)) };
}
