import { parseAuditLine } from '../../cli/audit-line';
import { type Answer, send } from '../conformance/check-case';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

const ORIGIN = 'https://console.example.com';

describe('APIs of several stacks behind one proxy, called by browsers', () => {
  let assembly: string;
  let gateway: ServedGateway;

  beforeAll(async () => {
    assembly = synthesize('examples/several-stacks/app.ts');
    gateway = await serveGateway(assembly);
  });

  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
  });

  async function staffToken(claims: Readonly<Record<string, string>>): Promise<string> {
    const { issuers, tokenEndpoint } = gateway.description.issuer;
    const answer = await fetch(tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        issuer: String(issuers[0]?.issuer),
        sub: 'jane',
        client_id: 'console',
        token_use: 'access',
        ...claims,
      }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  function call(path: string, token?: string, method = 'GET'): Promise<Answer> {
    return send(gateway.description.url, {
      method,
      path,
      headers: { Origin: ORIGIN, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    });
  }

  test.each(['/billing', '/billing/invoices/1', '/search/'])(
    'a preflight of %s is answered without a credential',
    async (path) => {
      const answer = await call(path, undefined, 'OPTIONS');

      expect({ status: answer.status, body: answer.body.length }).toEqual({ status: 204, body: 0 });
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-headers': expect.stringContaining('Authorization'),
        'access-control-allow-methods': expect.stringContaining('GET'),
      });
    },
  );

  test('a call of each API goes through, with each one’s own kind of credential', async () => {
    const token = await staffToken({ 'custom:department': 'finance' });

    const invoice = await call('/billing/invoices/1', token);
    const found = await call('/search/?q=a', token);

    const [first, second] = [invoice, found].map(({ body }) => JSON.parse(body.toString()));
    expect([invoice.status, found.status]).toEqual([200, 200]);
    expect(first).toMatchObject({
      url: '/api/invoices/1',
      headers: { authorization: expect.stringMatching(/Basic|credential|\(/) },
    });
    expect(second.url).toMatch(/^\/\?q=a&key=|^\/\?key=.*&q=a/);
    expect(second.headers).not.toHaveProperty('authorization');
    for (const { headers } of [invoice, found]) {
      expect(headers).toMatchObject({ 'access-control-allow-origin': ORIGIN, vary: expect.stringContaining('Origin') });
    }
  });

  test('a claim decides', async () => {
    const answer = await call('/billing/invoices/1', await staffToken({ 'custom:department': 'sales' }));

    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN });
  });

  test('J7 a token of another client, another use or another issuer is refused, and a browser can read that', async () => {
    const tokens = [
      await staffToken({ client_id: 'other' }),
      await staffToken({ token_use: 'id' }),
      await staffToken({ issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_OTHER' }),
    ];

    const answers = await Promise.all(tokens.map((token) => call('/search/', token)));

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'access-control-expose-headers': expect.stringContaining('X-Request-Id'),
      });
    }
  });

  test('the API’s own throttle stops a burst, and says when to come back', async () => {
    const token = await staffToken({ 'custom:department': 'finance' });

    const answers = [];
    for (let index = 0; index < 12; index += 1) {
      answers.push(await call('/billing/invoices/1', token));
    }

    const throttled = answers.filter(({ status }) => status === 429);
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled[0]?.headers).toMatchObject({ 'retry-after': '1', 'access-control-allow-origin': ORIGIN });
    expect(JSON.parse(String(throttled[0]?.body))).toMatchObject({ code: 'too_many_requests', status: 429 });
  });

  test('every call left its records, each stack’s forwarder its own', () => {
    const records = gateway.log.flatMap((line) => parseAuditLine(line)?.unmapped ?? []);
    const outcomes = records.filter(({ event, decision }) => event === 'outcome' && decision === 'permit');

    expect(new Set(outcomes.map(({ api }) => api))).toEqual(new Set(['billing', 'search']));
    for (const { id } of outcomes) {
      expect(records.filter((record) => record.id === id).map(({ event }) => event)).toEqual(['decision', 'outcome']);
    }
  });
});
