import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDbGlobalSwitches } from '../../lambda/adapters/global-switches';
import { DynamoDbReleaseRegistry } from '../../lambda/adapters/registry-writer';
import { DynamoDbRevocationWriter } from '../../lambda/adapters/revocation-writer';
import { GLOBAL_KEY, revocationKey } from '../../lambda/contract/registry-records';
import { DependencyFault } from '../../lambda/domain/ports';
import { AwsServices, TABLE } from '../support/aws-services';

describe('what is revoked for everybody', () => {
  const services = new AwsServices();
  let client: ReturnType<AwsServices['clients']>['registry'];
  let switches: DynamoDbGlobalSwitches;
  let registry: DynamoDbReleaseRegistry;

  beforeAll(() => services.start());
  afterAll(() => services.stop());
  beforeEach(async () => {
    client = services.clients().registry;
    switches = new DynamoDbGlobalSwitches(client, TABLE);
    registry = new DynamoDbReleaseRegistry(client, TABLE, async () => {});
    await registry.delete(GLOBAL_KEY);
  });
  afterEach(() => client.destroy());

  const publish = (release: string, previous?: string) =>
    registry.publishRelease({
      release: release.repeat(64),
      previous: previous?.repeat(64),
      schema: 's',
      policies: 'p',
    });

  test('many at a time lose nothing of each other', async () => {
    await publish('1');
    const names = Array.from({ length: 12 }, (_, index) => `role-${index}`);
    await Promise.all(names.map((name) => switches.add('revokedRoles', name)));
    const kept = names.slice(6);

    await Promise.all([
      ...names.slice(0, 6).map((name) => switches.remove('revokedRoles', name)),
      switches.add('revokedApis', 'orders'),
      publish('2', '1'),
      switches.setStatus('closed'),
    ]);

    const global = await registry.readGlobal();
    expect([...(global?.revokedRoles ?? [])].sort()).toEqual([...kept].sort());
    expect(global).toMatchObject({ status: 'closed', revokedApis: ['orders'], release: '2'.repeat(64) });
  });

  test('before the first deploy too, and the deploy keeps it', async () => {
    expect([await switches.add('revokedRoles', 'a'), await switches.add('revokedRoles', 'a')]).toEqual([true, false]);
    await switches.setStatus('closed');

    await publish('1');

    expect(await registry.readGlobal()).toMatchObject({ status: 'closed', revokedRoles: ['a'], revokedApis: [] });
    expect([await switches.remove('revokedRoles', 'a'), await switches.remove('revokedRoles', 'a')]).toEqual([
      true,
      false,
    ]);
    expect(await switches.remove('revokedApis', 'a')).toBe(false);
  });

  test('a copy is adopted closed, and is then its own', async () => {
    await publish('1');
    expect(await switches.adopt()).toBe(false);
    await client.send(
      new PutCommand({
        TableName: TABLE,
        Item: { ...(await registry.readGlobal()), ...GLOBAL_KEY, home: 'elsewhere' },
      }),
    );
    await expect(registry.readGlobal()).rejects.toThrow(DependencyFault);
    await switches.add('revokedRoles', 'a');

    expect(await switches.adopt()).toBe(true);

    expect(await registry.readGlobal()).toMatchObject({ status: 'closed', revokedRoles: ['a'] });
  });

  test('whoever always comes too late is told, and calls that fail are faults', async () => {
    const moved = {
      send: async (command: object) => {
        if (command.constructor.name === 'UpdateCommand') {
          throw Object.assign(new Error('late'), { name: 'ConditionalCheckFailedException' });
        }
        return { Item: { revokedRoles: ['a'] } };
      },
    };
    const late = new DynamoDbGlobalSwitches(moved as unknown as typeof client, TABLE);
    const nowhere = new DynamoDbGlobalSwitches(client, 'no-such-table');

    await expect(late.remove('revokedRoles', 'a')).rejects.toThrow('Run it again');
    await expect(nowhere.add('revokedRoles', 'a')).rejects.toThrow(DependencyFault);
    await expect(nowhere.remove('revokedRoles', 'a')).rejects.toThrow(DependencyFault);
    await expect(nowhere.setStatus('open')).rejects.toThrow(DependencyFault);
    await expect(nowhere.adopt()).rejects.toThrow(DependencyFault);
    await expect(new DynamoDbRevocationWriter(client, 'no-such-table').restore(revocationKey('j'))).rejects.toThrow(
      DependencyFault,
    );
  });
});
