import { removeTemporaryDirectories } from '../local/support/temporary-directory';
import { writeComparisonFigures } from './comparison-figures';
import { judgeDifferences } from './explained-difference';
import { GATEWAY_DIFFERENCES } from './explained-differences';
import { GATEWAY_CASES } from './gateway/cases';
import { type DeployedGateway, deployOnMiniStack, deployOnTwin } from './gateway/deployed-gateway';
import type { StackName } from './gateway/gateway-case';
import { observeCase } from './gateway/observe-case';
import { observeAnswers } from './gateway/observe-answers';
import { REFUSED_TEMPLATES, type RefusedTemplate } from './gateway/refused-templates';
import { STACKS } from './gateway/stacks';
import { compareObservations, type Difference, type Observation } from './observation';
import { OPEN_QUESTIONS } from './open-questions';
import { strangeOutcomes } from './outcome-of';
import { sendRaw } from './raw-request';
import { endpointOf } from './running-services';

describe('the twin’s gateway and MiniStack’s', () => {
  const twins = new Map<StackName, DeployedGateway>();
  const others = new Map<StackName, DeployedGateway>();
  const seenOnTwin = new Map<string, Observation>();
  const differences: Difference[] = [];
  const cases = [...GATEWAY_CASES, ...REFUSED_TEMPLATES.map(({ name }) => ({ name, area: 'refused templates' }))];

  beforeAll(async () => {
    for (const name of Object.keys(STACKS) as StackName[]) {
      twins.set(name, await deployOnTwin(name, STACKS[name]));
      others.set(name, await deployOnMiniStack(endpointOf('MINISTACK'), `comparison-${name}`, STACKS[name]));
    }
    for (const one of GATEWAY_CASES) {
      const twin = await observeCase(one, twins.get(one.stack) as DeployedGateway);
      const other = await observeCase(one, others.get(one.stack) as DeployedGateway);
      seenOnTwin.set(one.name, twin);
      differences.push(...compareObservations(one.name, twin, other));
    }
    for (const { name, template, request } of REFUSED_TEMPLATES) {
      const other = await deployOnMiniStack(endpointOf('MINISTACK'), name.replace(/[^a-z]+/g, '-'), template);
      const answers = [await sendRaw(other.base, request)];
      differences.push(
        ...compareObservations(name, await refusalOf(template), observeAnswers(answers, [], other.names)),
      );
      await other.stop();
    }
  });

  afterAll(async () => {
    for (const gateway of [...twins.values(), ...others.values()]) await gateway.stop();
    removeTemporaryDirectories();
    writeComparisonFigures('gateway', 'MiniStack', cases, differences, GATEWAY_DIFFERENCES, [
      { name: 'questions to ask a real account', value: OPEN_QUESTIONS.length, unit: 'questions', goal: '—' },
    ]);
  });

  test('every difference is explained, and every explanation needed', () => {
    const { unexplained, idle } = judgeDifferences(differences, GATEWAY_DIFFERENCES);

    expect(unexplained).toEqual([]);
    expect(idle).toEqual([]);
  });

  test('what the twin does is among the outcomes of every open question', () => {
    expect(strangeOutcomes('gateway', seenOnTwin)).toEqual([]);
  });
});

/** What the twin says of a template that it does not start. */
async function refusalOf(template: RefusedTemplate['template']): Promise<Observation> {
  try {
    const started = await deployOnTwin('refused', template);
    await started.stop();
    return { answer: 'started' };
  } catch (error) {
    return { answer: `refused: ${(error as Error).message}` };
  }
}
