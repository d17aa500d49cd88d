import { readAwsEnvironment } from '../../lambda/adapters/aws-environment';
import { DynamoDbProofLedger, type ProofClient } from '../../lambda/adapters/proof-ledger';
import { registryClient } from '../../lambda/adapters/registry-client';
import { proofKey } from '../../lambda/contract/registry-records';
import { DependencyFault } from '../../lambda/domain/ports';
import { AwsServices, TABLE } from '../support/aws-services';

describe('the ledger of used proofs', () => {
  const services = new AwsServices();
  let client: ProofClient;

  beforeAll(() => services.start());
  afterAll(() => services.stop());
  beforeEach(() => {
    client = registryClient(readAwsEnvironment(services.environment()));
  });

  test('a proof is used by one request, which may write so again', async () => {
    const ledger = new DynamoDbProofLedger(client, TABLE);
    const use = (ref: string, usedBy: string) => ledger.use(proofKey(ref), { usedBy, ttl: 1 });

    expect([await use('a', 'one'), await use('a', 'one'), await use('a', 'two'), await use('b', 'two')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test('of many at once, one is the first', async () => {
    const ledger = new DynamoDbProofLedger(client, TABLE);

    const uses = await Promise.all(
      ['1', '2', '3', '4', '5'].map((usedBy) => ledger.use(proofKey('at-once'), { usedBy, ttl: 1 })),
    );

    expect(uses.filter(Boolean)).toHaveLength(1);
  });

  test('a write that fails is a fault', async () => {
    await expect(
      new DynamoDbProofLedger(client, 'no-such-table').use(proofKey('a'), { usedBy: 'x', ttl: 1 }),
    ).rejects.toThrow(DependencyFault);
  });
});
