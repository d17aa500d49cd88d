import { type Answer, send } from '../conformance/check-case';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

describe('an API of another app that joined a proxy', () => {
  let assembly: string;
  let gateway: ServedGateway;

  beforeAll(async () => {
    assembly = synthesize('examples/joined-app/app.ts');
    gateway = await serveGateway(assembly);
  });

  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
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

  test('is called with what its document allows alone', async () => {
    const answer = await call('/invoices/invoices/none');

    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'bad_request' });
  });
});
