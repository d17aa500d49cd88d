import { DynamoDbGrantRegistry } from '../../lambda/adapters/grant-registry';
import { DynamoDbReleaseRegistry } from '../../lambda/adapters/registry-writer';
import { userKey } from '../../lambda/contract/registry-records';
import { DependencyFault } from '../../lambda/domain/ports';
import { isUserRecord } from '../../lambda/domain/registry-shapes';
import { AwsServices, TABLE } from '../support/aws-services';

const OWNER = { tenant: 'acme', user: 'ci' };
const KEY = userKey('t', 'u');
const GRANT = { api: 'shop', action: 'Write', expiresAt: 60_000 };

describe('the writer of grants', () => {
  const services = new AwsServices();
  let client: ReturnType<AwsServices['clients']>['registry'];

  beforeAll(() => services.start());
  afterAll(() => services.stop());
  beforeEach(() => {
    client = services.clients().registry;
  });
  afterEach(() => client.destroy());

  function grants(table = TABLE): DynamoDbGrantRegistry {
    return new DynamoDbGrantRegistry(client, table, new DynamoDbReleaseRegistry(client, table, async () => {}));
  }

  test('two people who grant and withdraw at a time never undo each other’s', async () => {
    const registry = grants();
    await registry.removeGrants(KEY, ['absent']);
    expect(await registry.readUser(KEY)).toBeUndefined();

    await Promise.all([registry.putGrant(KEY, OWNER, 'one', GRANT), registry.putGrant(KEY, OWNER, 'two', GRANT)]);
    await Promise.all([registry.putGrant(KEY, OWNER, 'three', GRANT), registry.removeGrants(KEY, ['one', 'absent'])]);
    await registry.removeGrants(KEY, []);

    const stored = await registry.readUser(KEY);
    expect(stored).toEqual({
      ...OWNER,
      status: 'active',
      roles: [],
      declared: true,
      grants: { two: GRANT, three: GRANT },
    });
    expect(isUserRecord(stored)).toBe(true);
  });

  test('a grant changes neither the status nor the roles of a user', async () => {
    const registry = grants();
    const releases = new DynamoDbReleaseRegistry(client, TABLE, async () => {});
    const key = userKey('t', 'other');
    await releases.upsertUser(key, { ...OWNER, roles: ['reader'], status: 'suspended' });

    await registry.putGrant(key, OWNER, 'one', GRANT);
    await releases.upsertUser(key, { ...OWNER, roles: ['writer'] });

    expect(await registry.readUser(key)).toMatchObject({
      status: 'suspended',
      roles: ['writer'],
      grants: { one: GRANT },
    });
  });

  test('reads what granting needs to know; what fails is a fault', async () => {
    const registry = grants();

    expect(await registry.readGlobal()).toBeUndefined();
    expect(await registry.readTenant(KEY)).toBeDefined();
    expect(await registry.readDocument('0'.repeat(64))).toBeUndefined();
    await expect(grants('no-such-table').putGrant(KEY, OWNER, 'one', GRANT)).rejects.toThrow(DependencyFault);
  });
});
