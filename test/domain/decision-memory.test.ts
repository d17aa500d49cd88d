import fc from 'fast-check';
import { GLOBAL_KEY, tenantKey, userKey } from '../../lambda/contract/registry-records';
import type { Declarations } from '../../lambda/contract/declarations';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import type { AuthorizationRequest } from '../../lambda/domain/decide-request';
import { DecisionMemory } from '../../lambda/domain/decision-memory';
import { KnownJwts } from '../../lambda/domain/known-jwts';
import { tenantReference, userReference } from '../../lambda/domain/reference';
import { RELEASE_LOOKUP_INTERVAL_MS } from '../../lambda/domain/release-cache';
import { revocationOf } from '../../lambda/domain/revocation';
import { AuthorizerRig, DECLARATIONS, ISSUER, NOW, SIGNER } from '../support/authorizer-rig';
import { rsaKey } from '../support/jwt-forge';
import { propertyRuns } from '../support/property-runs';

const FRESHNESS = 5_000;
const TENANT = tenantKey(tenantReference('acme'));
const USER = userKey(tenantReference('acme'), userReference('acme', 'ci'));
const SECONDS = NOW / 1000;
const OTHER = rsaKey('key-2');

const [API] = DECLARATIONS.apis;
function withPolicy(text: string, declared = {}): Declarations {
  return {
    ...DECLARATIONS,
    apis: [{ ...API!, routes: API!.routes.map((route) => ({ ...route, ...declared })) }],
    policies: [{ id: 'only', text }],
  };
}
const RELEASES: readonly Declarations[] = [
  DECLARATIONS,
  withPolicy(
    'permit(principal, action, resource) when { context.headers has "x-region" && context.headers["x-region"] == "eu" };',
    {
      headers: [{ name: 'x-region', type: 'String' }],
      query: [{ name: 'page', type: 'String' }],
    },
  ),
  withPolicy(`permit(principal, action, resource) when { context.now < ${SECONDS + 8} };`),
  withPolicy('permit(principal, action, resource) when { context has tokenAge && context.tokenAge < 9 };'),
  withPolicy(
    'permit(principal, action, resource); forbid(principal, action, resource) when { context.sourceAddress == ip("192.0.2.1") };',
  ),
];

const CREDENTIALS = ['proxyToken', 'jwt', 'another', 'ending'] as const;
const HEADERS: readonly AuthorizationRequest['headers'][] = [
  {},
  { 'X-Amzn-Trace-Id': ['Root=1'] },
  { 'X-Amzn-Trace-Id': ['Root=2'], Accept: ['*/*', 'text/html'] },
  { 'x-region': ['eu'] },
  { 'X-Region': ['eu'] },
  { 'x-region': ['us'] },
  { 'x-region': undefined },
  { 'x-region': ['eu'], Connection: ['x-region'] },
  { Accept: ['\u0000'] },
  { 'not a name': ['x'] },
  { Host: ['a'], host: ['b'] },
  { 'X-HTTP-Method-Override': ['DELETE'] },
  { 'X-Api-Key': ['gth_'] },
];
const step = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      times: fc.integer({ min: 1, max: 4 }),
      ask: fc.constantFrom(...CREDENTIALS),
      path: fc.constantFrom('/shop/items/1', '/shop/items/1', '/shop/items/2'),
      query: fc.constantFrom<AuthorizationRequest['query']>(
        null,
        null,
        { page: ['1'] },
        { page: undefined },
        { '': undefined },
      ),
      headers: fc.constantFrom(...HEADERS.slice(0, 4), ...HEADERS),
      sourceAddress: fc.constantFrom('203.0.113.9', '203.0.113.9', '192.0.2.1'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ wait: fc.constantFrom(1, 400, 999, 2_500, 4_999, 5_000, 150_000, -700) }) },
  { weight: 1, arbitrary: fc.record({ tenant: fc.constantFrom('active', 'suspended') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      user: fc.constantFrom({ status: 'active' }, { status: 'suspended' }, { roles: [] }, { roles: ['reader'] }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ userEnds: fc.constantFrom(1_500, 3_000, 1_000_000) }) },
  { weight: 1, arbitrary: fc.record({ tokenEnds: fc.constantFrom(1_500, 3_000, 1_000_000) }) },
  { weight: 1, arbitrary: fc.record({ token: fc.constantFrom('active', 'revoked') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      global: fc.constantFrom({ status: 'open' }, { status: 'closed' }, { revokedApis: ['shop'] }, { revokedApis: [] }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      revoke: fc.tuple(
        fc.constantFrom('jwt' as const, 'subject' as const),
        fc.constantFrom('token-2', 'alice'),
        fc.boolean(),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ grantEnds: fc.constantFrom(1_000, 3_000) }) },
  { weight: 1, arbitrary: fc.record({ release: fc.nat(RELEASES.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ keys: fc.constantFrom([SIGNER], [SIGNER, OTHER], [OTHER]) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Two containers on one table: one remembers permits, the other decides every request anew. */
class Pair {
  asked = 0;
  recalled = 0;
  readonly #evaluations = { remembering: 0, plain: 0 };
  readonly remembering = this.#rig('remembering');
  readonly plain = this.#rig('plain');
  readonly #token = this.remembering.registry.mint('acme', 'ci');
  readonly #credentials: Record<(typeof CREDENTIALS)[number], string> = {
    proxyToken: this.#token.text,
    jwt: this.remembering.jwt(),
    another: this.remembering.jwt({ jti: 'token-2' }),
    ending: this.remembering.jwt({ exp: SECONDS + 4 }),
  };

  constructor() {
    Object.assign(this.plain.registry, { items: this.remembering.registry.items });
  }

  #rig(name: 'remembering' | 'plain'): AuthorizerRig {
    return new AuthorizerRig(FRESHNESS, {
      evaluate: (question) => {
        this.#evaluations[name] += 1;
        return evaluatePolicySet(question);
      },
    });
  }

  change(one: Exclude<Step, { ask: unknown }>): void {
    const { registry, time } = this.remembering;
    if ('wait' in one) {
      this.remembering.time += one.wait;
    } else if ('tenant' in one) {
      registry.change(TENANT, { status: one.tenant });
    } else if ('user' in one) {
      registry.change(USER, one.user);
    } else if ('userEnds' in one) {
      registry.change(USER, { expiresAt: time + one.userEnds });
    } else if ('tokenEnds' in one) {
      registry.change(this.#token.key, { expiresAt: time + one.tokenEnds });
    } else if ('token' in one) {
      registry.change(this.#token.key, { status: one.token });
    } else if ('global' in one) {
      registry.change(GLOBAL_KEY, one.global);
    } else if ('revoke' in one) {
      const [kind, name, inForce] = one.revoke;
      const { key, record } = revocationOf({ kind, issuer: ISSUER.issuer, name }, time);
      if (inForce) {
        registry.put(key, record);
      } else {
        registry.items.delete(`${key.pk} ${key.sk}`);
      }
    } else if ('grantEnds' in one) {
      const expiresAt = Math.floor(time / 1000) * 1000 + one.grantEnds;
      registry.change(USER, { grants: { g: { api: 'shop', action: 'ReadItem', expiresAt } } });
    } else if ('release' in one) {
      registry.publish(RELEASES[one.release]!);
      // Until containers look for new issuers, they refuse what only those accept.
      this.remembering.time += RELEASE_LOOKUP_INTERVAL_MS;
    } else {
      this.remembering.jwks = { keys: one.keys.map(({ jwk }) => jwk) };
    }
  }

  async ask({ ask, headers, path, query, sourceAddress }: Extract<Step, { ask: unknown }>): Promise<void> {
    const { remembering, plain } = this;
    plain.time = remembering.time;
    plain.jwks = remembering.jwks;
    Object.assign(plain.ports, { memory: new DecisionMemory(), jwts: new KnownJwts() });
    const before = this.#evaluations.remembering;
    const request = {
      path,
      query,
      sourceAddress,
      headers: { ...headers, Authorization: [`Bearer ${this.#credentials[ask]}`] },
    };

    const verdicts = [await remembering.ask(request), await plain.ask(request)];

    expect(verdicts[0]).toEqual(verdicts[1]);
    expect(remembering.lines.at(-1)).toBe(plain.lines.at(-1));
    this.asked += 1;
    this.recalled += Number(verdicts[0]?.kind === 'pass' && this.#evaluations.remembering === before);
  }
}

describe('permits that are remembered', () => {
  test('verdicts and records, whole lines of them, are those of a container that decides every request anew', async () => {
    let [asked, recalled] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const pair = new Pair();
        for (const one of steps) {
          if ('ask' in one) {
            for (let time = 0; time < one.times; time += 1) {
              await pair.ask(one);
            }
          } else {
            pair.change(one);
          }
        }
        // Every request has its record.
        expect(pair.remembering.records).toHaveLength(pair.asked);
        asked += pair.asked;
        recalled += pair.recalled;
      }),
      propertyRuns(60),
    );
    // Otherwise there was nothing to compare.
    expect(recalled / asked).toBeGreaterThan(0.1);
  });

  test('a header that a route declares tells requests apart', async () => {
    const rig = new AuthorizerRig(FRESHNESS);
    rig.registry.publish(RELEASES[1]!);
    const jwt = rig.jwt();
    const askFrom = (region: string) =>
      rig.ask({ headers: { 'x-region': [region], Authorization: [`Bearer ${jwt}`] } });

    const kinds = [(await askFrom('eu')).kind, (await askFrom('eu')).kind, (await askFrom('us')).kind];

    expect(kinds).toEqual(['pass', 'pass', 'deny']);
  });

  test('a request without headers is asked about anew, whatever was permitted before', async () => {
    const rig = new AuthorizerRig(FRESHNESS);
    const jwt = rig.jwt();
    await rig.askAs(jwt);
    await rig.askAs(jwt);

    expect(await rig.ask()).toEqual({ kind: 'unauthorized' });
    expect(rig.reason).toBe('credential_missing');
  });

  test('memory is bounded: the least recently permitted is asked about anew, and permitted again', async () => {
    let asked = 0;
    const rig = new AuthorizerRig(FRESHNESS, {
      evaluate: () => {
        asked += 1;
        return { decision: 'allow', determining: ['x'.repeat(64)], errors: 0 };
      },
    });
    const jwt = rig.jwt();
    const paths = Array.from({ length: 8_000 }, (_, index) => `/shop/items/${index}`);
    for (const path of [paths[0]!, ...paths]) {
      await rig.askAs(jwt, { path });
    }
    const before = asked;

    await rig.askAs(jwt, { path: paths.at(-1)! });
    expect(asked).toBe(before);
    expect(await rig.askAs(jwt, { path: paths[1]! })).toMatchObject({ kind: 'pass' });
    expect(asked).toBe(before + 1);
  });

  test.each([
    ['user ends', { user: NOW + 1_500 }, 0, 1_500, 'user_expired'],
    ['proxy token ends', { token: NOW + 1_500 }, 0, 1_500, 'token_expired'],
    ['time that policies read comes', {}, 2, 8_000, 'policy_no_permit'],
  ] as const)('a permit is over in the moment at which the %s', async (_, ends, release, after, reason) => {
    const rig = new AuthorizerRig(60_000);
    const { text, key } = rig.registry.mint('acme', 'ci');
    rig.registry.publish(RELEASES[release]!);
    rig.registry.change(USER, 'user' in ends ? { expiresAt: ends.user } : {});
    rig.registry.change(key, 'token' in ends ? { expiresAt: ends.token } : {});
    await rig.askAs(text);
    await rig.askAs(text);

    rig.time += after - 1;
    expect(await rig.askAs(text)).toMatchObject({ kind: 'pass' });
    rig.time += 1;
    expect((await rig.askAs(text)).kind).not.toBe('pass');
    expect(rig.reason).toBe(reason);
  });
});
