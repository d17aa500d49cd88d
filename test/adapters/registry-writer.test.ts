import { DynamoDbReleaseRegistry } from '../../lambda/adapters/registry-writer';
import {
  documentKey,
  GLOBAL_KEY,
  type RegistryKey,
  tenantKey,
  type TokenRecord,
  tokenKey,
  userKey,
} from '../../lambda/contract/registry-records';
import { DependencyFault } from '../../lambda/domain/ports';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { AwsServices, TABLE } from '../support/aws-services';

const TENANT = tenantKey('t');
const USER = userKey('t', 'u');
const TOKEN: TokenRecord = { tenant: 'acme', user: 'ci', tokenId: 'i', digest: 'd', status: 'active', createdAt: 1 };
const [R1, R2, R3] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];

describe('the registry in DynamoDB', () => {
  const services = new AwsServices();
  let client: ReturnType<AwsServices['clients']>['registry'];
  let registry: DynamoDbReleaseRegistry;
  const pauses: number[] = [];

  beforeAll(() => services.start());
  afterAll(() => services.stop());

  beforeEach(async () => {
    client = services.clients().registry;
    registry = new DynamoDbReleaseRegistry(client, TABLE, async (wait) => void pauses.push(wait));
    pauses.length = 0;
    const keys = [TENANT, USER, GLOBAL_KEY, { pk: 'GLOBAL', sk: 'PENDING' }, ...['a', 'b'].map(tokenOf)];
    await Promise.all(keys.map((key) => registry.delete(key)));
  });
  afterEach(() => client.destroy());

  function tokenOf(id: string): RegistryKey {
    return tokenKey('t', 'u', id);
  }

  async function put(key: RegistryKey, record: object): Promise<void> {
    await client.send(new PutCommand({ TableName: TABLE, Item: { ...key, ...record } }));
  }

  it('makes a tenant, changes and removes what is named, and keeps its status', async () => {
    await registry.upsertTenant(TENANT, { tenant: 'acme', planId: 'p' });
    expect(await registry.readTenant(TENANT)).toEqual({ tenant: 'acme', status: 'active', policies: {}, planId: 'p' });
    await put(TENANT, { tenant: 'acme', status: 'suspended', policies: { s: 'm' }, planId: 'p' });

    await registry.upsertTenant(TENANT, { tenant: 'acme', planId: undefined, declared: true, status: 'active' });

    expect(await registry.readTenant(TENANT)).toEqual({
      tenant: 'acme',
      status: 'suspended',
      policies: { s: 'm' },
      declared: true,
    });
  });

  it('makes a user with the status that it is given, and never changes that', async () => {
    await registry.upsertUser(USER, { tenant: 'acme', user: 'ci', status: 'suspended' });
    await registry.upsertUser(USER, { tenant: 'acme', user: 'ci', roles: ['r'], declared: false, status: 'active' });

    expect(await registry.readUser(USER)).toEqual({
      tenant: 'acme',
      user: 'ci',
      roles: ['r'],
      status: 'suspended',
      declared: false,
    });
  });

  it('creates a token once, however often the call is repeated, and never another in its place', async () => {
    const key = tokenOf('a');

    const created = [
      await registry.createToken(key, TOKEN),
      await registry.createToken(key, TOKEN),
      await registry.createToken(key, { ...TOKEN, digest: 'other' }),
    ];

    expect(created).toEqual([true, true, false]);
    expect(await registry.readToken(key)).toEqual(TOKEN);
  });

  it('lists and revokes tokens of one user', async () => {
    await registry.createToken(tokenOf('a'), TOKEN);
    await registry.createToken(tokenOf('b'), { ...TOKEN, tokenId: 'b' });
    await registry.createToken(tokenKey('t', 'u2', 'c'), TOKEN);

    await registry.revokeToken(tokenOf('a'));
    await registry.revokeToken(tokenOf('absent'));

    expect((await registry.listTokens('t', 'u')).map(({ status }) => status)).toEqual(['revoked', 'active']);
    expect(await registry.readToken(tokenOf('absent'))).toBeUndefined();
  });

  it('lists tokens over all pages', async () => {
    const large = 'x'.repeat(300_000);
    const ids = ['p1', 'p2', 'p3', 'p4', 'p5'];
    await Promise.all(ids.map((id) => put(tokenKey('t', 'paged', id), { tokenId: id, large })));

    const tokens = await registry.listTokens('t', 'paged');

    expect(tokens.map(({ tokenId }) => tokenId)).toEqual(ids);
  });

  it('reads more records than a batch holds, in the order asked, absent ones as absent', async () => {
    const keys = Array.from({ length: 230 }, (_, index) => userKey('many', `${index}`));
    await Promise.all(
      keys.filter((_, index) => index % 2 === 0).map((key) => registry.upsertUser(key, { tenant: 'm', user: key.sk })),
    );

    const users = await registry.readUsers(keys);

    expect(users.map((user) => user?.user)).toEqual(keys.map(({ sk }, index) => (index % 2 === 0 ? sk : undefined)));
    expect(await registry.readTenants([])).toEqual([]);
  });

  it('S1 asks again for what a batch left out, and fails where it never comes', async () => {
    const keys = [1, 2, 3].map((index) => tenantKey(`left${index}`));
    await Promise.all(keys.map((key) => registry.upsertTenant(key, { tenant: key.pk })));
    const partial = partialClient(client, 1);
    const never = partialClient(client, 0);
    const pause = async (wait: number) => void pauses.push(wait);

    const read = await new DynamoDbReleaseRegistry(partial, TABLE, pause).readTenants(keys);
    expect(read.map((tenant) => tenant?.tenant)).toEqual(keys.map(({ pk }) => pk));
    expect(pauses).toEqual([50, 200]);

    await expect(new DynamoDbReleaseRegistry(never, TABLE, pause).readTenants(keys)).rejects.toThrow(DependencyFault);
  });

  it('S1 stores documents by their hash, and believes none that has another', async () => {
    const hash = await registry.putDocument('{"a":1}');

    expect(await registry.putDocument('{"a":1}')).toBe(hash);
    expect(await registry.readDocument(hash)).toEqual({ a: 1 });
    expect(await registry.readDocument(R1)).toBeUndefined();
    await put(documentKey(hash), { body: '{"a":2}' });
    await expect(registry.readDocument(hash)).rejects.toThrow('is not what was written');
  });

  it('moves the pointer in one conditional write, and keeps revocations', async () => {
    await put(GLOBAL_KEY, { status: 'closed', revokedRoles: ['r'], revokedApis: [] });
    expect(await registry.readGlobal()).toBeUndefined();
    const first = { release: R1, previous: undefined, schema: 's1', policies: 'm1' };

    const moves = [
      await registry.publishRelease(first),
      await registry.publishRelease(first),
      await registry.publishRelease({ release: R2, previous: R1, schema: 's2', policies: 'm2' }),
      await registry.publishRelease({ release: R3, previous: R1, schema: 's3', policies: 'm3' }),
      await registry.publishRelease({ release: R3, previous: undefined, schema: 's3', policies: 'm3' }),
      await registry.publishRelease({ release: R3, previous: R2, schema: 's3', policies: 'm3', forget: ['s1'] }),
    ];

    expect(moves).toEqual(['published', 'published', 'published', 'lost', 'lost', 'published']);
    expect(await registry.readGlobal()).toEqual({
      home: TABLE,
      status: 'closed',
      revokedRoles: ['r'],
      revokedApis: [],
      release: R3,
      policies: { s2: 'm2', s3: 'm3' },
    });

    await registry.withdrawRelease();
    expect(await registry.readGlobal()).toBeUndefined();
    expect(await registry.publishRelease(first)).toBe('published');
    expect(await registry.readGlobal()).toMatchObject({ status: 'closed', policies: { s1: 'm1' } });
  });

  it('withdraws nothing where there is nothing', async () => {
    await registry.withdrawRelease();

    expect(await registry.publishRelease({ release: R1, previous: undefined, schema: 's', policies: 'm' })).toBe(
      'published',
    );
    expect(await registry.readGlobal()).toMatchObject({ status: 'open', revokedRoles: [], revokedApis: [] });
  });

  it('remembers a pending release, and releases by their declarations', async () => {
    expect([await registry.readPending(), await registry.readReleaseIndex('d')]).toEqual([undefined, undefined]);

    await registry.writePending(R1);
    await registry.writeReleaseIndex('d', R2);

    expect([await registry.readPending(), await registry.readReleaseIndex('d')]).toEqual([R1, R2]);
  });

  it('L4 faults name the table and the error, and nothing that was written', async () => {
    const other = new DynamoDbReleaseRegistry(client, 'absent', async () => {});

    const faults = await Promise.allSettled([
      other.createToken(tokenOf('a'), { ...TOKEN, digest: 'canary' }),
      other.listTokens('t', 'u'),
      other.readUsers([USER]),
      other.delete(USER),
    ]);

    for (const fault of faults) {
      expect(fault).toMatchObject({ status: 'rejected', reason: expect.any(DependencyFault) });
      expect(String((fault as PromiseRejectedResult).reason)).toMatch(/registry absent .*ResourceNotFoundException/);
      expect(String((fault as PromiseRejectedResult).reason)).not.toContain('canary');
    }
  });
});

/** A client whose batches answer for some of their keys only. */
function partialClient(client: ReturnType<AwsServices['clients']>['registry'], answered: number): typeof client {
  return new Proxy(client, {
    get: (target, name) =>
      name !== 'send'
        ? Reflect.get(target, name)
        : async (command: { input: { RequestItems: Record<string, { Keys: unknown[] }> } }) => {
            const asked = command.input.RequestItems[TABLE] as { Keys: unknown[] };
            const left = asked.Keys.slice(answered);
            asked.Keys = asked.Keys.slice(0, answered);
            const output = answered === 0 ? {} : await target.send(command as never);
            return { ...output, UnprocessedKeys: left.length === 0 ? {} : { [TABLE]: { Keys: left } } };
          },
  });
}
