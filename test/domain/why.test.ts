import fc from 'fast-check';
import { DynamoDbRegistryReader } from '../../lambda/adapters/registry-reader';
import type { ApiDocument } from '../../lambda/contract/api-document';
import type { AuditDetail, AuditRecord } from '../../lambda/contract/audit-record';
import type { Declarations } from '../../lambda/contract/declarations';
import { tenantKey, userKey } from '../../lambda/contract/registry-records';
import type { AuthorizationRequest } from '../../lambda/domain/decide-request';
import { decodeReplay, NO_REPLAY, REPLAY_LIMIT, ReplayText } from '../../lambda/domain/decision-replay';
import { evaluatePolicySet, policyJsonOf } from '../../lambda/domain/cedar';
import { attributesIn, attributesOf, pickLookedAt } from '../../lambda/domain/looked-at';
import { tenantReference, userReference } from '../../lambda/domain/reference';
import { why } from '../../lambda/domain/why';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';
import { TABLE } from '../support/memory-registry';
import { propertyRuns } from '../support/property-runs';

const [SHOP] = DECLARATIONS.apis as [ApiDocument];
const DECLARED: Declarations = {
  ...DECLARATIONS,
  apis: [
    {
      ...SHOP,
      routes: SHOP.routes.map((route) => ({
        ...route,
        query: [{ name: 'branch', type: 'String' as const }],
        headers: [{ name: 'x-env', type: 'StringSet' as const }],
      })),
    },
  ],
  policies: [
    ...DECLARATIONS.policies,
    {
      id: 'more',
      text: `forbid(principal, action, resource) when { context.query has branch && context.query.branch == "held" };
        forbid(principal, action, resource) when { context.headers has "x-env" && context.headers["x-env"].contains("é\u2028") };
        forbid(principal, action, resource) unless { context.sourceAddress.isInRange(ip("203.0.113.0/24")) };
        forbid(principal, action, resource) when { context.claims has email && context.claims.email like "*@evil.example" };
        permit(principal in Gatehouse::Tenant::"acme", action, resource) when { context.scopes.contains("admin") && context has acr && context.acr == "mfa" };`,
    },
  ],
};

function rigWith(declarations: Declarations = DECLARED): AuthorizerRig {
  const rig = new AuthorizerRig();
  rig.registry.publish(declarations);
  return rig;
}

/** The documents of a registry, and nothing else of it. */
function documentsOf(rig: AuthorizerRig) {
  const reader = new DynamoDbRegistryReader(rig.registry, TABLE, 0, rig.clock);
  return { registry: { document: (hash: string) => reader.document(hash) }, evaluate: evaluatePolicySet };
}

/** From the very line that was written, as whoever reads a log has it. */
const detailOf = (line: string | undefined): AuditDetail => (JSON.parse(String(line)) as AuditRecord).unmapped;

async function explain(rig: AuthorizerRig) {
  return await why(detailOf(rig.lines.at(-1)), documentsOf(rig));
}

describe('why', () => {
  test('says which policies determined a decision, and the values that they looked at', async () => {
    const rig = rigWith();
    const { text } = rig.registry.mint('acme', 'bob');
    await rig.askAs(text, { method: 'PUT', path: '/shop/items/sealed' });

    expect(await explain(rig)).toEqual({
      kind: 'policies',
      reason: 'policy_forbid',
      agrees: true,
      layers: [
        {
          set: 'global',
          decision: 'deny',
          policies: [
            {
              id: 'base.2',
              json: expect.objectContaining({ effect: 'forbid' }),
              values: { path: { item: 'sealed' } },
            },
          ],
        },
      ],
    });
  });

  test('says so of both layers, where both were asked', async () => {
    const rig = rigWith();
    const { text } = rig.registry.mint('globex', 'eve');
    await rig.askAs(text);

    const explanation = await explain(rig);

    expect(explanation).toMatchObject({ kind: 'policies', reason: 'none', agrees: true });
    expect(
      explanation.kind === 'policies' &&
        explanation.layers.map(({ set, policies }) => [set, policies.map(({ id }) => id)]),
    ).toEqual([
      ['global', ['base.1']],
      ['tenant', ['own.0']],
    ]);
  });

  test('says that nothing permitted', async () => {
    const rig = rigWith();
    await rig.askAs(rig.jwt({ groups: [] }));

    expect(await explain(rig)).toMatchObject({
      reason: 'policy_no_permit',
      layers: [{ decision: 'deny', policies: [] }],
    });
  });

  test('shows a grant by its template', async () => {
    const rig = rigWith();
    const { text } = rig.registry.mint('acme', 'ci');
    rig.registry.change(userKey(tenantReference('acme'), userReference('acme', 'ci')), {
      grants: { g1: { api: 'shop', action: 'WriteItem', expiresAt: rig.time + 1_000 } },
    });
    await rig.askAs(text, { method: 'PUT' });
    rig.time += 3_600_000;

    expect(await explain(rig)).toMatchObject({
      agrees: true,
      layers: [{ policies: [{ id: 'grant#g1', json: { effect: 'permit' }, values: { now: expect.any(Number) } }] }],
    });
  });

  test('names the rule that refused before any policy was asked, and the fault', async () => {
    const rig = rigWith();
    await rig.ask();
    expect(await explain(rig)).toEqual({ kind: 'rule', reason: 'credential_missing' });

    await rig.askAs(rig.jwt(), { path: '/shop/none' });
    expect(await explain(rig)).toEqual({ kind: 'rule', reason: 'route_unknown' });

    rig.registry.change(tenantKey(tenantReference('acme')), { policies: { ['f'.repeat(64)]: 'f'.repeat(64) } });
    await rig.askAs(rig.jwt());
    expect(await explain(rig)).toEqual({ kind: 'rule', reason: 'policy_unavailable' });
  });

  test('does not guess where the record does not say', async () => {
    const rig = rigWith();
    await rig.askAs(rig.jwt());
    const detail = detailOf(rig.lines.at(-1));
    const ports = documentsOf(rig);

    expect(await why({ ...detail, event: 'outcome' }, ports)).toMatchObject({ kind: 'unknown' });
    for (const replay of [NO_REPLAY, 'null', '{', '{"v":2}']) {
      expect(await why({ ...detail, replay }, ports)).toMatchObject({ kind: 'unknown' });
    }
    const denied = String(detail.replay).replace('"reader"', '"nobody"');
    expect(await why({ ...detail, replay: denied }, ports)).toMatchObject({
      reason: 'policy_no_permit',
      agrees: false,
    });
    await expect(
      why({ ...detail, replay: String(detail.replay).replace(/"sets":\["./, '"sets":["0') }, ports),
    ).rejects.toThrow();
  });

  test('every decision of a run replays to the same answer, long after, from its line alone', async () => {
    const rig = rigWith();
    const tokens = [
      rig.registry.mint('acme', 'ci').text,
      rig.registry.mint('acme', 'bob').text,
      rig.registry.mint('globex', 'eve').text,
    ];
    const claims = fc.record(
      {
        groups: fc.subarray(['reader', 'writer']),
        scope: fc.constantFrom('admin', 'read', ''),
        acr: fc.constantFrom('mfa', 'pwd'),
        level: fc.constantFrom(1, 5),
        email: fc.constantFrom('a@example.com', 'é\u2028@evil.example', '\\"'),
        org: fc.constantFrom('acme', 'globex', 'none'),
      },
      { requiredKeys: [] },
    );
    const request: fc.Arbitrary<Partial<AuthorizationRequest>> = fc.record(
      {
        method: fc.constantFrom('GET', 'PUT'),
        path: fc.constantFrom(
          '/shop/items/1',
          '/shop/items/sealed',
          '/shop/items/%C3%A9',
          '/shop/files/a/b',
          '/shop/a%2Fb',
          '/shop/x',
        ),
        query: fc.constantFrom({ branch: ['held'] }, { branch: ['main'] }, { branch: ['a', 'b'] }, { other: ['x'] }),
        sourceAddress: fc.constantFrom('203.0.113.9', '198.51.100.7', '2001:db8::1', '-'),
      },
      { requiredKeys: [] },
    );
    const replays: (() => Promise<void>)[] = [];
    const reasons = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(claims, fc.nat(2)),
        request,
        fc.constantFrom([], ['a'], ['b', 'c']),
        async (who, asked, environment) => {
          const token = typeof who === 'number' ? tokens[who] : rig.jwt(who);
          const headers = { Authorization: [`Bearer ${token}`], 'X-Env': environment };
          await rig.ask({ ...asked, headers });
          const line = rig.lines.at(-1);
          replays.push(async () => {
            const detail = detailOf(line);
            const explanation = await why(detail, documentsOf(rig));
            reasons.add(detail.reason);
            expect([explanation.kind, 'reason' in explanation && explanation.reason]).toEqual([
              detail.replay === undefined ? 'rule' : 'policies',
              detail.reason,
            ]);
            if (explanation.kind === 'policies') {
              expect(explanation.agrees).toBe(true);
              const asked = detail.reason === 'none' ? explanation.layers : explanation.layers.slice(-1);
              expect(asked.flatMap(({ policies }) => policies.map(({ id }) => id))).toEqual(detail.policies);
            }
          });
        },
      ),
      propertyRuns(300),
    );
    // Another release, other records, another time: what was decided stays as it was.
    rig.registry.publish({ ...DECLARATIONS, policies: [] });
    rig.time += 10 * 86_400_000;
    for (const replay of replays) {
      await replay();
    }
    expect([...reasons]).toEqual(
      expect.arrayContaining([
        'none',
        'policy_forbid',
        'policy_no_permit',
        'policy_error',
        'query_ambiguous',
        'route_unknown',
      ]),
    );
  });
});

describe('what a record says for it', () => {
  test('L4 holds no value that no policy looks at, no credential, and no header or claim that was not declared', async () => {
    const rig = rigWith({ ...DECLARATIONS, policies: [{ id: 'all', text: 'permit(principal, action, resource);' }] });
    const jwt = rig.jwt({ email: 'private@example.com', level: 7 });
    await rig.askAs(jwt, { query: { secret: ['canary'] } });

    const line = String(rig.lines.at(-1));

    expect(decodeReplay(String(detailOf(line).replay))?.context).toEqual({});
    expect(['private@example.com', 'canary', jwt].filter((value) => line.includes(value))).toEqual([]);
  });

  test('L4 a credential in a value that a policy looks at is not written down', async () => {
    const rig = rigWith();
    const { text } = rig.registry.mint('acme', 'bob');

    await rig.askAs(text, { method: 'PUT', path: `/shop/items/${text}` });

    expect(detailOf(rig.lines.at(-1)).replay).toBe(NO_REPLAY);
    expect(rig.lines.at(-1)).not.toContain(text);
    expect(await explain(rig)).toMatchObject({ kind: 'unknown' });
  });

  test('L3 is one line of ASCII, and nothing where it would be too long', async () => {
    const rig = rigWith();
    await rig.askAs(rig.jwt({ email: 'é\u2028\u202e\n"\\' }));
    const text = String(detailOf(rig.lines.at(-1)).replay);
    const replay = decodeReplay(text)!;

    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(replay.context['claims']).toEqual({ email: 'é\u2028\u202e\n"\\' });
    const { now, ...rest } = replay;
    expect(new ReplayText(rest).at(now)).toBe(text);
    expect(new ReplayText({ ...rest, user: 'x'.repeat(REPLAY_LIMIT) }).at(now)).toBe(NO_REPLAY);
  });
});

describe('what policies look at', () => {
  const of = (condition: string) =>
    Object.fromEntries(
      [...attributesIn(policyJsonOf(`permit(principal, action, resource) when { ${condition} };`))].map(
        ([name, members]) => [name, [...members]],
      ),
    );

  test.each<[string, Record<string, string[]>]>([
    ['true', {}],
    ['context.method == "GET"', { method: ['*'] }],
    ['context.path.item like "a*"', { path: ['item'] }],
    ['context.claims has level && context.claims.level > 1', { claims: ['level'] }],
    ['context has acr', { acr: ['*'] }],
    ['context.query["a.b"] == "x" || context.query has c', { query: ['a.b', 'c'] }],
    ['context.claims == context.claims', { claims: ['*'] }],
    ['context == context', { '*': ['*'] }],
    ['[context.now].contains(1)', { now: ['*'] }],
    ['principal.name == "x"', {}],
    ['{ "a": context.now }.a == 1', { now: ['*'] }],
  ])('%s', (condition, expected) => {
    expect(of(condition)).toEqual(expected);
  });

  test('records stay records, and what is not there stays away', () => {
    const context = { claims: { level: 1, email: 'x' }, now: 5, path: { a: 'b' } };
    const pick = (condition: string) =>
      pickLookedAt(context, attributesIn(policyJsonOf(`permit(principal, action, resource) when { ${condition} };`)));

    expect(pick('context.claims has level')).toEqual({ claims: { level: 1 } });
    expect(pick('context.path has x')).toEqual({ path: {} });
    expect(pick('context has acr || context has toString')).toEqual({});
    expect(pick('context.path == context.path')).toEqual({ path: { a: 'b' } });
    expect(pick('context == context')).toBe(context);
  });

  test('a slice is looked through once', () => {
    const slice = {
      version: 1 as const,
      policies: { p: policyJsonOf('permit(principal, action, resource) when { context.now > 1 };') },
    };
    const before = attributesOf([slice]);
    (slice.policies as Record<string, unknown>)['p'] = {};

    expect(attributesOf([slice, slice])).toEqual(before);
  });
});
