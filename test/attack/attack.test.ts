import type { RecordedRequest } from '../forwarder/recording-upstream';
import { writeFigures } from '../support/figures';
import { ANSWER_ATTACKS } from './answer-attacks';
import { type AttackRig, type RawAnswer, startAttackRig } from './attack-rig';
import { searchCanaries, textOfFolder } from './canaries';
import { IDENTITY_ATTACKS } from './identity-attacks';
import { REQUEST_ATTACKS } from './request-attacks';

const LIST = '/prod/orders/orders';
const PARALLEL = 50;
const FRESHNESS_MS = 5_000;
const STALE_BOUND_MS = 3_600_000 + 300_000;

/** What a client can tell answers apart by: everything but ids and times. */
function seen({ text }: RawAnswer): string {
  return text.replace(/^(?:date|x-request-id|x-amzn-\S+|x-amz-\S+): .*\r\n/gim, '').replace(/"id":"[^"]*"/, '');
}

describe('attacks on the running gateway', () => {
  let rig: AttackRig;
  let tried = 0;
  let through = 0;
  let canaryHits = -1;
  let lookups = 0;
  let unaudited = -1;
  let meteringKeys: string[] = [];
  const harms: (() => RecordedRequest[])[] = [];

  /** Counts one attack as got through unless `repelled`. */
  function judge(repelled: boolean): void {
    tried += 1;
    through += repelled ? 0 : 1;
  }

  function bearer(user: string): string {
    return `Authorization: Bearer ${rig.token(user)}`;
  }

  beforeAll(async () => {
    rig = await startAttackRig();
    const items = await rig.items();
    meteringKeys = items.flatMap(({ meteringKey }) => (typeof meteringKey === 'string' ? [meteringKey] : []));
  });

  afterAll(async () => {
    await rig.stop();
    writeFigures('attack', [
      { name: 'attacks tried on the running gateway', value: tried, unit: 'attacks', goal: '≥ 300' },
      { name: 'attacks that got through', value: through, unit: 'attacks', goal: '0' },
      {
        name: 'canaries found in logs, answers, upstream requests and assembly',
        value: canaryHits,
        unit: 'hits',
        goal: '0',
      },
      { name: 'canaries looked for, by spelling and place', value: lookups, unit: 'lookups', goal: '> 0' },
      {
        name: 'attacked requests without exactly one record a function',
        value: unaudited,
        unit: 'requests',
        goal: '0',
      },
    ]);
  });

  test('what is permitted gets through, so a refusal means something', async () => {
    const answers = [
      await rig.request(LIST, [bearer('acme/shop')]),
      await rig.request(LIST, [`x-api-key: ${rig.token('globex/desk')}`]),
      await rig.request(LIST, [`Authorization: Bearer ${rig.jwt()}`]),
      await rig.request('/prod/orders/audit', [bearer('acme/auditor')]),
      await rig.request('/prod/orders/files/acme/1', [bearer('acme/shop')]),
      await rig.request('/prod/legacy/page?a=1', [bearer('acme/shop')]),
    ];

    expect(
      answers.map(({ status, reached }) => [status, reached.map(({ url }) => url.replace(/key=.*/, 'key='))]),
    ).toEqual([
      [200, ['/v1/orders']],
      [200, ['/v1/orders']],
      [200, ['/v1/orders']],
      [200, ['/v1/audit']],
      [200, ['/v1/files/acme/1']],
      [200, ['/page?a=1&api_key=']],
    ]);
    expect(meteringKeys.length).toBeGreaterThan(0);
  });

  test.each(REQUEST_ATTACKS)('$name', async ({ target, raw, method, lines = [], body, harmless }) => {
    const whole = raw === true ? target : `/prod${target}`;

    const answer = await rig.request(whole, [bearer('acme/shop'), ...lines], method, body);

    const harm = (): RecordedRequest[] => {
      const { reached } = answer;
      return reached.filter((request, index) => index > 0 || harmless?.(request) !== true);
    };
    harms.push(harm);
    judge(harm().length === 0);
    expect(harm()).toEqual([]);
  });

  test('nothing harmful reached the upstream after its connection was closed either', () => {
    const late = harms.flatMap((harm) => harm());

    judge(late.length === 0);
    expect(harms).toHaveLength(REQUEST_ATTACKS.length);
    expect(late).toEqual([]);
  });

  test.each(IDENTITY_ATTACKS)('$name', async ({ lines, forbidden, target = LIST }) => {
    const { status, reached } = await rig.request(target, await lines(rig));

    const wanted = forbidden === true ? 403 : 401;
    judge(status === wanted && reached.length === 0);
    expect([status, reached]).toEqual([wanted, []]);
  });

  test.each(ANSWER_ATTACKS)('$name', async ({ reply, hidden, status: wanted }) => {
    const plain = rig.upstream.reply;
    rig.upstream.reply = (response) =>
      response.socket?.end(Buffer.from(`HTTP/1.1 ${reply(rig.secrets.orders)}`, 'latin1'));

    const { status, text } = await rig.request(LIST, [bearer('acme/shop'), 'Origin: https://evil.example']);

    rig.upstream.reply = plain;
    judge(status > 0 && status === (wanted ?? status) && !hidden.test(text));
    expect([status, hidden.test(text)]).toEqual([wanted ?? status, false]);
    expect(status).toBeGreaterThan(0);
  });

  test('Q3 unknown, expired, revoked and malformed credentials are answered alike', async () => {
    const now = rig.gateway.twin.clock.now();
    const credentials = [
      await rig.mint('acme/shop', { digest: '0'.repeat(64) }),
      await rig.mint('acme/shop', { expiresAt: now }),
      await rig.mint('acme/shop', { status: 'revoked' }),
      await rig.mint('acme/nobody'),
      await rig.mint('initech/shop'),
      rig.token('acme/shop').slice(0, -1),
      rig.jwt({ exp: 1_000 }),
      rig.jwt({ tenant: 'initech' }),
      rig.jwt({}, { kid: 'unknown' }),
      'nonsense',
    ];

    const answers: RawAnswer[] = [];
    for (const credential of credentials) {
      answers.push(await rig.request(LIST, [`Authorization: Bearer ${credential}`]));
      answers.push(await rig.request('/prod/orders/nowhere', [`Authorization: Bearer ${credential}`]));
    }
    answers.push(await rig.request(LIST));

    const kinds = new Set(answers.map(seen));
    answers.forEach((answer) => judge(answer.status === 401 && answer.reached.length === 0 && kinds.size === 1));
    expect([...kinds]).toHaveLength(1);
    expect(answers.flatMap(({ reached }) => reached)).toEqual([]);
  });

  test('Q2 keys that meter open nothing, and a quota is not got round', async () => {
    const parallel = await Promise.all(Array.from({ length: 20 }, () => rig.request(LIST, [bearer('globex/visitor')])));
    const keyIds = (await rig.items()).flatMap(({ meteringKeyId }) =>
      meteringKeyId === undefined ? [] : [String(meteringKeyId)],
    );
    const answers: RawAnswer[] = [];
    for (const key of [...meteringKeys, ...keyIds]) {
      answers.push(await rig.request(LIST, [`x-api-key: ${key}`]));
      answers.push(await rig.request(LIST, [`Authorization: Bearer ${key}`]));
      answers.push(await rig.request(LIST, [bearer('globex/visitor'), `x-api-key: ${key}`]));
    }
    const others = [
      await rig.request(LIST, [`x-api-key: ${rig.token('globex/visitor')}`]),
      await rig.request(LIST, [`Authorization: Bearer ${await rig.mint('globex/visitor')}`]),
    ];

    const served = parallel.filter(({ status }) => status === 200);
    judge(served.length === 3);
    answers.forEach(({ status, reached }) => judge(status === 401 && reached.length === 0));
    others.forEach(({ status, reached }) => judge(status === 429 && reached.length === 0));
    expect(served).toHaveLength(3);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(others.map(({ status }) => status)).toEqual([429, 429]);
  });

  test('S4 L1 fifty requests at once: nobody gets another’s identity, credential or record', async () => {
    const users = ['acme/shop', 'globex/desk', 'acme/idle', 'acme/auditor'];
    const from = rig.log.length;
    const plain = rig.upstream.reply;
    rig.upstream.reply = (response, request) => response.end(request.method);

    const calls = await Promise.all(
      Array.from({ length: PARALLEL }, async (_, index) => {
        const user = users[index % users.length] as string;
        const legacy = index % 8 === 0;
        const target = legacy ? `/prod/legacy/p${index}` : index % 4 === 1 ? `${LIST}?n=${index}` : `${LIST}/${index}`;
        return { user, index, target, legacy, answer: await rig.request(target, [bearer(user)]) };
      }),
    );

    rig.upstream.reply = plain;
    const records = rig.log.slice(from).flatMap((line) => (line.includes('"class_uid"') ? [line] : []));
    for (const { user, index, target, legacy, answer } of calls) {
      const id = /x-request-id: (\S+)/i.exec(answer.text)?.[1] as string;
      const own = records.filter((line) => line.includes(`"extendedRequestId":"${id}"`));
      const upstreamPath = target.replace(legacy ? '/prod/legacy' : '/prod/orders', legacy ? '' : '/v1');
      const permitted = user === 'acme/shop' || (user === 'globex/desk' && target.includes('?'));
      const requests = rig.upstream.requests.filter(({ headers }) => headers.includes(`x-request-id: ${id}`));
      const credential = legacy ? encodeURIComponent(rig.secrets.legacy) : rig.secrets.orders;
      const found = {
        status: answer.status,
        principals: own.map((line) => /"principal":"([^"]*)"/.exec(line)?.[1]),
        targets: requests.map(({ url }) => url.replace(/[?&]api_key=.*/, '')),
        credentials: requests.filter((sent) => JSON.stringify(sent).includes(credential)).length,
      };
      const wanted = permitted
        ? { status: 200, principals: [user, user], targets: [upstreamPath], credentials: 1 }
        : { status: 403, principals: [user], targets: [], credentials: 0 };
      judge(JSON.stringify(found) === JSON.stringify(wanted));
      expect({ index, ...found }).toEqual({ index, ...wanted });
    }
  });

  test('S1 DynamoDB goes away under fifty requests: permitted or refused, never let through', async () => {
    const { twin } = rig.gateway;
    // Nothing that a container still remembers may decide.
    twin.clock.advance(FRESHNESS_MS);
    const users = ['acme/shop', 'acme/idle'];
    const calls = Array.from({ length: PARALLEL }, async (_, index) => {
      const user = users[index % 2] as string;
      return { user, answer: await rig.request(LIST, [bearer(user)]) };
    });
    await Promise.race(calls);
    await twin.killEndpoint('dynamodb');
    const under = await Promise.all(calls);
    twin.clock.advance(FRESHNESS_MS);
    const after = await Promise.all(
      users.map(async (user) => ({ user: 'nobody', answer: await rig.request(LIST, [bearer(user)]) })),
    );
    await twin.restoreEndpoint('dynamodb');

    for (const { user, answer } of [...under, ...after]) {
      const allowed = user === 'acme/shop' ? [200, 503] : user === 'acme/idle' ? [403, 503] : [503];
      judge(allowed.includes(answer.status));
      expect(allowed).toContain(answer.status);
    }
    expect((await rig.request(LIST, [bearer('acme/shop')])).status).toBe(200);
  });

  test('S3 Secrets Manager goes away for longer than an hour: nobody is called without a credential', async () => {
    const { twin } = rig.gateway;
    await twin.killEndpoint('secretsManager');
    twin.clock.advance(STALE_BOUND_MS);

    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.request(LIST, [bearer('acme/shop')])));

    await twin.restoreEndpoint('secretsManager');
    for (const { status, reached } of answers) {
      judge(status === 503 && reached.length === 0);
      expect([status, reached]).toEqual([503, []]);
    }
  });

  test('L4 a credential that a client puts elsewhere stands in no record', async () => {
    const token = rig.token('acme/shop');
    const jwt = rig.jwt();
    for (const text of [
      token,
      jwt,
      token.replaceAll('.', '%2E'),
      token.replace('_', '%5f'),
      encodeURIComponent(token),
    ]) {
      await rig.request(`/prod/orders/orders/${text}`, [bearer('acme/idle')]);
      await rig.request(`/prod/orders/${text}/x`);
      await rig.request(`${LIST}?access_token=${text}`, [bearer('acme/idle')]);
      await rig.request(LIST, [`User-Agent: ${text}`, `x-amzn-RequestId: ${text}`, `Referer: https://x/?t=${text}`]);
      await rig.request(LIST, [`Authorization: Basic ${Buffer.from(`x:${text}`).toString('base64')}`]);
    }
    await rig.request(LIST, [`Authorization: Bearer ${rig.jwt({ jti: token, roles: [] })}`]);

    const tokens = rig.gateway.description.users.flatMap(({ tenant, id, token: text }) => [
      [`token of ${tenant}/${id}`, text],
      // The part that opens; the others are names.
      [`secret of ${tenant}/${id}`, text.split('.')[3]],
    ]);
    const secrets = Object.entries(rig.secrets).map(([api, text]) => [`credential of ${api}`, text]);
    const keys = meteringKeys.map((text, index) => [`metering key ${index}`, text]);
    const clients = Object.fromEntries([...tokens, ...keys, ['jwt', jwt], ['signature', jwt.split('.')[2]]]);
    const searches = [
      searchCanaries(
        { ...clients, ...Object.fromEntries(secrets) },
        {
          log: rig.log.join('\n'),
          answers: rig.answers.join('\n'),
          assembly: textOfFolder(rig.assembly),
        },
      ),
      // What a client put into its query is the upstream's to see: it says which request.
      searchCanaries(clients, { upstream: rig.upstream.requests.flatMap(({ headers }) => headers).join('\n') }),
    ];

    const hits = searches.flatMap((search) => search.hits);
    lookups = searches.reduce((sum, search) => sum + search.lookups, 0);
    canaryHits = hits.length;
    expect(hits).toEqual([]);
  });

  test('L1 every function that a request reached wrote exactly one record of it', async () => {
    const events = new Map<string, string[]>();
    for (const { extendedRequestId, event } of rig.records()) {
      events.set(extendedRequestId, [...(events.get(extendedRequestId) ?? []), event]);
    }
    const wrong = rig.accesses().filter(({ extendedRequestId, authorizerRequestId, integrationRequestId }) => {
      const wanted = [
        ...(authorizerRequestId === '-' ? [] : ['decision']),
        ...(integrationRequestId === '-' ? [] : ['outcome']),
      ];
      return (events.get(String(extendedRequestId)) ?? []).join() !== wanted.join();
    });

    unaudited = wrong.length;
    expect(wrong).toEqual([]);
    expect(rig.accesses().length).toBeGreaterThan(tried / 2);
    expect(rig.log.filter((line) => line.startsWith('{')).flatMap((line) => line.split('\n'))).toHaveLength(
      rig.log.filter((line) => line.startsWith('{')).length,
    );
  });

  test('W1 no endpoint of the twin serves a name that is not this machine’s', async () => {
    const { endpoints, issuer } = rig.gateway.description;
    const targets: readonly (readonly [string, string, string])[] = [
      [endpoints.secretsManager, '/', 'secretsmanager.ListSecrets'],
      [endpoints.dynamodb, '/', 'DynamoDB_20120810.ListTables'],
      [rig.gateway.twin.endpoints.apiGateway, '/apikeys?includeValues=true', '-'],
      [issuer.url, '/token', '-'],
    ];

    for (const [url, path, operation] of targets) {
      const method = path.startsWith('/apikeys') ? 'GET' : 'POST';
      const lines = [`${method} ${path} HTTP/1.1`, 'Host: rebound.example', `X-Amz-Target: ${operation}`];
      const { status } = await rig.raw([...lines, 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n'), url);
      judge(status === 421);
      expect([url, status]).toEqual([url, 421]);
    }
  });
});
