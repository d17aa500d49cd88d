import fc from 'fast-check';
import type { Declarations, PolicyDeclaration } from '../../../lambda/contract/declarations';
import type { IssuerDocument } from '../../../lambda/contract/proxy-document';
import { type AccessDiff, diffAccess } from '../../../lambda/domain/access/access-diff';
import { AccessJudge } from '../../../lambda/domain/access/access-judge';
import { type AccessState, accessOfDeclarations, accessOfRegistry } from '../../../lambda/domain/access/access-state';
import { evaluatePolicySet } from '../../../lambda/domain/cedar';
import { questionOf } from '../../../lambda/domain/policy-request';
import { propertyRuns } from '../../support/property-runs';
import { RegistrarRig } from '../../support/registrar-rig';

const ROUTE = { maxBodyBytes: 0, contentTypes: [] };
const READ = { ...ROUTE, method: 'GET', path: '/{item}', action: 'Read' };
const LIST = { ...ROUTE, method: 'GET', path: '/', action: 'Read' };
const WRITE = { ...ROUTE, method: 'PUT', path: '/{item}', action: 'Write' };
const ISSUER: IssuerDocument = {
  id: 'login',
  issuer: 'https://login.example',
  jwksUri: 'https://login.example/keys',
  audiences: ['shop'],
  clientIds: [],
  scopes: [],
  subjectClaim: 'sub',
  tenant: { kind: 'fixed', values: ['acme'] },
  roles: { kind: 'none' },
  claims: [],
  algorithms: ['RS256'],
  types: [],
};

function declared(policies: readonly (string | PolicyDeclaration)[], rest: Partial<Declarations> = {}): Declarations {
  return {
    version: 1,
    proxy: { version: 1, issuers: [] },
    apis: [{ version: 1, api: 'shop', routes: [READ, LIST, WRITE] } as never],
    policies: policies.map((policy, index) =>
      typeof policy === 'string' ? { id: `p${index}`, text: policy } : policy,
    ),
    tenants: [{ tenant: 'acme' }],
    users: [{ tenant: 'acme', user: 'robot', roles: ['reader'], planId: 'plan' }],
    ...rest,
  };
}

function stateOf(...given: Parameters<typeof declared>): AccessState {
  const result = accessOfDeclarations(declared(...given));
  if (!result.ok) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.state;
}

function changesOf(before: AccessState, after: AccessState): string[] {
  return diffAccess(before, after).changes.map(
    ({ who, action, change, before: old, after: fresh }) => `${who} ${action} ${change} ${old}→${fresh}`,
  );
}

const READERS = 'permit (principal in Gatehouse::Role::"reader", action == Gatehouse::Action::"shop:Read", resource);';
const WRITERS = 'permit (principal in Gatehouse::Role::"writer", action == Gatehouse::Action::"shop:Write", resource);';
const BY_GET = 'permit (principal, action, resource) when { context.method == "GET" };';
const NOT_AT_NIGHT = 'forbid (principal, action, resource) when { context.now < 1000 };';

describe('access diff', () => {
  test('equal states differ in nothing', () => {
    const expected: AccessDiff = { widened: false, changes: [], issuers: [] };

    expect(diffAccess(stateOf([READERS, BY_GET]), stateOf([READERS, BY_GET]))).toEqual(expected);
  });

  test('a new permit is gained by its role, and said of no user that has the role', () => {
    const { changes, widened } = diffAccess(stateOf([]), stateOf([READERS]));

    expect(widened).toBe(true);
    expect(changes).toEqual([
      {
        who: 'role reader',
        action: 'shop:Read',
        routes: ['GET /', 'GET /{item}'],
        before: 'never',
        after: 'always',
        change: 'gained',
        removed: [],
        added: [expect.stringContaining('permit')],
      },
    ]);
  });

  test('a permit for a role that no declared user has widens access: tokens may bring it', () => {
    const { changes, widened } = diffAccess(stateOf([]), stateOf([WRITERS]));

    expect([widened, changes.map(({ who, action }) => `${who} ${action}`)]).toEqual([true, ['role writer shop:Write']]);
  });

  test('a permit that is gone is lost, and widens nothing', () => {
    const { changes, widened } = diffAccess(stateOf([READERS]), stateOf([]));

    expect(changes.map(({ change }) => change)).toEqual(['lost']);
    expect(widened).toBe(false);
  });

  test('a role that a user gets is the user’s gain', () => {
    const users = [{ tenant: 'acme', user: 'robot', roles: ['reader', 'writer'], planId: 'plan' }];

    expect(changesOf(stateOf([READERS, WRITERS]), stateOf([READERS, WRITERS], { users }))).toEqual([
      'user acme/robot shop:Write gained never→always',
    ]);
  });

  test('a user or tenant that is new gains, one that is gone loses', () => {
    const before = stateOf(['permit (principal in Gatehouse::Tenant::"other", action, resource);', READERS]);
    const after = stateOf(['permit (principal in Gatehouse::Tenant::"other", action, resource);', READERS], {
      tenants: [{ tenant: 'acme' }, { tenant: 'other' }],
      users: [],
    });

    expect(changesOf(before, after)).toEqual([
      'anybody of tenant other shop:Read gained never→always',
      'anybody of tenant other shop:Write gained never→always',
      'user acme/robot shop:Read lost always→never',
    ]);
  });

  test('a route that is new, and one that needs another action now', () => {
    const before = stateOf([READERS], { apis: [{ version: 1, api: 'shop', routes: [READ] } as never] });
    const after = stateOf([READERS], {
      apis: [{ version: 1, api: 'shop', routes: [{ ...READ, action: 'Write' }, { ...LIST }] } as never],
    });

    const { changes } = diffAccess(before, after);

    expect(changes.map(({ who, routes, change }) => [who, change, ...routes])).toEqual([
      ['role reader', 'gained', 'GET /'],
      ['role reader', 'lost', 'GET /{item}'],
    ]);
  });

  test.each([
    ['a condition is dropped', [BY_GET], ['permit (principal, action, resource);'], 'widened conditional→always'],
    ['a condition is added', ['permit (principal, action, resource);'], [BY_GET], 'narrowed always→conditional'],
    ['a conditional forbid comes', [BY_GET], [BY_GET, NOT_AT_NIGHT], 'narrowed conditional→conditional'],
    ['a conditional forbid goes', [BY_GET, NOT_AT_NIGHT], [BY_GET], 'widened conditional→conditional'],
    [
      'a condition is another',
      [BY_GET],
      ['permit (principal, action, resource) when { context.method == "PUT" };'],
      'changed conditional→conditional',
    ],
    [
      'an unconditional forbid wins',
      [BY_GET],
      [BY_GET, 'forbid (principal, action, resource);'],
      'lost conditional→never',
    ],
  ])('%s', (_, before, after, change) => {
    expect(changesOf(stateOf(before), stateOf(after))).toEqual([
      `anybody shop:Read ${change}`,
      `anybody shop:Write ${change}`,
    ]);
  });

  test('policies without a context are decided and not called conditional', () => {
    const own = 'permit (principal, action, resource) when { principal.name == "robot" };';

    expect(changesOf(stateOf([]), stateOf([own]))).toEqual([
      'user acme/robot shop:Read gained never→always',
      'user acme/robot shop:Write gained never→always',
    ]);
  });

  test('a tenant’s own set is a ceiling: its coming narrows, its going widens', () => {
    const all = 'permit (principal, action, resource);';
    const own = { id: 'own', tenant: 'acme', text: BY_GET };

    expect(changesOf(stateOf([all]), stateOf([all, own]))).toContain(
      'anybody of tenant acme shop:Read narrowed always→conditional',
    );
    expect(changesOf(stateOf([BY_GET, own]), stateOf([BY_GET]))).toContain(
      'anybody of tenant acme shop:Read widened conditional→conditional',
    );
    expect(changesOf(stateOf([BY_GET]), stateOf([BY_GET, own]))).toContain(
      'anybody of tenant acme shop:Read narrowed conditional→conditional',
    );
  });

  test('what narrows in one layer and widens in the other is changed', () => {
    const own = (text: string) => ({ id: 'own', tenant: 'acme', text });

    expect(
      changesOf(
        stateOf([BY_GET, own(BY_GET)]),
        stateOf([BY_GET, NOT_AT_NIGHT, own('permit (principal, action, resource);')]),
      ),
    ).toContain('anybody of tenant acme shop:Read changed conditional→conditional');
  });

  test('issuers: added and changed ones widen, one that is gone does not; what a deploy fills in is no change', () => {
    const withIssuers = (...issuers: IssuerDocument[]) => stateOf([], { proxy: { version: 1, issuers } });
    const filled = { ...ISSUER, jwksUri: '${value:keys}' };

    expect(diffAccess(withIssuers(), withIssuers(ISSUER))).toMatchObject({
      widened: true,
      issuers: [{ issuer: 'login', change: 'added' }],
    });
    expect(diffAccess(withIssuers(ISSUER), withIssuers())).toMatchObject({
      widened: false,
      issuers: [{ issuer: 'login', change: 'removed' }],
    });
    expect(diffAccess(withIssuers(ISSUER), withIssuers({ ...ISSUER, audiences: ['shop', 'more'] }))).toMatchObject({
      widened: true,
      issuers: [{ issuer: 'login', change: 'changed' }],
    });
    expect(diffAccess(withIssuers(ISSUER), withIssuers(filled)).issuers).toEqual([]);
  });

  test('policies that are not valid are problems, not a state', () => {
    expect(
      accessOfDeclarations(declared(['permit (principal, action, resource) when { context.nothing };'])),
    ).toMatchObject({
      ok: false,
      problems: [{ policy: 'p0' }],
    });
  });
});

describe('what is in force in a registry', () => {
  const own = { id: 'own', tenant: 'acme', text: BY_GET };

  test('is what was declared', async () => {
    const rig = new RegistrarRig();
    const declarations = declared([READERS, own], { proxy: { version: 1, issuers: [ISSUER] } });
    await rig.deploy(declarations);

    const state = await accessOfRegistry(rig.registry);

    const expected = accessOfDeclarations(declarations);
    expect(expected.ok && diffAccess(expected.state, state)).toEqual({ widened: false, changes: [], issuers: [] });
    expect([...state.sets.keys()]).toEqual(['', 'acme']);
  });

  test('nothing is, where nothing was published', async () => {
    const state = await accessOfRegistry(new RegistrarRig().registry);

    expect(changesOf(state, stateOf([READERS]))).toEqual(['role reader shop:Read gained never→always']);
  });

  test('a set that was not published for the schema permits nothing, and a tenant that is gone has none', async () => {
    const rig = new RegistrarRig();
    await rig.deploy(declared([READERS, own]));
    const registry = {
      readDocument: (hash: string) => rig.registry.readDocument(hash),
      readGlobal: async () => ({ ...(await rig.registry.readGlobal()), policies: {} }) as never,
      readTenants: async () => [undefined],
    };

    const { sets } = await accessOfRegistry(registry);

    expect([...sets].map(([set, policies]) => [set, policies.size])).toEqual([['', 0]]);
  });
});

const CONDITIONS = [
  '',
  ' when { context.method == "GET" }',
  ' unless { context.now < 1000 }',
  ' when { principal.name == "robot" }',
];
const policy = fc
  .tuple(
    fc.constantFrom('permit', 'forbid'),
    fc.constantFrom(
      'principal',
      'principal in Gatehouse::Role::"reader"',
      'principal == Gatehouse::ProxyUser::"acme/robot"',
    ),
    fc.constantFrom('action', 'action == Gatehouse::Action::"shop:Read"', 'action in Gatehouse::Action::"shop:*"'),
    fc.constantFrom('resource', 'resource == Gatehouse::Route::"shop GET /"', 'resource in Gatehouse::Api::"shop"'),
    fc.constantFrom(...CONDITIONS),
  )
  .map(([effect, who, action, resource, condition]) => `${effect} (${who}, ${action}, ${resource})${condition};`);
const policies = fc.array(policy, { maxLength: 4 });
const whom = fc.record({
  tenant: fc.constant('acme'),
  user: fc.constantFrom('robot', 'other'),
  roles: fc.constantFrom([], ['reader']),
});
const asked = fc.constantFrom(
  { api: 'shop', action: 'Read', route: 'GET /' },
  { api: 'shop', action: 'Read', route: 'GET /{item}' },
  { api: 'shop', action: 'Write', route: 'PUT /{item}' },
);
const context = fc.record({ method: fc.constantFrom('GET', 'PUT'), now: fc.constantFrom(1, 2_000) });

describe('what is said of a state is what Cedar decides', () => {
  const decides = ({ sets }: AccessState, ...question: Parameters<typeof questionOf>): boolean => {
    const slice = { version: 1 as const, policies: Object.fromEntries(sets.get('') as ReadonlyMap<string, unknown>) };
    const hash = JSON.stringify(slice);
    return evaluatePolicySet({ ...questionOf(...question), slices: [{ hash, slice }] }).decision === 'allow';
  };

  test('`always` permits every request, `never` none', () => {
    fc.assert(
      fc.property(policies, whom, asked, context, (texts, principal, route, values) => {
        const state = stateOf(texts);

        const { status } = new AccessJudge(state).judge(principal, route);

        if (status !== 'conditional') {
          expect(decides(state, principal, route, values)).toBe(status === 'always');
        }
      }),
      propertyRuns(25, 2_000),
    );
  });

  test('a diff that does not widen lets no request through that was refused', () => {
    fc.assert(
      fc.property(policies, policies, whom, asked, context, (old, fresh, principal, route, values) => {
        const users = [{ ...principal, planId: 'plan' }];
        const [before, after] = [stateOf(old, { users }), stateOf(fresh, { users })];

        const { widened } = diffAccess(before, after);

        if (!widened) {
          expect(decides(after, principal, route, values) && !decides(before, principal, route, values)).toBe(false);
        }
      }),
      propertyRuns(15, 1_000),
    );
  });
});
