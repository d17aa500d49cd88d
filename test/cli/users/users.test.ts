import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { APIGatewayClient, CreateApiKeyCommand, CreateUsagePlanKeyCommand } from '@aws-sdk/client-api-gateway';
import { TWIN_CLIENT } from '../../../cli/twin-client';
import type { UserView } from '../../../cli/user-view';
import { send } from '../../conformance/check-case';
import { runCommand } from '../../support/command-line';
import { removeAssembly, synthesize } from '../../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../../support/served-gateway';

describe('users, tenants and roles of a running twin', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-users-'));
  const file = path.join(folder, 'twin.json');
  let assembly: string;
  let gateway: ServedGateway;
  let plan: string;

  beforeAll(async () => {
    assembly = synthesize('test/cli/users/users-app.ts');
    gateway = await serveGateway(assembly, { onServiceCall: () => {} });
    writeFileSync(file, JSON.stringify(gateway.description.connection));
    plan = Object.keys(gateway.description.connection.proxies[0]?.plans ?? {})[0] as string;
  });
  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) => runCommand([...args, '--twin', file, '--output', 'json']);
  const call = async (token: string) =>
    (
      await send(gateway.description.url, {
        method: 'GET',
        path: '/orders/orders',
        headers: { Authorization: `Bearer ${token}` },
      })
    ).status;

  test('a partner is onboarded, changed, suspended, resumed and taken away', async () => {
    expect((await run('tenants', 'create', 'partner', '--plan', plan)).exit).toBe(0);
    const made = await run('users', 'create', 'partner/shop', '--role', 'buyer', '--plan', plan, '--owner', 'Ann');
    expect([made.exit, made.err]).toEqual([0, '']);
    const { token, user } = made.json<{ token: string; user: UserView }>();
    expect(user).toMatchObject({ managedBy: 'operator', roles: ['buyer'], plan, owner: 'Ann', status: 'active' });
    expect(await call(token)).toBe(200);

    const again = await run('users', 'create', 'partner/shop', '--role', 'buyer', '--plan', plan, '--owner', 'Ann');
    expect(again.json()).toMatchObject({ outcome: 'unchanged' });
    expect(again.out).not.toContain('gth_');
    const other = await run('users', 'create', 'partner/shop', '--plan', plan);
    expect([other.exit, other.err]).toEqual([3, expect.stringMatching(/differs in: roles, owner.*\[GH1556\]/)]);

    const dry = await run('users', 'update', 'partner/shop', '--remove-role', 'buyer', '--dry-run');
    expect(dry.json()).toMatchObject({ dryRun: true, change: { changes: ['roles'] } });
    expect(await call(token)).toBe(200);
    const stripped = await run('users', 'update', 'partner/shop', '--remove-role', 'buyer', '--source', '192.0.2.0/24');
    expect(stripped.json()).toMatchObject({ outcome: 'updated', user: { roles: [], sources: ['192.0.2.0/24'] } });
    expect(await call(token)).toBe(403);
    await run('users', 'update', 'partner/shop', '--add-role', 'buyer', '--clear', 'source');
    expect(await call(token)).toBe(200);

    await run('users', 'suspend', 'partner/shop');
    expect(await call(token)).toBe(401);
    expect((await run('users', 'resume', 'partner/shop')).json()).toMatchObject({ before: 'suspended' });
    await run('tenants', 'suspend', 'partner');
    expect(await call(token)).toBe(401);
    await run('tenants', 'resume', 'partner');
    expect(await call(token)).toBe(200);

    expect((await run('tenants', 'delete', 'partner', '--yes')).exit).toBe(3);
    expect((await run('users', 'delete', 'partner/shop')).exit).not.toBe(0);
    expect((await run('users', 'delete', 'partner/shop', '--yes')).exit).toBe(0);
    expect(await call(token)).toBe(401);
    expect((await run('tenants', 'delete', 'partner', '--yes')).exit).toBe(0);
  });

  test('what the stack declares is listed, suspended, and never changed', async () => {
    const { users } = (await run('users', 'list', '--drift')).json<{ users: UserView[] }>();
    const declared = users.find(({ managedBy }) => managedBy === 'stack') as UserView;
    expect(declared.drift).toEqual([]);

    const changed = await run('users', 'update', declared.name, '--add-role', 'admin');
    expect([changed.exit, changed.err]).toEqual([3, expect.stringContaining('declared by the stack')]);
    expect((await run('users', 'delete', declared.name, '--yes')).exit).toBe(3);
    expect((await run('users', 'create', declared.name, '--plan', plan)).exit).toBe(3);
    expect((await run('users', 'suspend', declared.name)).exit).toBe(0);
    expect((await run('users', 'resume', declared.name)).exit).toBe(0);
    expect((await run('users', 'show', declared.name)).json()).toMatchObject({ user: { name: declared.name } });
    expect((await run('roles', 'list')).json<{ roles: object[] }>().roles.length).toBeGreaterThan(0);
    expect((await run('tenants', 'list', '--drift')).json<{ tenants: object[] }>().tenants).not.toEqual([]);
  });

  test('API Gateway keys that there were go on working, one by one and by plan, until they are taken away', async () => {
    const client = new APIGatewayClient({
      ...TWIN_CLIENT,
      endpoint: gateway.description.connection.endpoints.apiGateway,
    });
    const planId = gateway.description.connection.proxies[0]?.plans['iron'] as string;
    const value = (index: number) => `legacy-key-number-${index}-of-a-partner`;
    const ids: string[] = [];
    for (const index of [1, 2, 3]) {
      const { id } = await client.send(
        new CreateApiKeyCommand({ name: `Partner ${index}`, value: value(index), enabled: true }),
      );
      await client.send(new CreateUsagePlanKeyCommand({ usagePlanId: planId, keyId: id, keyType: 'API_KEY' }));
      ids.push(id as string);
    }
    client.destroy();
    const callWithKey = async (key: string) =>
      (await send(gateway.description.url, { method: 'GET', path: '/orders/orders', headers: { 'x-api-key': key } }))
        .status;
    expect(await callWithKey(value(1))).toBe(401);

    const role = ['--tenant', 'acme', '--role', 'buyer'];
    const one = await run('users', 'import', '--api-key-id', ids[0] as string, '--user', 'first', ...role);
    expect(one.err).toBe('');
    expect(one.json()).toMatchObject({ created: 1, users: ['acme/first'] });
    expect(await callWithKey(value(1))).toBe(200);
    expect(await callWithKey(value(2))).toBe(401);

    const rest = await run('users', 'import', '--usage-plan', 'iron', ...role);
    expect(rest.json()).toMatchObject({ created: 2 });
    expect(await callWithKey(value(3))).toBe(200);
    expect((await run('users', 'show', 'acme/first')).json()).toMatchObject({
      user: { metering: 'adopted', plan: 'iron', adoptedKeyId: ids[0] },
    });
    expect((await run('users', 'update', 'acme/first', '--drop-api-key')).exit).toBe(3);
    await run('users', 'delete', 'acme/first', '--yes');
    expect(await callWithKey(value(1))).toBe(401);
  });

  test('users come from a file, all or none where it is wrong, and in pages', async () => {
    await run('tenants', 'create', 'many', '--plan', plan);
    const rows = Array.from({ length: 12 }, (_, index) => `many,user-${index},"buyer other",${plan},`);
    const csv = path.join(folder, 'users.csv');
    writeFileSync(csv, ['tenant,user,roles,plan,metering', ...rows, 'many,metered,,,tenant', ''].join('\n'));
    const tokens = path.join(folder, 'tokens.jsonl');

    const wrong = path.join(folder, 'wrong.csv');
    writeFileSync(wrong, 'tenant,user,plan\nmany,ok,nope\nmany,"b|d",\n');
    const refused = await run('users', 'import', '--file', wrong);
    expect([refused.exit, refused.err]).toEqual([1, expect.stringMatching(/User 1: .*nope.*User 2: /)]);

    const first = await run('users', 'import', '--file', csv, '--tokens', tokens);
    expect([first.err, first.json()]).toEqual(['', { created: 13, unchanged: 0, tenantMetered: 0 }]);
    expect((await run('users', 'import', '--file', csv)).json()).toEqual({
      created: 0,
      unchanged: 13,
      tenantMetered: 0,
    });

    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await run('users', 'list', '--tenant', 'many', '--limit', '5', ...(after ? ['--after', after] : []));
      const { users, next } = page.json<{ users: UserView[]; next?: string }>();
      names.push(...users.map(({ user }) => user));
      after = next;
    } while (after !== undefined);
    expect(new Set(names).size).toBe(13);
  });

  test.each([
    [['users', 'create', 'nobody'], 1, 'GH1502'],
    [['users', 'create', 'acme/x'], 1, 'GH1504'],
    [['users', 'create', 'acme/x', '--plan', 'nope'], 1, 'GH1301'],
    [['users', 'create', 'absent/x', '--metering', 'tenant'], 1, 'GH1551'],
    [['users', 'create', 'acme/x', '--metering', 'tenant', '--issuer', 'a'], 1, 'GH1506'],
    [['users', 'create', 'acme/x', '--metering', 'tenant', '--source', '10.0.0.1/8'], 1, 'GH1501'],
    [['users', 'show', 'acme/absent'], 1, 'GH1555'],
    [['users', 'list', '--limit', '0'], 1, 'GH1508'],
    [['users', 'list', '--after', 'x'], 1, 'GH1507'],
    [['users', 'import'], 1, 'GH1509'],
    [['users', 'import', '--api-key-id', 'x', '--tenant', 'acme'], 1, 'GH1564'],
    [['tenants', 'create', 'a b'], 1, 'GH1501'],
    [['tenants', 'show', 'absent'], 1, 'GH1551'],
  ])('%j is a mistake', async (args, exit, code) => {
    const mistake = await run(...args);
    expect([mistake.exit, mistake.out, mistake.err]).toEqual([exit, '', expect.stringContaining(`[${code}]`)]);
  });
});
