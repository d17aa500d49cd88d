import { policyTextOf } from '../lambda/domain/cedar';
import type { Explanation } from '../lambda/domain/why';

/** For people: the answer first, then each policy as it is written, with what it looked at. */
export function renderExplanation(explanation: Explanation): string {
  switch (explanation.kind) {
    case 'unknown':
      return explanation.problem;
    case 'rule':
      return `Refused by the rule ${explanation.reason}, before any policy was asked.`;
    case 'policies': {
      const { agrees } = explanation;
      const head = headOf(explanation);
      return [
        agrees ? head : `${head} The record says otherwise: a rule refused afterwards, or the record was changed.`,
        ...renderLayers(explanation),
      ].join('\n');
    }
  }
}

/** For people: what the policies would answer, and what they were not told. */
export function renderHypothetical(
  explanation: Extract<Explanation, { kind: 'policies' }>,
  missing: readonly string[],
): string {
  return [
    headOf(explanation),
    ...(missing.length === 0 ? [] : [`Policies look at what the context does not say: ${missing.join(', ')}.`]),
    ...renderLayers(explanation),
    '',
    'Policies alone were asked: whether anything is suspended, over or revoked, is not in the answer.',
  ].join('\n');
}

function headOf({ reason }: Extract<Explanation, { kind: 'policies' }>): string {
  return reason === 'none' ? 'Permitted by policies.' : `Refused by policies: ${reason}.`;
}

function renderLayers({ layers }: Extract<Explanation, { kind: 'policies' }>): string[] {
  return layers.flatMap(({ set, decision, policies }) => [
    '',
    `The ${set} set says ${decision}${policies.length === 0 ? ': no policy of it permits.' : ' by'}`,
    ...policies.map(({ id, json, values }) => `  ${id}: ${policyTextOf(json)}\n    with ${JSON.stringify(values)}`),
  ]);
}
