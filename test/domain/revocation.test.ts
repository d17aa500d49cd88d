import fc from 'fast-check';
import { GLOBAL_KEY, type RegistryKey, tenantKey, userKey } from '../../lambda/contract/registry-records';
import { federatedUserReference, tenantReference, userReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';
import { propertyRuns } from '../support/property-runs';

const TENANT = tenantReference('acme');

type Revoke = (rig: AuthorizerRig, tokenKey: RegistryKey) => void;
const change =
  (key: RegistryKey, to: object): Revoke =>
  (rig) =>
    rig.registry.change(key, to);

/** Each revocation, and the credentials that it must stop. */
const REVOCATIONS: Readonly<Record<string, { readonly revoke: Revoke; readonly stops: readonly ('token' | 'jwt')[] }>> =
  {
    token: { revoke: (rig, key) => rig.registry.change(key, { status: 'revoked' }), stops: ['token'] },
    'token, deleted': { revoke: (rig, key) => rig.registry.items.delete(`${key.pk} ${key.sk}`), stops: ['token'] },
    user: { revoke: change(userKey(TENANT, userReference('acme', 'ci')), { status: 'suspended' }), stops: ['token'] },
    'federated user': {
      revoke: (rig) =>
        rig.registry.put(userKey(TENANT, federatedUserReference('acme', 'idp', 'alice')), {
          tenant: 'acme',
          user: 'idp|alice',
          roles: [],
          status: 'suspended',
          declared: true,
        }),
      stops: ['jwt'],
    },
    tenant: { revoke: change(tenantKey(TENANT), { status: 'suspended' }), stops: ['token', 'jwt'] },
    role: { revoke: change(GLOBAL_KEY, { revokedRoles: ['reader'] }), stops: ['token', 'jwt'] },
    API: { revoke: change(GLOBAL_KEY, { revokedApis: ['shop'] }), stops: ['token', 'jwt'] },
    everything: { revoke: change(GLOBAL_KEY, { status: 'closed' }), stops: ['token', 'jwt'] },
    issuer: {
      revoke: (rig) => {
        rig.registry.publish(WITHOUT_ISSUERS);
      },
      stops: ['jwt'],
    },
  };

const WITHOUT_ISSUERS = {
  ...DECLARATIONS,
  proxy: { version: 1 as const, issuers: [] },
  policies: [{ id: 'all', text: 'permit(principal, action, resource);' }],
};

/** Milliseconds that pass before each step, and who asks then. */
const step = fc.record({
  wait: fc.oneof(fc.nat(20), fc.nat(6_000)),
  by: fc.subarray<'token' | 'jwt'>(['token', 'jwt']),
});

describe('revocation on a simulated clock', () => {
  const cases = Object.keys(REVOCATIONS).flatMap((name) =>
    [0, 1_000, 5_000].map((freshness) => [name, freshness] as const),
  );

  test.each(cases)('%s, freshness %i ms: nothing it stops is let through any later', async (name, freshness) => {
    const { revoke, stops } = REVOCATIONS[name]!;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        async (before, after) => {
          const rig = new AuthorizerRig(freshness);
          const { text, key } = rig.registry.mint('acme', 'ci');
          const jwt = rig.jwt();
          let revokedAt = Number.POSITIVE_INFINITY;
          const run = async (steps: typeof before): Promise<void> => {
            for (const { wait, by } of steps) {
              rig.time += wait;
              // At once, so that they share what is being read.
              const verdicts = await Promise.all(by.map((kind) => rig.askAs(kind === 'token' ? text : jwt)));
              for (const [index, verdict] of verdicts.entries()) {
                const inForce = rig.time < revokedAt || !stops.includes(by[index]!);
                const bounded = rig.time - revokedAt < freshness;
                if (inForce) {
                  expect(verdict.kind).toBe('pass');
                } else if (!bounded) {
                  expect(verdict.kind).not.toBe('pass');
                }
              }
            }
          };

          await run(before);
          revokedAt = rig.time;
          revoke(rig, key);
          await run(after);
        },
      ),
      propertyRuns(25),
    );
  });

  test('expiry needs no read: a token, and its user, are over at their instant, whatever is cached', async () => {
    for (const what of ['token', 'user'] as const) {
      const rig = new AuthorizerRig(60_000);
      const { text, key } = rig.registry.mint('acme', 'ci');
      const owner = userKey(TENANT, userReference('acme', 'ci'));
      rig.registry.change(what === 'token' ? key : owner, { expiresAt: rig.time + 1_000 });
      expect((await rig.askAs(text)).kind).toBe('pass');

      rig.time += 999;
      expect((await rig.askAs(text)).kind).toBe('pass');
      rig.time += 1;

      expect((await rig.askAs(text)).kind).toBe('unauthorized');
      expect(rig.reason).toBe(`${what}_expired`);
    }
  });

  test('what comes back into force does so as late as it was revoked', async () => {
    const rig = new AuthorizerRig(5_000);
    const { text } = rig.registry.mint('acme', 'ci');
    rig.registry.change(tenantKey(TENANT), { status: 'suspended' });
    await rig.askAs(text);

    rig.registry.change(tenantKey(TENANT), { status: 'active' });
    rig.time += 5_000;

    expect((await rig.askAs(text)).kind).toBe('pass');
  });

  test('a new token works at once, even where it was asked for before it existed', async () => {
    const rig = new AuthorizerRig(60_000);
    const { text, key } = rig.registry.mint('acme', 'ci');
    const item = rig.registry.items.get(`${key.pk} ${key.sk}`)!;
    rig.registry.items.delete(`${key.pk} ${key.sk}`);
    expect((await rig.askAs(text)).kind).toBe('unauthorized');

    rig.registry.items.set(`${key.pk} ${key.sk}`, item);

    expect((await rig.askAs(text)).kind).toBe('pass');
  });

  test('a clock that is put back does not prolong what was read', async () => {
    const rig = new AuthorizerRig(5_000);
    const { text, key } = rig.registry.mint('acme', 'ci');
    await rig.askAs(text);
    rig.registry.change(key, { status: 'revoked' });

    rig.time -= 3_600_000;

    expect((await rig.askAs(text)).kind).toBe('unauthorized');
  });
});
