import type { Declarations } from '../../lambda/contract/declarations';
import {
  GLOBAL_KEY,
  PENDING_KEY,
  type ReleaseDocument,
  tenantKey,
  tokenKey,
} from '../../lambda/contract/registry-records';
import { userItemKey, userReferences } from '../../lambda/domain/declared-user';
import { digestProxyToken, parseProxyToken } from '../../lambda/domain/proxy-token';
import { tenantReference } from '../../lambda/domain/reference';
import { declarations, digestOf, RegistrarRig } from '../support/registrar-rig';

const CI = { tenant: 'acme', user: 'ci' };
const ANN = { tenant: 'umbrella', user: 'ann', federated: { issuerId: 'okta', subject: 's1' } };
const WITHOUT_CI = declarations({ users: declarations().users.slice(1) });
const ONE_MORE_ROUTE = declarations({
  apis: declarations().apis.map((api) => ({
    ...api,
    routes: [...api.routes, { method: 'DELETE', path: '/{item}', action: 'Remove', maxBodyBytes: 0, contentTypes: [] }],
  })),
});

async function deployed(...releases: Declarations[]): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  for (const release of releases) {
    expect(await rig.deploy(release)).toMatchObject({ ok: true });
  }
  return rig;
}

async function releaseOf(rig: RegistrarRig): Promise<ReleaseDocument> {
  return (await rig.registry.readDocument(rig.global()?.release as string)) as ReleaseDocument;
}

describe('publishing a release', () => {
  it('puts everything declared into the registry and names it by one pointer', async () => {
    const rig = new RegistrarRig();

    const outcome = await rig.request('Create', declarations());

    const release = await releaseOf(rig);
    expect(outcome).toEqual({ ok: true, values: { Release: rig.global()?.release, Schema: release.schema } });
    expect(release).toMatchObject({
      version: 1,
      declarations: digestOf(declarations()),
      tenants: expect.arrayContaining(['acme', 'umbrella']),
      users: [CI, ANN],
      retired: { tenants: [], users: [] },
    });
    expect(rig.global()).toMatchObject({ status: 'open', revokedRoles: [], revokedApis: [] });
    expect(rig.global()?.policies).toEqual({ [release.schema]: release.policies[''] });
    expect(await rig.registry.readDocument(release.apis['shop'] as string)).toEqual(declarations().apis[0]);
    expect(await rig.registry.readDocument(release.proxy)).toEqual(declarations().proxy);
    expect(rig.registry.item(PENDING_KEY)).toBeUndefined();
  });

  it('Q2 gives each user a key of its own in its plan, and the token into its secret only', async () => {
    const rig = await deployed(declarations());

    const user = rig.user(CI);
    const secret = rig.secrets.values.get('arn:secret:ci') as string;
    const [token] = await rig.tokens(CI);
    expect(user).toEqual({
      ...CI,
      roles: ['reader'],
      status: 'active',
      declared: true,
      meteringKey: expect.stringMatching(/^[\w-]{43}$/),
      meteringKeyId: expect.any(String),
      planId: 'plan-a',
      firstTokenSecretArn: 'arn:secret:ci',
    });
    expect(rig.apiKeys.keys.get(user?.meteringKeyId as string)).toEqual({
      name: 'gatehouse-api1-acme/ci',
      value: user?.meteringKey,
      plans: new Set(['plan-a']),
    });
    expect(parseProxyToken(secret)).toEqual({ ...userReferences(CI), tokenId: token?.tokenId });
    expect(token).toMatchObject({ digest: digestProxyToken(secret), status: 'active', createdAt: 1_000 });
    expect(JSON.stringify([...rig.registry.items])).not.toContain(secret);
    expect(rig.user(ANN)).toMatchObject({ user: 'ann', declared: true });
    expect(rig.tenant('acme')).toMatchObject({ declared: true, planId: 'plan-t', meteringKeyId: expect.any(String) });
    expect(rig.tenant('umbrella')).toEqual({ tenant: 'umbrella', status: 'active', policies: {}, declared: true });
    const values = [...rig.apiKeys.keys.values()].map(({ value }) => value);
    expect(new Set(values).size).toBe(values.length);
    expect(values.length).toBeGreaterThan(1);
  });

  it('only reads, where nothing changed', async () => {
    const rig = await deployed(declarations());
    const before = rig.registry.writes;

    await rig.deploy(declarations());

    expect(rig.registry.writes).toBe(before);
    expect(rig.calls.filter((name) => /ensure|put|currentVersion/i.test(name))).toEqual([]);
  });

  it('changes what is declared otherwise, and no status', async () => {
    const rig = await deployed(declarations());
    rig.registry.change(userItemKey(CI), { status: 'suspended' });
    rig.registry.change(tenantKey(tenantReference('acme')), { status: 'suspended' });
    rig.registry.change(GLOBAL_KEY, { status: 'closed', revokedRoles: ['x'] });
    const keyId = rig.user(CI)?.meteringKeyId as string;

    await rig.deploy(
      declarations({
        tenants: [{ tenant: 'acme' }],
        users: [{ ...CI, roles: ['writer'], planId: 'plan-b', expiresAt: '2030-01-01T00:00:00Z' }],
      }),
    );

    expect(rig.user(CI)).toMatchObject({
      roles: ['writer'],
      status: 'suspended',
      planId: 'plan-b',
      expiresAt: Date.parse('2030-01-01T00:00:00Z'),
      meteringKeyId: keyId,
    });
    expect(rig.user(CI)?.firstTokenSecretArn).toBeUndefined();
    expect(rig.apiKeys.keys.get(keyId)?.plans).toEqual(new Set(['plan-b']));
    expect(rig.tenant('acme')).toEqual({ tenant: 'acme', status: 'suspended', policies: {}, declared: true });
    expect([...rig.apiKeys.keys.values()].map(({ name }) => name)).not.toContain('gatehouse-api1-acme');
    expect(rig.global()).toMatchObject({ status: 'closed', revokedRoles: ['x'] });
  });

  it.each(['', 'mine', 'gth_of-another-registry'])(
    'takes a value that it did not put there, such as "%s", for no token',
    async (value) => {
      const rig = new RegistrarRig();
      rig.secrets.values.set('arn:secret:ci', value);
      rig.secrets.versions.set('arn:secret:ci', 'of-another-origin');

      await rig.deploy(declarations());

      const [token, ...others] = await rig.tokens(CI);
      const secret = rig.secrets.values.get('arn:secret:ci') as string;
      expect(token).toMatchObject({ digest: digestProxyToken(secret), status: 'active' });
      expect(others).toEqual([]);
    },
  );

  it('mints no other token in place of a revoked one, though it forgot that it had filled the secret', async () => {
    const rig = await deployed(declarations());
    const secret = rig.secrets.values.get('arn:secret:ci') as string;
    const [token] = await rig.tokens(CI);
    await rig.registry.revokeToken(
      tokenKey(userReferences(CI).tenantRef, userReferences(CI).userRef, token?.tokenId as string),
    );
    rig.registry.change(userItemKey(CI), { firstTokenSecretArn: undefined });

    await rig.deploy(declarations());

    expect(rig.secrets.values.get('arn:secret:ci')).toBe(secret);
    expect(await rig.tokens(CI)).toMatchObject([{ status: 'revoked' }]);
    expect(rig.user(CI)?.firstTokenSecretArn).toBe('arn:secret:ci');
  });

  it('refuses an id that exists already, rather than lose a token', async () => {
    const rig = new RegistrarRig();
    rig.registry.createToken = async () => false;

    await expect(rig.deploy(declarations())).rejects.toThrow('exists already');
  });

  it('does not touch tokens that people minted', async () => {
    const rig = await deployed(declarations({ users: [{ ...CI, roles: [], planId: 'plan-a' }] }));
    const { tenantRef, userRef } = userReferences(CI);
    const key = { pk: `TENANT#${tenantRef}`, sk: `TOKEN#${userRef}#mine` };
    await rig.registry.createToken(key, { ...CI, tokenId: 'mine', digest: '0', status: 'active', createdAt: 1 });

    await rig.deploy(declarations());

    expect((await rig.tokens(CI)).map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('loses against another publication, and says so', async () => {
    const rig = await deployed(declarations());
    rig.registry.publishRelease = async () => 'lost';

    await expect(rig.deploy(WITHOUT_CI)).rejects.toThrow('at the same time');
  });

  it('stops in time, and goes on in the next run', async () => {
    const rig = new RegistrarRig();
    rig.late = true;
    await expect(rig.deploy(declarations())).rejects.toThrow('Deploy again: it goes on.');
    rig.late = false;

    expect(await rig.deploy(declarations())).toMatchObject({ ok: true });
  });

  it('cannot go on where the registry lost what it names', async () => {
    const rig = await deployed(declarations());
    rig.registry.change(GLOBAL_KEY, { release: '0'.repeat(64) });

    await expect(rig.deploy(declarations())).rejects.toThrow('does not hold the document');
  });
});

describe('users that are no longer declared', () => {
  it('are refused at once, and keep their key and tokens until the next release', async () => {
    const rig = await deployed(declarations(), WITHOUT_CI);

    expect(rig.user(CI)).toMatchObject({ declared: false, meteringKeyId: expect.any(String) });
    expect(await rig.tokens(CI)).toHaveLength(1);

    await rig.deploy(declarations({ users: [], tenants: [] }));

    expect(rig.user(CI)).toBeUndefined();
    expect(await rig.tokens(CI)).toEqual([]);
    expect([...rig.apiKeys.keys.values()].map(({ name }) => name)).not.toContain('gatehouse-api1-acme/ci');
    expect(rig.user(ANN)).toMatchObject({ declared: false });
    expect(rig.tenant('acme')).toMatchObject({ declared: false, meteringKeyId: expect.any(String) });

    await rig.deploy(WITHOUT_CI);
    await rig.deploy(declarations({ users: [], tenants: [] }));
    await rig.deploy(ONE_MORE_ROUTE);
  });

  it('stay as they are, however often the same release is published', async () => {
    const rig = await deployed(declarations(), WITHOUT_CI, WITHOUT_CI, WITHOUT_CI);

    expect(rig.user(CI)).toMatchObject({ declared: false });
  });

  it('come back whole', async () => {
    const rig = await deployed(declarations());
    const before = rig.user(CI);
    rig.registry.change(userItemKey(CI), { status: 'suspended' });

    await rig.deploy(WITHOUT_CI);
    await rig.deploy(declarations());

    expect(rig.user(CI)).toEqual({ ...before, status: 'suspended' });
    expect((await rig.tokens(CI)).map(({ status }) => status)).toEqual(['active']);
  });

  it('stay suspended, even deleted and declared again', async () => {
    const rig = await deployed(declarations());
    const grants = { g1: { api: 'shop', action: 'Write', expiresAt: 60_000 } };
    rig.registry.change(userItemKey(CI), { status: 'suspended', grants });

    await rig.deploy(WITHOUT_CI);
    await rig.deploy(declarations({ users: [], tenants: [] }));
    const gone = rig.user(CI);
    await rig.deploy(declarations());

    expect(gone).toEqual({ ...CI, roles: ['reader'], status: 'suspended', declared: false });
    expect(rig.user(CI)).toMatchObject({ status: 'suspended', declared: true, meteringKeyId: expect.any(String) });
  });

  it('belonged to a tenant that becomes unknown with them, and keeps its suspension', async () => {
    const rig = await deployed(declarations());
    rig.registry.change(tenantKey(tenantReference('acme')), { status: 'suspended' });
    const none = declarations({ users: [], tenants: [] });

    await rig.deploy(none);
    await rig.deploy({ ...none, policies: [] });

    expect(rig.tenant('acme')).toEqual({ tenant: 'acme', status: 'suspended', policies: {}, declared: false });
    expect(rig.apiKeys.keys.size).toBe(0);
  });
});

describe('a rollback', () => {
  it('with the former declarations beside the code restores the former state', async () => {
    const rig = await deployed(declarations());
    const before = rig.registry.state();

    await rig.deploy(WITHOUT_CI);
    await rig.deploy(declarations());

    expect({ ...rig.registry.state(), 'GLOBAL STATE': 0, [`RELEASE#${digestOf(WITHOUT_CI)} RELEASE`]: 0 }).toEqual({
      ...before,
      'GLOBAL STATE': 0,
      [`RELEASE#${digestOf(WITHOUT_CI)} RELEASE`]: 0,
    });
  });

  it('with other declarations beside the code restores the release that was published from the asked ones', async () => {
    const rig = await deployed(declarations());
    const { apis, proxy, policies, schema } = await releaseOf(rig);
    const user = rig.user(CI);
    const other = declarations({ ...ONE_MORE_ROUTE, users: [{ ...CI, roles: ['admin'], planId: 'plan-b' }] });
    await rig.deploy(other);

    const outcome = await rig.deploy(other, declarations());

    expect(outcome).toMatchObject({ ok: true, values: { Schema: schema } });
    expect(await releaseOf(rig)).toMatchObject({ apis, proxy, policies, schema, users: [CI, ANN] });
    expect(rig.user(CI)).toEqual(user);
    expect(rig.user(ANN)).toMatchObject({ declared: true });
  });

  it('says what to do where no release was published from the asked declarations', async () => {
    const rig = await deployed(declarations());

    expect(await rig.deploy(declarations(), WITHOUT_CI)).toEqual({
      ok: false,
      problems: [expect.stringContaining('no release was published from these. Deploy the stack again.')],
    });
  });

  it('does not trust a release whose schema it would not generate', async () => {
    const rig = await deployed(declarations());
    const release = await releaseOf(rig);
    const odd = await rig.registry.putDocument(JSON.stringify({ ...release, schema: '0'.repeat(64) }));
    await rig.registry.writeReleaseIndex(digestOf(WITHOUT_CI), odd);

    expect(await rig.deploy(declarations(), WITHOUT_CI)).toEqual({
      ok: false,
      problems: [expect.stringContaining('another version')],
    });
  });

  it('from a deploy that stopped half-way takes back what that began', async () => {
    const rig = await deployed(declarations());
    const added = { tenant: 'acme', user: 'new' };
    const next = declarations({ users: [...WITHOUT_CI.users, { ...added, roles: [], planId: 'plan-a' }] });
    rig.registry.publishRelease = async () => 'lost';
    await expect(rig.deploy(next)).rejects.toThrow();
    const { publishRelease } = Object.getPrototypeOf(rig.registry);
    rig.registry.publishRelease = publishRelease;
    expect(rig.user(CI)?.declared).toBe(false);

    await rig.deploy(declarations());

    expect(rig.user(CI)?.declared).toBe(true);
    expect(rig.user(added)?.declared).toBe(false);
    await rig.deploy(ONE_MORE_ROUTE);
    expect(rig.user(added)).toBeUndefined();
  });
});

describe('what cannot be published', () => {
  it.each<[string, Partial<Declarations>, string]>([
    [
      'a policy that is not valid',
      { policies: [{ id: 'p', text: 'permit(principal' }] },
      'Policy p:1:17: The policy cannot',
    ],
    ['two APIs of one name', { apis: [...declarations().apis, ...declarations().apis] }, 'Two APIs are called "shop".'],
    ['a tenant name with a slash', { tenants: [{ tenant: 'a/b' }] }, 'Tenant "a/b": allowed are'],
    [
      'a tenant name with a control',
      { users: [{ tenant: 'a\n', user: 'b', roles: [], planId: 'p' }] },
      'Tenant "a\\n"',
    ],
    ['a tenant twice', { tenants: [{ tenant: 'a' }, { tenant: 'a' }] }, 'Tenant "a" is declared twice.'],
    ['a user without a name', { users: [{ tenant: 'a', user: '', roles: [], planId: 'p' }] }, 'User "a/": allowed are'],
    ['a user twice', { users: [declarations().users[0], declarations().users[0]] as never }, 'User "acme/ci", or its'],
    [
      'two users of one name',
      { users: [declarations().users[0], { ...ANN, tenant: 'acme', user: 'ci', roles: [], planId: 'p' }] as never },
      'Two users are called "acme/ci".',
    ],
    [
      'a time that is none',
      { users: [{ ...CI, roles: [], planId: 'p', expiresAt: 'soon' }] },
      'User "acme/ci" expires at "soon"',
    ],
    [
      'more users than an item holds',
      {
        users: Array.from({ length: 400 }, (_, index) => ({
          ...CI,
          user: `${index}`,
          roles: ['x'.repeat(1000)],
          planId: 'p',
        })),
      },
      'bytes; allowed: 390000',
    ],
    [
      'a release that is too large',
      {
        users: Array.from({ length: 4000 }, (_, index) => ({
          ...CI,
          user: `${index}`.padStart(90, 'u'),
          roles: [],
          planId: 'p',
        })),
      },
      'bytes; allowed: 390000',
    ],
  ])('%s is refused before anything is written', async (_, change, message) => {
    const rig = new RegistrarRig();

    const outcome = await rig.deploy(declarations(change));

    expect(outcome).toMatchObject({ ok: false });
    expect(outcome.ok ? '' : outcome.problems.join('\n')).toContain(message);
    expect(rig.registry.items.size).toBe(0);
  });
});
