import { parseAuditLine } from '../../cli/audit-line';
import { type Answer, send } from '../conformance/check-case';
import { type DpopKey, dpopKey, forgeProof } from '../support/dpop-forge';
import { ecKey } from '../support/jwt-forge';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

const KEY = dpopKey(ecKey('partner'), 'ES256');
const PATH = '/reports/reports/1';

describe('callers of several kinds behind one proxy', () => {
  let assembly: string;
  let gateway: ServedGateway;

  beforeAll(async () => {
    assembly = synthesize('examples/many-identities/app.ts');
    gateway = await serveGateway(assembly);
  });

  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
  });

  async function token(name: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
    const { issuers, tokenEndpoint } = gateway.description.issuer;
    const issuer = String(issuers.find((one) => one.name === name)?.issuer);
    const body = new URLSearchParams({ issuer, sub: 'jane', aud: 'reports', ...form });
    return ((await (await fetch(tokenEndpoint, { method: 'POST', body })).json()) as { access_token: string })
      .access_token;
  }

  const opaque = () => token('legacy', { token_format: 'opaque', token_prefix: 'leg_' });

  function call(headers: Readonly<Record<string, string>>, method = 'GET'): Promise<Answer> {
    return send(gateway.description.url, { method, path: PATH, headers });
  }

  function proofOf(bound: string, change: Readonly<Record<string, unknown>> = {}, key: DpopKey = KEY): string {
    const { restApiId, stage } = gateway.twin.gateways[0]!;
    const htu = `https://${restApiId}.execute-api.us-east-1.amazonaws.com/${stage}${PATH}`;
    return forgeProof(key, { token: bound, htu, iat: Math.floor(gateway.twin.clock.now() / 1000) }, change);
  }

  const boundToken = (key = KEY) => token('partners', { cnf: JSON.stringify({ jkt: key.thumbprint }) });

  const reasons = () =>
    gateway.log.flatMap((line) => {
      const record = parseAuditLine(line);
      return record?.unmapped.event === 'decision' ? [record.unmapped.reason] : [];
    });

  test('J13 an opaque token is asked about, and passes while its issuer calls it active', async () => {
    const text = await opaque();
    const first = await call({ Authorization: `Bearer ${text}` });
    const unknown = await call({ Authorization: 'Bearer leg_nobody-has-this-token' });
    const unasked = await call({ Authorization: 'Bearer nobody-has-this-token-either' });

    expect([first.status, unknown.status, unasked.status]).toEqual([200, 401, 401]);
    expect(reasons()).toEqual(['none', 'opaque_inactive', 'jwt_malformed']);
  });

  test('J13 where its issuer does not answer, 503', async () => {
    const url = 'https://legacy.example.com/oauth2/introspect';
    const { issuer } = gateway.description;
    gateway.twin.setEgress(url, 'http://127.0.0.1:9/introspect');

    const answer = await call({ Authorization: `Bearer ${await opaque()}` });
    gateway.twin.setEgress(url, `${issuer.url}/introspect`);

    expect(answer.status).toBe(503);
    expect((await call({ Authorization: `Bearer ${await opaque()}` })).status).toBe(200);
  });

  test('a token that is bound to a key passes with a proof of it, once, and not without', async () => {
    const bound = await boundToken();
    const proof = proofOf(bound);
    const thief = dpopKey(ecKey('thief'), 'ES256');
    const headers = { Authorization: `DPoP ${bound}`, DPoP: proof };

    const statuses = [
      await call(headers),
      await call(headers),
      await call({ Authorization: `Bearer ${bound}` }),
      await call({ Authorization: `DPoP ${bound}`, DPoP: proofOf(bound, {}, thief) }),
      await call({ Authorization: `DPoP ${bound}`, DPoP: proofOf(bound, { htm: 'PUT' }) }),
      await call({ Authorization: `Bearer ${await token('partners')}` }),
    ].map(({ status }) => status);

    expect(statuses).toEqual([200, 401, 401, 401, 401, 401]);
    expect(reasons().slice(-6)).toEqual([
      'none',
      'dpop_replayed',
      'sender_unproven',
      'sender_unproven',
      'dpop_proof',
      'sender_unbound',
    ]);
  });

  test('the upstream sees neither token nor proof', async () => {
    const bound = await boundToken();

    const { body } = await call({ Authorization: `DPoP ${bound}`, DPoP: proofOf(bound) });

    expect(Object.keys((JSON.parse(body.toString()) as { headers: object }).headers)).not.toContain('dpop');
  });

  test('a route may demand a bound token, and a policy that nobody acts for another', async () => {
    const cnf = JSON.stringify({ jkt: KEY.thumbprint });
    const own = await boundToken();
    const agents = await token('partners', { cnf, act: JSON.stringify({ sub: 'agent' }) });
    const put = (bound: string) =>
      call({ Authorization: `DPoP ${bound}`, DPoP: proofOf(bound, { htm: 'PUT' }) }, 'PUT').then(
        ({ status }) => status,
      );

    expect(await put(own)).toBe(200);
    expect(await put(agents)).toBe(403);
    expect((await call({ Authorization: `Bearer ${await opaque()}` }, 'PUT')).status).toBe(403);
    expect(reasons().slice(-3)).toEqual(['none', 'policy_no_permit', 'sender_required']);
  });
});
