import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { parseAuditLine } from '../../cli/audit-line';
import { TWIN_CLIENT } from '../../cli/twin-client';
import { tokenKey } from '../../lambda/contract/registry-records';
import { parseProxyToken } from '../../lambda/domain/proxy-token';
import { type Answer, send } from '../conformance/check-case';
import { writeFigures } from '../support/figures';
import { propertyRuns } from '../support/property-runs';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

const APP = 'examples/kept-answers/app.ts';
const TTL_MS = 20_000;
const FRESHNESS_MS = 5_000;
/** What a token must have left beside the time that an answer is kept. */
const KEEPING_DELAY_MS = 5_000;
const BOUND_MS = TTL_MS + FRESHNESS_MS;
const STEP_MS = 500;

const CALLERS = ['shop', 'desk', 'reader', 'editor', 'stranger', 'forged', 'garbage', 'nobody'] as const;
const PATHS = [
  '/catalogue/items',
  '/catalogue/items/1',
  '/catalogue/items/2',
  '/catalogue/pictures/public/a.png',
  '/catalogue/pictures/secret/a.png',
  '/catalogue/pictures/public/..%2fsecret',
  '/catalogue/none',
  '/prices/1',
  '/prices/items',
  '/prices/*',
  '/nothing/1',
] as const;
const QUERIES = ['', '', '?page=2', '?page=2&page=3', '?_method=DELETE', '?a%00b=1', '?api_key=1'] as const;
/** Beside the one credential: what the authorizer's cache does not tell apart. */
const EXTRAS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { 'X-Anything': 'else' },
  { 'X-HTTP-Method-Override': 'DELETE' },
  { 'x-api-key': 'second' },
  { X_Api_Key: 'second' },
  { DPoP: 'proof' },
];

interface Step {
  readonly by: (typeof CALLERS)[number];
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly extra: Readonly<Record<string, string>>;
  /** Milliseconds that pass before. */
  readonly wait: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  // Most by few callers and to few paths, so that answers are found again.
  by: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('shop', 'desk') }, fc.constantFrom(...CALLERS)),
  method: fc.oneof({ weight: 4, arbitrary: fc.constant('GET') }, fc.constantFrom('PUT', 'HEAD', 'DELETE')),
  path: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PATHS.slice(0, 2)) }, fc.constantFrom(...PATHS)),
  query: fc.constantFrom(...QUERIES),
  extra: fc.constantFrom(...EXTRAS),
  wait: fc.constantFrom(0, 0, 0, 0, 0, 1_000, 1_000, TTL_MS / 2, TTL_MS + 1_000),
});

interface Form {
  readonly sub: string;
  readonly roles: string;
  readonly expiresIn?: number;
  readonly cnf?: string;
}

async function jwtOf({ description }: ServedGateway, { sub, roles, expiresIn = 3_600, cnf }: Form): Promise<string> {
  const issuer = description.issuer.issuers.find(({ name }) => name === 'workforce');
  const answer = await fetch(description.issuer.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      issuer: String(issuer?.issuer),
      aud: String(issuer?.audiences[0]),
      sub,
      tenant: 'acme',
      roles,
      expires_in: String(expiresIn),
      ...(cnf === undefined ? {} : { cnf }),
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function proxyTokenOf({ description }: ServedGateway, user: string): string {
  return String(description.users.find(({ id }) => id === user)?.token);
}

async function credentialsOf(gateway: ServedGateway): Promise<Readonly<Record<Step['by'], string | undefined>>> {
  const reader = await jwtOf(gateway, { sub: 'jane', roles: 'reader' });
  return {
    shop: proxyTokenOf(gateway, 'shop'),
    desk: proxyTokenOf(gateway, 'desk'),
    reader,
    editor: await jwtOf(gateway, { sub: 'jack', roles: 'editor' }),
    stranger: await jwtOf(gateway, { sub: 'joe', roles: 'none' }),
    forged: `${reader.slice(0, -8)}AAAAAAAA`,
    garbage: 'garbage',
    nobody: undefined,
  };
}

type Sent = Pick<Step, 'method' | 'path'> & Partial<Pick<Step, 'query' | 'extra'>>;

function call(gateway: ServedGateway, credential: string | undefined, { method, path, query, extra }: Sent) {
  const headers: Record<string, string> = credential === undefined ? {} : { Authorization: `Bearer ${credential}` };
  return send(gateway.description.url, { method, path: `${path}${query ?? ''}`, headers: { ...headers, ...extra } });
}

function codeOf({ body }: Answer): unknown {
  return (JSON.parse(body.toString('utf8')) as { code?: unknown }).code;
}

const records = (gateway: ServedGateway, event: string) =>
  gateway.log.flatMap((line) => parseAuditLine(line)?.unmapped ?? []).filter((detail) => detail.event === event);

async function setTokenStatus(gateway: ServedGateway, token: string, status: 'active' | 'revoked'): Promise<void> {
  const ids = parseProxyToken(token);
  const client = new DynamoDBClient({ ...TWIN_CLIENT, endpoint: gateway.description.endpoints.dynamodb });
  await DynamoDBDocumentClient.from(client).send(
    new UpdateCommand({
      TableName: String(gateway.twin.tables[0]?.name),
      Key: tokenKey(String(ids?.tenantRef), String(ids?.userRef), String(ids?.tokenId)),
      UpdateExpression: 'SET #status = :status',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
    }),
  );
  client.destroy();
}

describe('answers of the authorizer that API Gateway keeps', () => {
  let assemblies: string[];
  let cached: ServedGateway;
  let uncached: ServedGateway;

  beforeAll(async () => {
    assemblies = [synthesize(APP), synthesize(APP, { keepAnswers: 'no' })];
    [cached, uncached] = (await Promise.all(assemblies.map((assembly) => serveGateway(assembly)))) as [
      ServedGateway,
      ServedGateway,
    ];
  });
  afterAll(async () => {
    await Promise.all([cached, uncached].map((gateway) => gateway.stop()));
    assemblies.forEach(removeAssembly);
  });
  /** What was kept before is over, and what containers read. */
  beforeEach(() => advance(BOUND_MS + 1));

  function advance(milliseconds: number): void {
    for (const { twin } of [cached, uncached]) {
      twin.clock.advance(milliseconds);
    }
  }

  test('A2 P1 random calls are answered as by a gateway that decides each of them', async () => {
    let [steps, differing, kept] = [0, 0, 0];
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }), async (sequence) => {
        const [own, others] = [await credentialsOf(cached), await credentialsOf(uncached)];
        for (const one of sequence) {
          advance(one.wait);
          const decisions = records(cached, 'decision').length;
          const { status: expected } = await call(uncached, others[one.by], one);
          const { status } = await call(cached, own[one.by], one);
          kept += records(cached, 'decision').length === decisions && one.by !== 'nobody' ? 1 : 0;
          // Whether the second credential or the missing right refuses first depends on what is kept; both refuse.
          const refused = [401, 403];
          const same = status === expected || (expected === 401 && isDouble(one) && refused.includes(status));
          differing += same ? 0 : 1;
          expect({ ...one, status: same ? expected : status }).toEqual({ ...one, status: expected });
          steps += 1;
          seen.add(status);
        }
        advance(BOUND_MS + 1);
      }),
      propertyRuns(12, 150),
    );

    expect(kept).toBeGreaterThan(steps / 10);
    expect([...seen].sort()).toEqual([200, 401, 403, 404]);
    writeFigures('authorizer-cache', [
      { name: 'answers that differ, cached and uncached', value: differing, unit: `of ${steps} calls`, goal: '0' },
    ]);
  });

  function isDouble({ by, extra }: Step): boolean {
    return by !== 'nobody' && Object.keys(extra).some((name) => /^(x.api.key|dpop)$/i.test(name));
  }

  test('P1 P4 nothing but method and path of a kept answer can be had with it', async () => {
    const shop = proxyTokenOf(cached, 'shop');
    const get = { method: 'GET', path: '/catalogue/items' };

    const first = await call(cached, shop, get);
    const decided = records(cached, 'decision').length;
    const again = await call(cached, shop, { ...get, query: '?page=2&q=%C3%A9' });
    const ambiguous = await call(cached, shop, { ...get, query: '?a%3Bb=1' });
    const overridden = await call(cached, shop, { ...get, extra: { 'X-HTTP-Method-Override': 'PUT' } });
    const second = await call(cached, shop, { ...get, extra: { 'x-api-key': proxyTokenOf(cached, 'desk') } });
    const spelled = await call(cached, shop, { ...get, extra: { X_API_KEY: proxyTokenOf(cached, 'desk') } });
    const proof = await call(cached, shop, { ...get, extra: { DPoP: 'proof' } });

    expect(records(cached, 'decision')).toHaveLength(decided);
    expect([first, again].map(({ status }) => status)).toEqual([200, 200]);
    // The query that was sent is what the upstream got, in the documented encoding.
    expect(again.body.toString('utf8')).toContain('page=2&q=%C3%A9');
    expect([ambiguous, overridden].map(({ status }) => status)).toEqual([403, 403]);
    expect([second, spelled, proof].map(({ status }) => status)).toEqual([401, 401, 401]);
    expect([second, spelled, proof].map(codeOf)).toEqual(['unauthorized', 'unauthorized', 'unauthorized']);

    // Another method, path, API or caller is another question.
    const others = [
      await call(cached, shop, { ...get, method: 'PUT', path: '/catalogue/items/1' }),
      await call(cached, shop, { ...get, path: '/catalogue/pictures/secret/1' }),
      await call(cached, shop, { ...get, path: '/prices/items' }),
      await call(cached, await jwtOf(cached, { sub: 'joe', roles: 'none' }), get),
    ];

    expect(others.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(records(cached, 'decision').length).toBe(decided + others.length);
  });

  test('A1 a credential in another header than the keyed one is refused before any function', async () => {
    const before = records(cached, 'decision').length;

    const { status } = await send(cached.description.url, {
      method: 'GET',
      path: '/catalogue/items',
      headers: { 'x-api-key': proxyTokenOf(cached, 'desk') },
    });

    expect(status).toBe(401);
    expect(records(cached, 'decision')).toHaveLength(before);
  });

  test('J6 no JWT is let through after its end: what has less than the time to live left is refused', async () => {
    const get = { method: 'GET', path: '/catalogue/items' };
    const seconds = 2 * (TTL_MS / 1_000);
    const jwt = await jwtOf(cached, { sub: 'jane', roles: 'reader', expiresIn: seconds });
    const statuses: number[] = [];

    for (let elapsed = 0; elapsed <= seconds * 1_000; elapsed += 1_000) {
      statuses.push((await call(cached, jwt, get)).status);
      cached.twin.clock.advance(1_000);
    }
    const short = await jwtOf(cached, { sub: 'jane', roles: 'reader', expiresIn: (TTL_MS + KEEPING_DELAY_MS) / 1_000 });

    expect(statuses[0]).toBe(200);
    // Decided on while there is time enough; the last answer ends with it.
    const last = statuses.lastIndexOf(200);
    expect(last * 1_000).toBeLessThanOrEqual(seconds * 1_000);
    expect(statuses.slice(0, last).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(401);
    expect((await call(cached, short, get)).status).toBe(401);
  });

  test('a token that is bound to a key is refused, with or without a proof', async () => {
    const bound = await jwtOf(cached, { sub: 'jane', roles: 'reader', cnf: '{"x5t#S256":"thumbprint"}' });

    expect((await call(cached, bound, { method: 'GET', path: '/catalogue/items' })).status).toBe(401);
  });

  test('L1 calls that share an answer share its decision record, and have an outcome record each', async () => {
    const desk = proxyTokenOf(cached, 'desk');
    const before = { decisions: records(cached, 'decision').length, outcomes: records(cached, 'outcome').length };

    for (const query of ['', '?a=1', '?b=1']) {
      await call(cached, desk, { method: 'GET', path: '/prices/1', query });
    }

    const decisions = records(cached, 'decision').slice(before.decisions);
    const outcomes = records(cached, 'outcome').slice(before.outcomes);
    expect(decisions).toHaveLength(1);
    expect(outcomes.map(({ id }) => id)).toEqual([decisions[0], decisions[0], decisions[0]].map((one) => one?.id));
    expect(new Set(outcomes.map(({ extendedRequestId }) => extendedRequestId)).size).toBe(3);
  });

  test('a revocation acts within revocationBound, and lifting it too', async () => {
    const token = proxyTokenOf(cached, 'desk');
    const get = { method: 'GET', path: '/catalogue/items' };
    const outputs = Object.entries(cached.twin.outputs['KeptAnswers'] ?? {});
    const until = async (wanted: number): Promise<number> => {
      let elapsed = 0;
      while (elapsed <= BOUND_MS && (await call(cached, token, get)).status !== wanted) {
        cached.twin.clock.advance(STEP_MS);
        elapsed += STEP_MS;
      }
      return elapsed;
    };

    // The container reads, and just before it would read anew API Gateway keeps the answer: nothing can last longer.
    const before = await call(cached, token, { ...get, path: '/catalogue/items/1' });
    await setTokenStatus(cached, token, 'revoked');
    cached.twin.clock.advance(FRESHNESS_MS - STEP_MS);
    const stale = await call(cached, token, get);
    const revokedAfter = FRESHNESS_MS - STEP_MS + (await until(401));
    await setTokenStatus(cached, token, 'active');
    const activeAfter = await until(200);

    expect(outputs.find(([name]) => name.includes('RevocationBound'))?.[1]).toBe(String(BOUND_MS / 1_000));
    expect([before.status, stale.status]).toEqual([200, 200]);
    expect(revokedAfter).toBeGreaterThan(FRESHNESS_MS);
    expect(revokedAfter).toBeLessThanOrEqual(BOUND_MS);
    // A 401 is kept by nobody.
    expect(activeAfter).toBeLessThanOrEqual(FRESHNESS_MS);
  });
});
