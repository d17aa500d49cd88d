import fc from 'fast-check';
import { GLOBAL_KEY, type RegistryKey, tenantKey, userKey } from '../../lambda/contract/registry-records';
import { federatedUserReference, tenantReference, userReference } from '../../lambda/domain/reference';
import { revocationOf } from '../../lambda/domain/revocation';
import { AuthorizerRig, DECLARATIONS, ISSUER, NOW } from '../support/authorizer-rig';
import { propertyRuns } from '../support/property-runs';

const TENANT = tenantReference('acme');

type Revoke = (rig: AuthorizerRig, tokenKey: RegistryKey) => void;
const change =
  (key: RegistryKey, to: object): Revoke =>
  (rig) =>
    rig.registry.change(key, to);

function revoked(kind: 'jwt' | 'subject', name: string): Revoke {
  return (rig) => {
    const { key, record } = revocationOf({ kind, issuer: ISSUER.issuer, name, expiresAt: NOW / 1000 + 600 }, rig.time);
    rig.registry.put(key, record);
  };
}

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
    'one JWT': { revoke: revoked('jwt', 'token-1'), stops: ['jwt'] },
    'an issuer’s subject': { revoke: revoked('subject', 'alice'), stops: ['jwt'] },
    'who acts on its behalf': { revoke: revoked('subject', 'agent'), stops: ['jwt'] },
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

test('a revocation outlives its token by an hour, and for ever where its end is not known', () => {
  const request = { kind: 'jwt', issuer: ISSUER.issuer, name: 'j' } as const;

  expect(revocationOf({ ...request, expiresAt: 10.5 }, NOW).record).toEqual({ ...request, revokedAt: NOW, ttl: 3_611 });
  expect(revocationOf(request, NOW).record).toEqual({ ...request, revokedAt: NOW });
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
          const jwt = rig.jwt({ act: { sub: 'agent' } });
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
      propertyRuns(15, 500),
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

  test('one JWT is revoked by issuer and jti: its subject’s other tokens, and another issuer’s of that name, are not', async () => {
    const rig = new AuthorizerRig();
    revoked('jwt', 'token-1')(rig, GLOBAL_KEY);
    const other = revocationOf({ kind: 'jwt', issuer: 'https://other.example.com', name: 'token-2' }, NOW);
    rig.registry.put(other.key, other.record);

    const verdicts = [
      await rig.askAs(rig.jwt()),
      await rig.askAs(rig.jwt({ jti: 'token-2' })),
      await rig.askAs(rig.jwt({ jti: undefined })),
    ];

    expect(verdicts.map(({ kind }) => kind)).toEqual(['unauthorized', 'pass', 'pass']);
    expect(rig.records.map(({ unmapped }) => [unmapped.reason, unmapped.principal])).toEqual([
      ['jwt_revoked', 'acme/idp|alice'],
      ['none', 'acme/idp|alice'],
      ['none', 'acme/idp|alice'],
    ]);
  });

  test('a subject is revoked in every tenant that its tokens name, and no other subject is', async () => {
    const rig = new AuthorizerRig();
    revoked('subject', 'alice')(rig, GLOBAL_KEY);

    const verdicts = [
      await rig.askAs(rig.jwt()),
      await rig.askAs(rig.jwt({ org: 'globex' })),
      await rig.askAs(rig.jwt({ sub: 'bob' })),
    ];

    expect(verdicts.map(({ kind }) => kind)).toEqual(['unauthorized', 'unauthorized', 'pass']);
    expect(rig.records[0]?.unmapped.reason).toBe('subject_revoked');
  });

  test('neither a deploy nor a rollback, under whatever issuer name, undoes it', async () => {
    const renamed = {
      ...DECLARATIONS,
      proxy: { version: 1 as const, issuers: [{ ...ISSUER, id: 'renamed' }] },
    };
    const rig = new AuthorizerRig();
    revoked('jwt', 'token-1')(rig, GLOBAL_KEY);
    revoked('subject', 'bob')(rig, GLOBAL_KEY);

    for (const declarations of [renamed, DECLARATIONS]) {
      rig.registry.publish(declarations);
      expect((await rig.askAs(rig.jwt())).kind).toBe('unauthorized');
      expect((await rig.askAs(rig.jwt({ sub: 'bob', jti: 'other' }))).kind).toBe('unauthorized');
      expect((await rig.askAs(rig.jwt({ jti: 'other' }))).kind).toBe('pass');
    }
  });

  test('an item that is past its end, and not deleted yet, still stops its token', async () => {
    const rig = new AuthorizerRig();
    const { key, record } = revocationOf({ kind: 'jwt', issuer: ISSUER.issuer, name: 'token-1', expiresAt: 1 }, NOW);
    rig.registry.put(key, record);

    expect((await rig.askAs(rig.jwt())).kind).toBe('unauthorized');
  });

  test('an item outlives the token by an hour; without the token’s end it stays', () => {
    const request = { kind: 'jwt', issuer: ISSUER.issuer, name: 'token-1' } as const;

    expect(revocationOf({ ...request, expiresAt: 1_000.5 }, 7).record).toEqual({
      ...request,
      revokedAt: 7,
      ttl: 4_601,
    });
    expect(revocationOf(request, 7).record).toEqual({ ...request, revokedAt: 7 });
  });

  test('a decision by JWT stays one read of no more than six items, and none within freshness', async () => {
    const rig = new AuthorizerRig(5_000);
    await rig.askAs(rig.jwt());
    rig.registry.reads = [];

    rig.time += 4_999;
    await rig.askAs(rig.jwt());

    expect(rig.registry.reads).toEqual([]);
    rig.time += 1;
    await rig.askAs(rig.jwt());
    expect(rig.registry.reads.map((keys) => keys.length)).toEqual([5]);
  });

  test('an item at a revocation’s place that is none is a fault, and refuses', async () => {
    const rig = new AuthorizerRig();
    const { key } = revocationOf({ kind: 'jwt', issuer: ISSUER.issuer, name: 'token-1' }, NOW);
    rig.registry.put(key, { kind: 'jwt' });

    expect(await rig.askAs(rig.jwt())).toMatchObject({ kind: 'fault', reason: 'registry_corrupt' });
  });
});
