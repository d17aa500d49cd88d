import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { APIGatewayClient, GetDeploymentsCommand } from '@aws-sdk/client-api-gateway';
import { TWIN_CLIENT } from '../../cli/twin-client';
import { type Answer, send } from '../conformance/check-case';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

describe('an API of another app that joined a proxy', () => {
  let assembly: string;
  let dataDir: string;
  let gateway: ServedGateway;

  beforeAll(async () => {
    assembly = synthesize('examples/joined-app/app.ts');
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-joined-'));
    gateway = await serveGateway(assembly, { dataDir });
  });

  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function call(path: string, roles = ['accountant']): Promise<Answer> {
    const { issuers, tokenEndpoint } = gateway.description.issuer;
    const answer = await fetch(tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        issuer: String(issuers[0]?.issuer),
        sub: 'jane',
        aud: 'gatehouse',
        roles: JSON.stringify(roles),
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return await send(gateway.description.url, { method: 'GET', path, headers: { Authorization: `Bearer ${token}` } });
  }

  test('is called through it, by whom its own policies permit', async () => {
    const [own, joined, refused] = [
      await call('/status/', []),
      await call('/invoices/invoices/7'),
      await call('/invoices/invoices/7', []),
    ];

    expect([own.status, joined.status, refused.status]).toEqual([200, 200, 403]);
    expect(JSON.parse(joined.body.toString())).toMatchObject({ url: '/v1/invoices/7' });
  });

  test('stays when both apps are deployed again, and one deployment of the joiner with it', async () => {
    await gateway.stop();
    gateway = await serveGateway(assembly, { dataDir });

    const client = new APIGatewayClient({ ...TWIN_CLIENT, endpoint: gateway.twin.endpoints.apiGateway });
    const { items = [] } = await client.send(new GetDeploymentsCommand({ restApiId: await restApiId() }));
    client.destroy();
    expect(items).toHaveLength(1);
    expect((await call('/invoices/invoices/7')).status).toBe(200);
  });

  async function restApiId(): Promise<string> {
    const state = JSON.parse(readFileSync(path.join(dataDir, 'twin-state.json'), 'utf8'));
    return Object.keys(state.deployments.made)[0] as string;
  }

  test('is called with what its document allows alone', async () => {
    const answer = await call('/invoices/invoices/none');

    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'bad_request' });
  });
});
