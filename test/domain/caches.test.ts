import fc from 'fast-check';
import { JwksCache } from '../../lambda/adapters/jwks-cache';
import { AwsJwtVerifier } from '../../lambda/adapters/jwt-verifier';
import { GLOBAL_KEY, tenantKey, userKey } from '../../lambda/contract/registry-records';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import { tenantReference, userReference } from '../../lambda/domain/reference';
import { RELEASE_LOOKUP_INTERVAL_MS } from '../../lambda/domain/release-cache';
import { rememberedEvaluation } from '../../lambda/domain/remembered-evaluation';
import { AuthorizerRig, DECLARATIONS, ISSUER, NOW, SIGNER } from '../support/authorizer-rig';
import { ecKey, forgeJwt, rsaKey } from '../support/jwt-forge';
import { propertyRuns } from '../support/property-runs';

const TENANT = tenantReference('acme');
const OTHER = rsaKey('key-2');
const CURVE = ecKey('key-3');
const POLICIES = [
  DECLARATIONS.policies,
  [
    {
      id: 'timed',
      text: `permit(principal, action, resource) when { context.now < ${NOW / 1000 + 300} };
        forbid(principal, action, resource) when { context.sourceAddress == ip("192.0.2.1") };`,
    },
  ],
  [{ id: 'none', text: 'forbid(principal, action, resource);' }],
];
const RELEASES = [
  ...POLICIES.map((policies) => ({ ...DECLARATIONS, policies })),
  { ...DECLARATIONS, proxy: { version: 1 as const, issuers: [] } },
  { ...DECLARATIONS, proxy: { version: 1 as const, issuers: [{ ...ISSUER, audiences: ['another'] }] } },
].map((release, index) =>
  index === 3 ? { ...release, policies: [{ id: 'all', text: 'permit(principal, action, resource);' }] } : release,
);
const KEY_SETS = [[SIGNER, CURVE], [OTHER, CURVE], [SIGNER, OTHER], []];

const CREDENTIALS = ['proxyToken', 'rs256', 'ending', 'es256', 'spelled', 'forged'] as const;
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ask: fc.constantFrom(...CREDENTIALS),
      path: fc.constantFrom('/shop/items/1', '/shop/items/2', '/shop/files/a/b', '/shop/items/%2e'),
      sourceAddress: fc.constantFrom('203.0.113.9', '192.0.2.1'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ wait: fc.constantFrom(1, 400, 999, 9_000, 31_000, 200_000) }) },
  { weight: 1, arbitrary: fc.record({ tenant: fc.constantFrom('active', 'suspended') }) },
  { weight: 1, arbitrary: fc.record({ user: fc.constantFrom('active', 'suspended') }) },
  { weight: 1, arbitrary: fc.record({ token: fc.constantFrom('active', 'revoked') }) },
  { weight: 1, arbitrary: fc.record({ revokedRoles: fc.constantFrom([], ['reader']) }) },
  { weight: 1, arbitrary: fc.record({ release: fc.nat(RELEASES.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ keys: fc.nat(KEY_SETS.length - 1) }) },
);

describe('caches', () => {
  test('whatever is remembered of tokens, signatures and questions, every answer is the one of a container that remembers nothing', async () => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), async (steps) => {
        const warm = new AuthorizerRig(0, { evaluate: rememberedEvaluation(evaluatePolicySet) });
        warm.jwks = { keys: [SIGNER.jwk, CURVE.jwk] };
        // How long a key set is trusted is no matter of the tokens: both sides have the same one.
        const jwks = new JwksCache(async () => Buffer.from(JSON.stringify(warm.jwks)), warm.clock);
        Object.assign(warm.ports, { verifier: new AwsJwtVerifier(jwks) });
        const { text, key } = warm.registry.mint('acme', 'ci');
        const rs256 = warm.jwt();
        const credentials: Record<(typeof CREDENTIALS)[number], string> = {
          proxyToken: text,
          rs256,
          ending: warm.jwt({ exp: NOW / 1000 + 10 }),
          es256: forgeJwt(CURVE, { alg: 'ES256', kid: 'key-3' }, warm.claims()),
          spelled: `${rs256}=`,
          forged: `${rs256.slice(0, -8)}AAAAAAAA`,
        };
        for (const one of steps) {
          if ('wait' in one) {
            warm.time += one.wait;
          } else if ('tenant' in one) {
            warm.registry.change(tenantKey(TENANT), { status: one.tenant });
          } else if ('user' in one) {
            warm.registry.change(userKey(TENANT, userReference('acme', 'ci')), { status: one.user });
          } else if ('token' in one) {
            warm.registry.change(key, { status: one.token });
          } else if ('revokedRoles' in one) {
            warm.registry.change(GLOBAL_KEY, one);
          } else if ('release' in one) {
            warm.registry.publish(RELEASES[one.release] as (typeof RELEASES)[number]);
            // A container looks for new issuers no more often; until then it refuses their tokens.
            warm.time += RELEASE_LOOKUP_INTERVAL_MS;
          } else if ('keys' in one) {
            warm.jwks = { keys: KEY_SETS[one.keys]?.map(({ jwk }) => jwk) };
          } else {
            const cold = new AuthorizerRig(0, { evaluate: evaluatePolicySet, verifier: new AwsJwtVerifier(jwks) });
            cold.time = warm.time;
            Object.assign(cold.registry, { items: warm.registry.items });
            const { path, sourceAddress } = one;
            const request = { path, sourceAddress };

            const remembered = await warm.askAs(credentials[one.ask], request);
            const fresh = await cold.askAs(credentials[one.ask], request);

            kinds.add(`${remembered.kind} ${one.ask}`);
            expect([remembered.kind, warm.reason]).toEqual([fresh.kind, cold.reason]);
            expect(warm.records.at(-1)?.unmapped.policies).toEqual(cold.records[0]?.unmapped.policies);
          }
        }
        // Every request has its record, however it was answered.
        expect(warm.records).toHaveLength(steps.filter((one) => 'ask' in one).length);
      }),
      propertyRuns(60),
    );
    expect([...kinds]).toEqual(
      expect.arrayContaining(['pass rs256', 'pass es256', 'pass proxyToken', 'deny rs256', 'unauthorized rs256']),
    );
    expect([...kinds].filter((kind) => /pass (spelled|forged)/.test(kind))).toEqual([]);
  });
});
