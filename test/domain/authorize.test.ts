import type { AuthorizationRequest } from '../../lambda/domain/decide-request';
import { REASONS, type ReasonCode } from '../../lambda/contract/reason';
import { GLOBAL_KEY, tenantKey, userKey } from '../../lambda/contract/registry-records';
import { tenantReference, userReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS, NOW } from '../support/authorizer-rig';

const ACME = tenantReference('acme');
const ACME_KEY = tenantKey(ACME);
const CI_KEY = userKey(ACME, userReference('acme', 'ci'));

describe('authorize', () => {
  test('a proxy token of a user who may: passes with its metering key and the decided request', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');

    const verdict = await rig.askAs(text);

    expect(verdict).toEqual({
      kind: 'pass',
      method: 'GET',
      meteringKey: 'metering-key-of-acme-ci',
      context: {
        id: 'id-1',
        verdict: 'forward',
        reason: 'none',
        tenant: 'acme',
        principal: 'acme/ci',
        api: 'shop',
        route: 'GET /items/{item}',
        action: 'shop:ReadItem',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        policies: 'base.0',
      },
    });
  });

  test('what is not known when a request is refused is a hyphen', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');

    expect(await rig.askAs(text, { path: '/shop//items' })).toEqual({
      kind: 'deny',
      context: {
        id: 'id-1',
        verdict: 'refuse',
        reason: 'path_ambiguous',
        tenant: 'acme',
        principal: 'acme/ci',
        api: '-',
        route: '-',
        action: '-',
        digest: '-',
        policies: '',
      },
    });
  });

  test('of the policies that permitted, as many characters are told as a context has room for', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    const names = Array.from({ length: 20 }, (_, index) => `${String(index).padStart(3, '0')}${'x'.repeat(97)}`);
    const policies = names.map((id) => ({ id, text: `@id("${id}") permit(principal, action, resource);` }));
    rig.registry.publish({ ...DECLARATIONS, policies });

    const verdict = await rig.askAs(text);

    expect(verdict).toMatchObject({ kind: 'pass', context: { policies: names.join(',').slice(0, 1_024) } });
    expect(rig.records[0]?.unmapped.policies).toEqual(names);
  });

  test('a proxy token may stand in x-api-key too', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');

    expect(await rig.ask({ headers: { 'X-API-Key': [text] } })).toMatchObject({ kind: 'pass' });
  });

  test('a JWT: its subject passes on its tenant’s metering key', async () => {
    const rig = new AuthorizerRig();

    const verdict = await rig.askAs(rig.jwt());

    expect(verdict).toMatchObject({
      kind: 'pass',
      meteringKey: 'metering-key-of-tenant-acme',
      context: { verdict: 'forward', tenant: 'acme', principal: 'acme/idp|alice' },
    });
    expect(rig.records[0]?.unmapped).toMatchObject({ credential: 'jwt:idp', credentialId: 'token-1' });
  });

  test('a declared claim reaches the policies', async () => {
    const rig = new AuthorizerRig();

    expect(await rig.askAs(rig.jwt({ level: 4 }), { path: '/shop/files/a/b' })).toMatchObject({ kind: 'pass' });
    expect(await rig.askAs(rig.jwt({ level: 3 }), { path: '/shop/files/a/b' })).toMatchObject({ kind: 'deny' });
  });

  test('a federated subject that was declared goes by its declared name, with its roles and key', async () => {
    const rig = new AuthorizerRig();
    rig.registry.publish({
      ...DECLARATIONS,
      users: [
        {
          tenant: 'acme',
          user: 'alice',
          roles: ['writer'],
          planId: 'plan',
          federated: { issuerId: 'idp', subject: 'alice' },
        },
      ],
    });

    const verdict = await rig.askAs(rig.jwt({ groups: [] }), { method: 'PUT' });

    expect(verdict).toMatchObject({
      kind: 'pass',
      meteringKey: 'metering-key-of-acme-alice',
      context: { principal: 'acme/alice' },
    });
  });

  test('L1 every request has exactly one record, written before the verdict is out', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');

    await rig.askAs(text);
    await rig.ask();
    await rig.askAs(text, { method: 'PUT' });

    expect(rig.records.map(({ unmapped }) => [unmapped.id, unmapped.decision, unmapped.status])).toEqual([
      ['id-1', 'permit', 0],
      ['id-2', 'forbid', 401],
      ['id-3', 'forbid', 403],
    ]);
  });

  test('a decision is one round trip of four items', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    await rig.askAs(text);
    rig.registry.reads = [];

    await rig.askAs(text);

    expect(rig.registry.reads.map((keys) => keys.length)).toEqual([4]);
  });

  test('a global permit is a ceiling, not a floor: the tenant’s own set must permit too', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('globex', 'eve');

    expect(await rig.askAs(text)).toMatchObject({ kind: 'pass', context: { policies: 'base.1,own.0' } });
    expect(await rig.askAs(text, { method: 'PUT' })).toMatchObject({
      kind: 'deny',
      context: { reason: 'policy_no_permit' },
    });
  });

  describe('refusals', () => {
    type Case = (rig: AuthorizerRig, token: string) => Partial<AuthorizationRequest> | undefined;
    const change = (key: { pk: string; sk: string }, to: object): Case => {
      return (rig) => {
        rig.registry.change(key, to);
        return undefined;
      };
    };
    const cases: Partial<Record<ReasonCode, Case>> = {
      credential_missing: () => ({ headers: {} }),
      credential_conflict: (_, token) => ({ headers: { authorization: [`Bearer ${token}`], 'x-api-key': [token] } }),
      credential_malformed: () => ({ headers: { authorization: ['Basic eDp5'] } }),
      everything_revoked: change(GLOBAL_KEY, { status: 'closed' }),
      tenant_suspended: change(ACME_KEY, { status: 'suspended' }),
      tenant_unknown: change(ACME_KEY, { declared: false }),
      user_suspended: change(CI_KEY, { status: 'suspended' }),
      user_undeclared: change(CI_KEY, { declared: false }),
      user_expired: change(CI_KEY, { expiresAt: NOW }),
      user_unknown: (rig) => {
        rig.registry.items.delete(`${CI_KEY.pk} ${CI_KEY.sk}`);
        return undefined;
      },
      role_revoked: change(GLOBAL_KEY, { revokedRoles: ['reader'] }),
      api_revoked: change(GLOBAL_KEY, { revokedApis: ['shop'] }),
      metering_key_missing: (rig) => {
        rig.registry.change(CI_KEY, { meteringKey: undefined });
        rig.registry.change(ACME_KEY, { meteringKey: undefined });
        return undefined;
      },
      path_ambiguous: () => ({ path: '/shop/items/..%2f1' }),
      query_ambiguous: () => ({ query: { 'a;b': ['1'] } }),
      method_unsupported: () => ({ method: 'TRACE' }),
      route_unknown: () => ({ path: '/shop/elsewhere' }),
      policy_no_permit: () => ({ path: '/shop/files/a' }),
    };

    test.each(Object.entries(cases))('%s', async (reason, prepare) => {
      const rig = new AuthorizerRig();
      const { text } = rig.registry.mint('acme', 'ci');

      const request = prepare(rig, text);
      const verdict = await rig.askAs(text, request);

      const { status } = REASONS[reason as ReasonCode];
      const kinds = { 401: 'unauthorized', 403: 'deny', 404: 'pass' } as Record<number, string>;
      expect(verdict.kind).toBe(kinds[status]);
      expect(rig.records.map(({ unmapped }) => [unmapped.reason, unmapped.status, unmapped.decision])).toEqual([
        [reason, status, 'forbid'],
      ]);
      if (verdict.kind === 'pass' || verdict.kind === 'deny') {
        expect(verdict.context).toMatchObject({ verdict: 'refuse', reason, tenant: 'acme', principal: 'acme/ci' });
      }
    });

    test('header_ambiguous', async () => {
      const rig = new AuthorizerRig();
      const { text } = rig.registry.mint('acme', 'ci');

      await rig.ask({ headers: { authorization: [`Bearer ${text}`], 'content-type': ['a/b', 'c/d'] } });

      expect(rig.reason).toBe('header_ambiguous');
    });

    test('policy_forbid: a forbid wins over a permit, and the record names it', async () => {
      const rig = new AuthorizerRig();
      const { text } = rig.registry.mint('acme', 'bob');

      const verdict = await rig.askAs(text, { method: 'PUT', path: '/shop/items/sealed' });

      expect(verdict).toMatchObject({ kind: 'deny', context: { reason: 'policy_forbid', policies: 'base.2' } });
      expect(rig.records[0]?.unmapped.policies).toEqual(['base.2']);
    });

    test('policy_error: an address that is none makes Cedar refuse the question', async () => {
      const rig = new AuthorizerRig();
      const { text } = rig.registry.mint('acme', 'ci');

      await rig.askAs(text, { sourceAddress: 'test-invoke-source-ip' });

      expect(rig.reason).toBe('policy_error');
    });

    test('a federated subject of a tenant that no registry item names', async () => {
      const rig = new AuthorizerRig();

      expect(await rig.askAs(rig.jwt({ org: 'initech' }))).toEqual({ kind: 'unauthorized' });
      expect(rig.reason).toBe('tenant_unknown');
    });
  });

  test('who is nobody learns nothing: whatever the path, method and API, a bad credential is 401', async () => {
    const rig = new AuthorizerRig();

    for (const path of ['/shop/items/1', '/shop/elsewhere', '/nothing', '/shop/%2e%2e', '/']) {
      expect(await rig.ask({ path, method: 'TRACE' })).toEqual({ kind: 'unauthorized' });
    }
  });

  describe('a changed release', () => {
    const withoutIssuers = { ...DECLARATIONS, proxy: { version: 1 as const, issuers: [] }, policies: [] };
    const permitAll = { id: 'all', text: 'permit(principal, action, resource);' };

    test('is loaded before the next decision is made', async () => {
      const rig = new AuthorizerRig();
      const { text } = rig.registry.mint('acme', 'ci');
      expect(await rig.askAs(text, { path: '/shop/new' })).toMatchObject({
        kind: 'pass',
        context: { verdict: 'refuse' },
      });
      const [api] = DECLARATIONS.apis;
      const route = { method: 'GET', path: '/new', action: 'ReadNew', maxBodyBytes: 0, contentTypes: [] };

      rig.registry.publish({ ...DECLARATIONS, apis: [{ ...api!, routes: [route] }], policies: [permitAll] });

      expect(await rig.askAs(text, { path: '/shop/new' })).toMatchObject({
        kind: 'pass',
        context: { verdict: 'forward' },
      });
    });

    test('a removed issuer opens nothing from the moment the snapshot names the release without it', async () => {
      const rig = new AuthorizerRig();
      expect(await rig.askAs(rig.jwt())).toMatchObject({ kind: 'pass' });

      rig.registry.publish({ ...withoutIssuers, policies: [permitAll] });

      expect(await rig.askAs(rig.jwt())).toEqual({ kind: 'unauthorized' });
      expect(rig.reason).toBe('jwt_issuer');
    });

    test('a new issuer is known after at most five seconds, without any other request', async () => {
      const rig = new AuthorizerRig();
      rig.registry.publish({ ...withoutIssuers, policies: [permitAll] });
      expect(await rig.askAs(rig.jwt())).toEqual({ kind: 'unauthorized' });

      rig.registry.publish(DECLARATIONS);
      expect(await rig.askAs(rig.jwt())).toEqual({ kind: 'unauthorized' });
      rig.time += 5_000;

      expect(await rig.askAs(rig.jwt())).toMatchObject({ kind: 'pass' });
    });

    test('refused JWTs do not make a container read more often than every five seconds', async () => {
      const rig = new AuthorizerRig();
      await rig.askAs(rig.jwt());
      rig.registry.reads = [];

      for (let second = 0; second < 20; second += 1) {
        rig.time += 1_000;
        await rig.askAs(rig.jwt({ aud: 'another' }));
      }

      expect(rig.registry.reads.length).toBeLessThanOrEqual(4);
    });

    test('that keeps changing while a JWT is looked at is a fault', async () => {
      const rig = new AuthorizerRig();
      const releases = [1, 2, 3, 4, 5].map((n) => {
        rig.registry.publish({
          ...DECLARATIONS,
          tenants: [...DECLARATIONS.tenants, { tenant: `tenant-${n}` }],
        });
        return rig.registry.items.get('GLOBAL STATE') as object;
      });
      rig.registry.fault = () => {
        rig.registry.put(GLOBAL_KEY, releases[rig.registry.reads.length % 5] as object);
        return undefined;
      };

      expect(await rig.askAs(rig.jwt())).toMatchObject({ kind: 'fault' });
      expect(rig.reason).toBe('release_mismatch');
    });

    test('an API that API Gateway knows and the release does not is a fault', async () => {
      const rig = new AuthorizerRig();
      const { text } = rig.registry.mint('acme', 'ci');

      expect(await rig.askAs(text, { path: '/other/x' })).toMatchObject({ kind: 'fault', reason: 'release_mismatch' });
    });
  });

  test('requests that load the same release at once load it once', async () => {
    const rig = new AuthorizerRig(5_000);
    const { text } = rig.registry.mint('acme', 'ci');

    await Promise.all([rig.askAs(text), rig.askAs(text), rig.askAs(rig.jwt()), rig.askAs(rig.jwt())]);

    const documents = rig.registry.reads.flat().filter(({ pk }) => pk.startsWith('DOCUMENT#'));
    expect(documents.length).toBe(new Set(documents.map(({ pk }) => pk)).size);
    expect(rig.records.every(({ unmapped }) => unmapped.decision === 'permit')).toBe(true);
    expect(rig.fetches).toBe(1);
  });
});
