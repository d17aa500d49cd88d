import type { PolicySlice } from '../contract/registry-records';
import { DecisionFault } from './decision-fault';
import { attributesIn } from './looked-at';
import type { PolicyEvaluator } from './policy-decision';

/**
 * What policies cannot read where API Gateway keeps answers: the next call with the same credential, method and path has
 * others.
 */
export const WITHHELD_ATTRIBUTES = [
  'headers',
  'now',
  'query',
  'senderConstraint',
  'sourceAddress',
  'tokenAge',
] as const;

/** @param policies in Cedar's JSON form, alone or in lists and maps. @returns names in order; `*` = the whole context. */
export function withheldReads(policies: unknown): string[] {
  const read = attributesIn(policies);
  return ['*', ...WITHHELD_ATTRIBUTES].filter((name) => read.has(name));
}

/** Slices never change while they are in memory. */
const known = new WeakMap<PolicySlice, readonly string[]>();

/**
 * Evaluates only policies whose answer can be kept. A release whose policies were not checked for it may still be in
 * force for a moment when keeping answers begins. Grants read the clock in templates, which is set ahead for them.
 *
 * @throws DecisionFault `policy_unavailable`
 */
export function keepableEvaluation(evaluate: PolicyEvaluator): PolicyEvaluator {
  return (question) => {
    for (const { slice } of question.slices) {
      const reads = known.get(slice) ?? withheldReads(slice.policies);
      known.set(slice, reads);
      if (reads.length > 0) {
        throw new DecisionFault(
          'policy_unavailable',
          `API Gateway keeps answers, and policies in force read ${reads.join(', ')}. Wait for the deploy to end.`,
        );
      }
    }
    return evaluate(question);
  };
}
