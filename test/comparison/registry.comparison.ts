import { DynamoDb } from '../../local/services/dynamodb';
import { LoopbackEndpoint } from '../../local/services/loopback-endpoint';
import { writeComparisonFigures } from './comparison-figures';
import { judgeDifferences } from './explained-difference';
import { REGISTRY_DIFFERENCES } from './explained-differences';
import { compareObservations } from './observation';
import { observeRegistry } from './registry/observe-registry';
import { strangeOutcomes } from './outcome-of';
import { endpointOf } from './running-services';

describe('the twin’s DynamoDB and MiniStack’s, as the adapters use them', () => {
  const endpoint = new LoopbackEndpoint(new DynamoDb().listener);

  afterAll(() => endpoint.kill());

  test('every difference is explained, and every explanation needed; the twin does what an open question expects', async () => {
    const twin = await observeRegistry(await endpoint.start(), 'comparison-registry');
    const other = await observeRegistry(endpointOf('MINISTACK'), 'comparison-registry');
    const differences = twin.steps.flatMap(({ name, shown }, index) =>
      compareObservations(name, shown, other.steps[index]?.shown ?? {}),
    );
    const cases = twin.steps.map(({ name }) => ({ name, area: 'registry' }));
    const calls = twin.steps.flatMap((step) => step.calls);
    writeComparisonFigures('registry', 'MiniStack', cases, differences, REGISTRY_DIFFERENCES, [
      { name: 'DynamoDB calls compared', value: calls.length, unit: 'calls', goal: '> 0' },
      {
        name: 'kinds of DynamoDB calls compared',
        value: new Set(calls.map(({ by, operation }) => `${by} ${operation}`)).size,
        unit: 'operations, by each client',
        goal: 'all that sources can make',
      },
    ]);
    const { unexplained, idle } = judgeDifferences(differences, REGISTRY_DIFFERENCES);

    expect(unexplained).toEqual([]);
    expect(idle).toEqual([]);
    expect(strangeOutcomes('registry', new Map(twin.steps.map(({ name, shown }) => [name, shown])))).toEqual([]);
  });
});
