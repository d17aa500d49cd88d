import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { APIGatewayClient, CreateApiKeyCommand, CreateUsagePlanKeyCommand } from '@aws-sdk/client-api-gateway';
import { messageOf } from '../../../cli/message-of';
import { createProgram } from '../../../cli/program';
import type { TokenView } from '../../../cli/token-view';
import { TWIN_CLIENT } from '../../../cli/twin-client';
import { send } from '../../conformance/check-case';
import { runCommand } from '../../support/command-line';
import { removeAssembly, synthesize } from '../../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../../support/served-gateway';

interface Minted {
  readonly token: string;
  readonly tokenId: string;
  readonly counterRestarts: boolean;
}

describe('tokens, emergencies and grants on a running twin', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-tokens-'));
  const file = path.join(folder, 'twin.json');
  let assembly: string;
  let gateway: ServedGateway;
  let printed = '';

  beforeAll(async () => {
    assembly = synthesize('test/cli/users/users-app.ts');
    gateway = await serveGateway(assembly, { onServiceCall: () => {} });
    writeFileSync(file, JSON.stringify(gateway.description.connection));
  });
  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  async function out(args: readonly string[], input = ''): Promise<string> {
    printed = '';
    const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
    Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
    try {
      await createProgram().parseAsync([...args, '--twin', file], { from: 'user' });
    } finally {
      Object.defineProperty(process, 'stdin', stdin);
    }
    return printed;
  }

  const run = async <T = unknown>(...args: string[]): Promise<T> =>
    JSON.parse(await out([...args, '--output', 'json'])) as T;
  const code = async (args: readonly string[], input?: string): Promise<string> => {
    try {
      await out(args, input);
      return 'done';
    } catch (error) {
      return messageOf(error)?.code ?? String(error);
    }
  };
  const call = async (token: string, target = '/orders/orders') =>
    (
      await send(gateway.description.url, {
        method: 'GET',
        path: target,
        headers: { Authorization: `Bearer ${token}` },
      })
    ).status;
  const first = () => gateway.description.users[0]?.token as string;

  test('a token is minted, listed, used, rotated, revoked; by the shipped command line too', async () => {
    const { token, tokenId, counterRestarts } = await run<Minted>(
      'tokens',
      'mint',
      'acme/build',
      '--expires',
      '2090-01-01T00:00:00Z',
    );
    expect([await call(token), counterRestarts]).toEqual([200, false]);

    const listed = await runCommand(['tokens', 'list', 'acme/build', '--last-use', '--output', 'json', '--twin', file]);
    const { tokens } = listed.json<{ tokens: TokenView[] }>();
    expect(tokens.find((one) => one.tokenId === tokenId)).toMatchObject({
      status: 'active',
      prefix: token.slice(0, 66),
      expiresAt: '2090-01-01T00:00:00.000Z',
      lastUsedAt: expect.any(String),
    });
    expect(listed.out).not.toContain(token);

    const rotated = await run<Minted & { replaced: string[] }>('tokens', 'rotate', 'acme/build', '--overlap', '1h');
    expect(rotated.replaced).toHaveLength(2);
    expect([await call(token), await call(first()), await call(rotated.token)]).toEqual([200, 200, 200]);

    expect(await run('tokens', 'revoke', 'acme/build', tokenId)).toMatchObject({ revoked: true, wasActive: true });
    expect([await call(token), await call(rotated.token)]).toEqual([401, 200]);
    expect(await code(['tokens', 'revoke', '--stdin'], `${rotated.token}\n`)).toBe('done');
    expect(printed).toContain('In force by 2');
    expect(await call(rotated.token)).toBe(401);
    const again = await run<Minted>('tokens', 'rotate', 'acme/build', '--overlap', '0s');
    expect([await call(first()), await call(again.token)]).toEqual([401, 200]);
    expect(
      (await run<{ tokens: TokenView[] }>('tokens', 'list', 'acme/build')).tokens.map(({ status }) => status),
    ).toEqual(['expired', 'revoked', 'revoked', 'active']);
  });

  test('a token for a task does its actions alone', async () => {
    const task = ['--task', 'look at order 7', '--allow', 'orders:ReadOrder', '--for', '15m'];
    const { token } = await run<Minted>('tokens', 'mint', 'acme/build', ...task);

    expect([await call(token, '/orders/orders/7'), await call(token)]).toEqual([200, 403]);
    expect(await out(['tokens', 'list', 'acme/build'])).toContain('look at order 7 (orders:ReadOrder)');
    expect(await out(['tokens', 'mint', 'acme/build', ...task, '--dry-run'])).toContain('Would do: mint a token');
  });

  test('minting for an adopted key moves its user to a key of its own', async () => {
    const { endpoints, proxies } = gateway.description.connection;
    const client = new APIGatewayClient({ ...TWIN_CLIENT, endpoint: endpoints.apiGateway });
    const made = await client.send(
      new CreateApiKeyCommand({ name: 'Old', value: 'a-key-that-there-was-before', enabled: true }),
    );
    const usagePlanId = proxies[0]?.plans['iron'] as string;
    await client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: made.id, keyType: 'API_KEY' }));
    client.destroy();
    await run(
      'users',
      'import',
      '--api-key-id',
      made.id as string,
      '--user',
      'old',
      '--tenant',
      'acme',
      '--role',
      'buyer',
    );

    const { token, counterRestarts } = await run<Minted>('tokens', 'mint', 'acme/old');

    expect([counterRestarts, await call(token)]).toEqual([true, 200]);
    expect((await run<Minted>('tokens', 'mint', 'acme/old')).counterRestarts).toBe(false);
  });

  test('user, tenant, role, API and everything are revoked and restored', async () => {
    const { token } = await run<Minted>('tokens', 'mint', 'acme/build');
    for (const [args, status] of [
      [['user', 'acme/build'], 401],
      [['tenant', 'acme'], 401],
      [['role', 'buyer'], 403],
      [['api', 'orders'], 403],
      [['all', '--yes'], 401],
    ] as const) {
      const revoked = await run<{ inForceBy: string; withinSeconds: number }>('revoke', ...args);
      expect(revoked).toMatchObject({ state: 'revoked', inForceBy: expect.stringMatching(/Z$/) });
      expect(await call(token)).toBe(status);
      await run('revoke', ...args);
      expect(await run('restore', ...args)).toMatchObject({ state: 'restored' });
      expect(await call(token)).toBe(200);
      await run('restore', ...args);
    }
    expect(await out(['revoke', 'api', 'ordres'])).toContain(
      'Nothing of this name is deployed: "ordres". There are: orders.',
    );
    await run('restore', 'api', 'ordres');
    expect(await run('revoke', 'subject', 'https://idp.example.com', 'jane')).toMatchObject({
      target: 'https://idp.example.com jane',
      doubt: expect.stringContaining('There are: none'),
    });
    await run('restore', 'subject', 'https://idp.example.com', 'jane');
    const jwt = [{ alg: 'RS256' }, { iss: 'https://idp.example.com', jti: 'j1' }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    expect(await code(['revoke', 'jwt', '--stdin'], `${jwt}.c2ln`)).toBe('done');
    expect(printed).toContain('https://idp.example.com j1 is revoked.');
  });

  test('a grant is made, listed, taken away', async () => {
    await run('tenants', 'create', 'guests', '--plan', 'gold');
    const { token } = await run<Minted>('users', 'create', 'guests/ann', '--plan', 'gold');
    expect(await call(token)).toBe(403);

    const { id } = await run<{ id: string }>(
      'grants',
      'create',
      'guests/ann',
      '--action',
      'orders:ListOrders',
      '--for',
      '15m',
    );

    expect([await call(token), await call(token, '/orders/orders/7')]).toEqual([200, 403]);
    expect(await out(['grants', 'list', 'guests/ann'])).toMatch(new RegExp(`${id} +orders:ListOrders +all`));
    await run('grants', 'revoke', 'guests/ann', id);
    expect(await call(token)).toBe(403);
    expect(await out(['grants', 'list', 'guests/ann'])).toBe('guests/ann has no grants.\n');
  });

  test('why: of a request by its id, and of one that nobody has made', async () => {
    const { token } = await run<Minted>('tokens', 'mint', 'acme/build');
    const { headers } = await send(gateway.description.url, {
      method: 'GET',
      path: '/orders/orders/0',
      headers: { Authorization: `Bearer ${token}` },
    });
    const id = String(headers['x-request-id']);

    expect(await out(['why', '--request-id', id])).toContain('Refused by policies: policy_forbid.');
    expect(await run('why', '--request-id', id)).toMatchObject({ kind: 'policies', agrees: true });
    const asked = ['why', '--user', 'acme/build', '--action', 'orders:ReadOrder', '--resource', 'GET /orders/{order}'];
    expect(await out(asked)).toContain('look at what the context does not say: context.path.order.');
    const context = path.join(folder, 'context.json');
    writeFileSync(context, '{"path": {"order": "7"}, "sourceAddress": "203.0.113.9"}');
    expect(await run(...asked, '--context', context)).toMatchObject({ reason: 'none', missing: [] });
    writeFileSync(context, '[]');
    expect(await code([...asked, '--context', context])).toBe('GH1206');
    expect(await run('why', '--user', 'acme/idp|jane', ...asked.slice(3))).toMatchObject({ reason: 'policy_error' });
  });

  test.each([
    [['why'], 'GH1204'],
    [['why', '--request-id', 'nothing'], 'GH1205'],
    [['why', '--user', 'acme/build', '--action', 'orders:Burn', '--resource', 'GET /orders'], 'GH1207'],
    [['why', '--user', 'acme/build', '--action', 'Burn', '--resource', 'GET /orders'], 'GH1710'],
    [['why', '--user', 'acme/nobody', '--action', 'orders:ListOrders', '--resource', 'GET /orders'], 'GH1555'],
    [['tokens', 'mint', 'acme/build', '--for', '15m'], 'GH1703'],
    [['tokens', 'mint', 'acme/build', '--task', 'x', '--allow', 'orders:ReadOrder', '--for', '25h'], 'GH1701'],
    [['tokens', 'mint', 'acme/build', '--task', 'x', '--allow', 'orders:Burn', '--for', '1h'], 'GH1753'],
    [['tokens', 'mint', 'acme/build', '--expires', '2001-01-01T00:00:00Z'], 'GH1702'],
    [['tokens', 'mint', 'acme/nobody'], 'GH1555'],
    [['tokens', 'rotate', 'acme/build', '--overlap', 'soon'], 'GH1701'],
    [['tokens', 'revoke', 'acme/build'], 'GH1704'],
    [['tokens', 'revoke', 'acme/build', 'x', '--stdin'], 'GH1704'],
    [['tokens', 'revoke', 'acme/build', 'x'], 'GH1752'],
    [['revoke', 'token', '--stdin'], 'GH1705'],
    [['revoke', 'jwt'], 'GH1704'],
    [['revoke', 'jwt', '--stdin'], 'GH1705'],
    [['revoke', 'all'], 'GH1012'],
    [['revoke', 'user', 'acme/nobody'], 'GH1555'],
    [['revoke', 'tenant', 'nobody'], 'GH1551'],
    [['restore', 'token', 'x'], 'GH1707'],
    [['restore', 'jwt'], 'GH1707'],
    [['registry', 'adopt', '--yes'], 'GH1708'],
    [['grants', 'create', 'acme/build', '--action', 'ListOrders', '--for', '1h'], 'GH1710'],
    [['grants', 'create', 'acme/build', '--action', 'orders:Burn', '--for', '1h'], 'GH1709'],
    [['grants', 'create', 'acme/nobody', '--action', 'orders:ListOrders', '--for', '1h'], 'GH1555'],
    [['grants', 'revoke', 'acme/build', 'x'], 'GH1711'],
  ])('%j is refused', async (args, expected) => {
    expect(await code(args)).toBe(expected);
  });
});
