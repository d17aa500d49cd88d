import { mkdtempSync, rmSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { LocalGateway } from '../../cli/local-gateway';
import { TWIN_CLIENT } from '../../cli/twin-client';
import { startIssuer } from '../../local/services/issuer';
import { send } from '../conformance/check-case';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { serveGateway } from '../support/served-gateway';
import { startTwinProcess } from '../support/twin-process';

describe('gatehouse twin: options', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-options-'));
  let assembly: string;
  let gateway: LocalGateway | undefined;

  beforeAll(() => {
    assembly = synthesize();
  });

  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
  });

  afterAll(() => {
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(options: Parameters<typeof serveGateway>[1]): Promise<LocalGateway> {
    gateway = await serveGateway(assembly, options);
    return gateway;
  }

  async function statusOf({ description }: LocalGateway, token: string): Promise<number> {
    const headers = { Authorization: `Bearer ${token}` };
    return (await send(description.url, { method: 'GET', path: '/orders/orders', headers })).status;
  }

  function shopTokenOf({ description }: LocalGateway): string {
    return String(description.users.find(({ id }) => id === 'shop')?.token);
  }

  test('--issuer puts a real issuer in place of the declared one, and the built-in one is nothing then', async () => {
    const real = await startIssuer();
    const claims = { sub: 'jane', aud: 'gatehouse-sample', claims: { tenant: 'acme', roles: 'buyer' } };
    try {
      const running = await start({ issuers: [`workforce=${real.url}`] });
      const { tokenEndpoint } = running.description.issuer;
      const form = { issuer: real.url, sub: 'jane', aud: 'gatehouse-sample', tenant: 'acme', roles: 'buyer' };
      const forged = await fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) });

      expect(await statusOf(running, await real.token(claims))).toBe(200);
      expect(await statusOf(running, await real.token({ ...claims, iss: 'https://login.example.com' }))).toBe(401);
      expect(await statusOf(running, ((await forged.json()) as { access_token: string }).access_token)).toBe(401);
    } finally {
      await real.stop();
    }
  });

  test('--no-fill-secrets: calls answer 503 until the secret is filled', async () => {
    const running = await start({ fillSecrets: false });
    const token = shopTokenOf(running);
    const before = await statusOf(running, token);
    const client = new SecretsManagerClient({ ...TWIN_CLIENT, endpoint: running.description.endpoints.secretsManager });
    const { secretArn } = running.description.apis.find(({ name }) => name === 'orders') ?? {};
    await client.send(new PutSecretValueCommand({ SecretId: String(secretArn), SecretString: 'a-real-key' }));
    client.destroy();
    running.twin.clock.advance(5_001);

    const after = await statusOf(running, token);

    expect([before, after]).toEqual([503, 200]);
  });

  test('--data keeps tokens and secrets from one run to the next', async () => {
    const dataDir = path.join(folder, 'state');
    const first = await start({ dataDir });
    const token = shopTokenOf(first);
    await first.stop();

    const second = await start({ dataDir });

    expect(shopTokenOf(second)).toBe(token);
    expect(await statusOf(second, token)).toBe(200);
  });

  test('--calls writes every AWS call of the functions and what allowed it', async () => {
    const twin = await startTwinProcess(['--assembly', assembly]);
    const lines = readFileSync(twin.callsFile, 'utf8').trimEnd().split('\n');
    await twin.stop();

    expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      function: { stack: 'GatehouseSample', logicalId: expect.stringMatching(/^ProxyRegistrarFunction/) },
      action: 'dynamodb:PutItem',
      resource: expect.stringMatching(/^arn:aws:dynamodb:\S+:table\/GatehouseSample-/),
      outcome: 'allowed',
      by: {
        stack: 'GatehouseSample',
        logicalId: expect.stringMatching(/^ProxyRegistrarFunctionRole/),
        document: 'Policies[0].PolicyDocument',
        statement: 1,
        action: 'dynamodb:PutItem',
        resource: expect.stringMatching(/^arn:aws:dynamodb:\S+:table\/GatehouseSample-/),
      },
    });
  });

  test('--json is for its owner alone, and an interrupt ends the twin in order', async () => {
    const twin = await startTwinProcess(['--assembly', assembly]);

    const code = await twin.stop();

    expect({ mode: twin.fileMode.toString(8), code }).toEqual({ mode: '600', code: 0 });
    expect(Object.keys(twin.description).sort()).toEqual([
      'apis',
      'connection',
      'endpoints',
      'examples',
      'issuer',
      'url',
      'users',
    ]);
    expect(Object.keys(twin.description.examples[0] ?? {}).sort()).toEqual([
      'body',
      'expectStatus',
      'headers',
      'method',
      'title',
      'url',
    ]);
  });
});
