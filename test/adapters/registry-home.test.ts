import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { adoptRegistry } from '../../lambda/adapters/registry-home';
import { readAwsEnvironment } from '../../lambda/adapters/aws-environment';
import { registryClient } from '../../lambda/adapters/registry-client';
import { DynamoDbRegistryReader } from '../../lambda/adapters/registry-reader';
import { DynamoDbReleaseRegistry } from '../../lambda/adapters/registry-writer';
import { GLOBAL_KEY } from '../../lambda/contract/registry-records';
import { DependencyFault } from '../../lambda/domain/ports';
import { AwsServices, TABLE } from '../support/aws-services';

const [R1, R2, S] = ['1', '2', 'a'].map((digit) => digit.repeat(64)) as [string, string, string];

describe('a restored table undoes no revocation', () => {
  const services = new AwsServices();
  let client: ReturnType<AwsServices['clients']>['registry'];

  beforeAll(() => services.start());
  afterAll(() => services.stop());
  beforeEach(() => {
    client = services.clients().registry;
  });
  afterEach(() => client.destroy());

  const writer = () => new DynamoDbReleaseRegistry(client, TABLE, async () => {});
  const reader = () =>
    new DynamoDbRegistryReader(registryClient(readAwsEnvironment(services.environment())), TABLE, 0, { now: () => 0 });
  const publish = (release: string, previous: string | undefined) =>
    writer().publishRelease({ release, previous, schema: S, policies: R1 });

  /** What a restored table holds: the items of another, as they were. */
  async function restored(change: object = {}): Promise<void> {
    const item = { status: 'open', revokedRoles: [], revokedApis: [], release: R1, policies: { [S]: R1 } };
    await client.send(
      new PutCommand({ TableName: TABLE, Item: { ...GLOBAL_KEY, ...item, home: 'before', ...change } }),
    );
  }

  test('a deploy writes whose table it is, and the authorizer reads it there', async () => {
    expect(await publish(R1, undefined)).toBe('published');

    expect(await reader().global()).toMatchObject({ home: TABLE, release: R1 });
    expect(await publish(R2, R1)).toBe('published');
    expect(await adoptRegistry(client, TABLE)).toBe(false);
    expect(await reader().global()).toMatchObject({ home: TABLE, status: 'open' });
  });

  test('a copy opens nothing, and no deploy makes it open', async () => {
    await restored();

    await expect(reader().global()).rejects.toThrow(/copy of before/);
    await expect(reader().snapshot({ tenantRef: 't', userRef: 'u' })).rejects.toThrow(DependencyFault);
    await expect(writer().readGlobal()).rejects.toThrow(/Adopt it/);
    expect(await publish(R2, R1)).toBe('lost');
    await restored({ release: undefined });
    await expect(writer().readGlobal()).rejects.toThrow(DependencyFault);
    expect(await publish(R2, undefined)).toBe('lost');
  });

  test('whoever adopts it closes it; deploys go on, and open nothing', async () => {
    await restored();

    expect(await adoptRegistry(client, TABLE)).toBe(true);

    expect(await reader().global()).toMatchObject({ home: TABLE, status: 'closed' });
    expect(await publish(R2, R1)).toBe('published');
    expect(await reader().global()).toMatchObject({ release: R2, status: 'closed' });
  });

  test('a table that cannot be adopted is a fault', async () => {
    await expect(adoptRegistry(client, 'no-such-table')).rejects.toThrow(DependencyFault);
  });
});
