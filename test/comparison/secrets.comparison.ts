import { LoopbackEndpoint } from '../../local/services/loopback-endpoint';
import { SECRET_OPERATIONS } from '../../local/services/secret-operations';
import { SecretStore } from '../../local/services/secret-store';
import { SecretsManager } from '../../local/services/secrets-manager';
import { writeComparisonFigures } from './comparison-figures';
import { type ExplainedDifference, judgeDifferences } from './explained-difference';
import { MINISTACK_SECRET_DIFFERENCES, MOTO_SECRET_DIFFERENCES } from './explained-differences';
import { compareObservations, type Difference } from './observation';
import { strangeOutcomes } from './outcome-of';
import { endpointOf } from './running-services';
import { SECRET_CASES } from './secrets/secret-cases';
import { observeSecretReads } from './secrets/secret-reads';
import { type SecretObservation, SecretService } from './secrets/secret-service';

const OTHERS: readonly { name: 'MOTO' | 'MINISTACK'; title: string; table: readonly ExplainedDifference[] }[] = [
  { name: 'MOTO', title: 'moto', table: MOTO_SECRET_DIFFERENCES },
  { name: 'MINISTACK', title: 'MiniStack', table: MINISTACK_SECRET_DIFFERENCES },
];

describe('the twin’s Secrets Manager', () => {
  const clock = { now: () => Date.now() };
  const place = { region: 'us-east-1', accountId: '000000000000', clock };
  const endpoint = new LoopbackEndpoint(new SecretsManager(new SecretStore(clock), place).listener);
  let url: string;
  let twin: readonly SecretObservation[];

  beforeAll(async () => {
    url = await endpoint.start();
    twin = await observeAll(url);
  });

  afterAll(() => endpoint.kill());

  test('every operation that it has is compared', () => {
    const compared = new Set(SECRET_CASES.flatMap((one) => one.compared.map(({ operation }) => operation)));

    expect([...compared].sort()).toEqual(Object.keys(SECRET_OPERATIONS).sort());
  });

  test('what the twin does is among the outcomes of every open question', () => {
    expect(strangeOutcomes('secrets', new Map(twin.map(({ name, shown }) => [name, shown])))).toEqual([]);
  });

  test.each(OTHERS)('$title: the functions’ own client and reader find the same', async ({ name }) => {
    const own = await observeSecretReads(url, `reads-${name}`);

    expect(Object.fromEntries(own)).toMatchObject({ 'a text': { read: 'the version that was made: zwölf' } });
    expect(await observeSecretReads(endpointOf(name), `reads-${name}`)).toEqual(own);
  });

  test.each(OTHERS)('$title: every difference is explained, and every explanation needed', async (other) => {
    const seen = await observeAll(endpointOf(other.name));
    const differences: Difference[] = twin.flatMap(({ name, shown }) =>
      compareObservations(name, shown, seen.find((each) => each.name === name)?.shown ?? {}),
    );
    const compared = twin.map(({ name }) => ({ name, area: 'Secrets Manager' }));
    const suite = `secrets-${other.title.toLowerCase()}`;
    writeComparisonFigures(suite, other.title, compared, differences, other.table, [
      {
        name: `Secrets Manager operations of the twin compared with ${other.title}`,
        value: new Set(SECRET_CASES.map(({ area }) => area)).size,
        unit: 'operations',
        goal: `of ${Object.keys(SECRET_OPERATIONS).length}`,
      },
    ]);
    const { unexplained, idle } = judgeDifferences(differences, other.table);

    expect(unexplained).toEqual([]);
    expect(idle).toEqual([]);
  });
});

async function observeAll(endpoint: string): Promise<SecretObservation[]> {
  const service = new SecretService(endpoint);
  const seen: SecretObservation[] = [];
  for (const [index, one] of SECRET_CASES.entries())
    seen.push(...(await service.observe(one, `comparison/case-${index}`)));
  return seen;
}
