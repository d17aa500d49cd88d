import fc from 'fast-check';
import type { PolicyDeclaration } from '../../lambda/contract/declarations';
import type { PolicyManifest, PolicySlice } from '../../lambda/contract/registry-records';
import { evaluatePolicySet, policyJsonOf } from '../../lambda/domain/cedar';
import { generateSchema, type PolicySchema } from '../../lambda/domain/cedar-schema';
import { actionUid, anchorsOf, principalUid, roleUid, routeUid, tenantUid } from '../../lambda/domain/policy-anchor';
import { type CompiledPolicySet, compilePolicySets, slicePolicySet } from '../../lambda/domain/policy-set';
import { propertyRuns } from '../support/property-runs';

function schemaOf(): PolicySchema {
  const route = { method: 'GET', path: '/{item}', maxBodyBytes: 0, contentTypes: [] };
  const generated = generateSchema({
    apis: [
      {
        api: 'shop',
        routes: [
          { ...route, action: 'Read' },
          { ...route, method: 'PUT', action: 'Write' },
        ],
      },
    ],
    claims: [],
  });
  if (!generated.ok) {
    throw new Error('unexpected');
  }
  return generated.schema;
}

const SCHEMA = schemaOf();

function setsOf(...declarations: PolicyDeclaration[]): ReadonlyMap<string, CompiledPolicySet> {
  const compiled = compilePolicySets(SCHEMA, declarations);
  if (!compiled.ok) {
    throw new Error(JSON.stringify(compiled.problems));
  }
  return compiled.sets;
}

function problemsOf(...declarations: PolicyDeclaration[]) {
  const compiled = compilePolicySets(SCHEMA, declarations);
  return compiled.ok ? [] : compiled.problems;
}

function slicesOf(set: CompiledPolicySet, anchors?: readonly string[]) {
  const manifest = JSON.parse(set.manifest.body) as PolicyManifest;
  const hashes = Object.entries(manifest.slices).flatMap(([anchor, hash]) =>
    anchors === undefined || anchors.includes(anchor) ? [hash] : [],
  );
  return [...new Set(hashes)].map((hash) => ({
    hash,
    slice: JSON.parse(set.slices.find((slice) => slice.hash === hash)?.body as string) as PolicySlice,
  }));
}

function idsByAnchor(set: CompiledPolicySet): Record<string, string[]> {
  const manifest = JSON.parse(set.manifest.body) as PolicyManifest;
  return Object.fromEntries(
    Object.keys(manifest.slices).map((anchor) => [
      anchor,
      slicesOf(set, [anchor]).flatMap(({ slice }) => Object.keys(slice.policies)),
    ]),
  );
}

describe('a policy set', () => {
  it('is sliced by whom the scope of its policies names', () => {
    const text = `
      permit(principal, action, resource);
      permit(principal is Gatehouse::ProxyUser, action, resource);
      permit(principal is Gatehouse::ProxyUser in Gatehouse::Tenant::"acme", action, resource);
      permit(principal in Gatehouse::Role::"ad\\"min", action, resource);
      forbid(principal == Gatehouse::ProxyUser::"acme/ci", action == Gatehouse::Action::"shop:Read", resource);
      @id("named") forbid(principal in Gatehouse::Tenant::"acme", action in Gatehouse::Action::"shop:*", resource);`;

    const set = setsOf({ id: 'base', text }).get('') as CompiledPolicySet;

    expect(idsByAnchor(set)).toEqual({
      '*': ['base.0', 'base.1'],
      'Gatehouse::Tenant::"acme"': ['base.2', 'named'],
      'Gatehouse::Role::"ad\\"min"': ['base.3'],
      'Gatehouse::ProxyUser::"acme/ci"': ['base.4'],
    });
    expect(JSON.parse(set.manifest.body)).toMatchObject({ version: 1, schema: SCHEMA.digest });
  });

  it('belongs to everybody or to one tenant; the global set is always there', () => {
    const permit = 'permit(principal, action, resource);';

    const sets = setsOf({ id: 'a', text: permit, tenant: 'acme' }, { id: 'a', text: permit, tenant: 'umbrella' });

    expect([...sets.keys()]).toEqual(['', 'acme', 'umbrella']);
    expect(idsByAnchor(sets.get('') as CompiledPolicySet)).toEqual({});
    expect(idsByAnchor(sets.get('acme') as CompiledPolicySet)).toEqual({ '*': ['a.0'] });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a text that does not parse', 'permit(principal,\n  action resource);', { line: 2, column: 10 }],
    ['a template', '// one\npermit(principal == ?principal, action, resource);', { line: 2, column: 1 }],
    ['nothing', '// nothing', {}],
    [
      'an unknown attribute',
      '// é\npermit(principal, action, resource)\nwhen { context.nope };',
      { line: 3, column: 8 },
    ],
    [
      'an attribute that only some routes have',
      'permit(principal, action, resource) when { context.issuer == "x" };',
      { line: 1, column: 44 },
    ],
    ['an impossible policy', 'permit(principal, action, resource) when { 1 == 2 };', { line: 1, column: 1 }],
    ['an unknown action', 'permit(principal, action == Gatehouse::Action::"shop:Nope", resource);', { line: 1 }],
    ['a large integer', 'permit(principal, action, resource) when { context.now == 9007199254740993 };', { line: 1 }],
    ['a small integer', 'permit(principal, action, resource) when { context.now == -9007199254740993 };', { line: 1 }],
    ['an odd id', '@id("a,b") permit(principal, action, resource);', { line: 1, column: 1 }],
    [
      'an id twice',
      '@id("a") permit(principal, action, resource);\n@id("a") permit(principal, action, resource);',
      { line: 2 },
    ],
    ['deep nesting', `permit(principal, action, resource) when { ${'('.repeat(3000)}true${')'.repeat(3000)} };`, {}],
    [
      'a long chain',
      `permit(principal, action, resource) when { ${Array(100).fill('context.method == "GET"').join(' || ')} };`,
      { line: 1, column: 1 },
    ],
  ])('S2 refuses %s, and says where and what to do', (_, text, place) => {
    const problems = problemsOf({ id: 'bad', text });

    expect(problems[0]).toMatchObject({ policy: 'bad', message: /./, remedy: /./, ...place });
  });

  it('S2 refuses a schema that is none', () => {
    const compiled = compilePolicySets({ text: 'junk', digest: '0' }, []);

    expect(compiled.ok ? [] : compiled.problems).toEqual(
      [{ policy: '', message: expect.stringContaining('junk'), remedy: /./ }].map((problem) => ({
        ...problem,
        remedy: expect.any(String),
      })),
    );
  });

  it('refuses more policies on one anchor than a stored item can hold', () => {
    const text = (scope: string) =>
      Array.from(
        { length: 700 },
        (_, index) => `permit(${scope}, action, resource) when { context.path.item == "${'x'.repeat(500)}${index}" };`,
      ).join('\n');

    const problems = problemsOf(
      { id: 'all', text: text('principal') },
      { id: 'own', tenant: 'acme', text: text('principal in Gatehouse::Role::"r"') },
    );

    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The policies of the global set .* allowed: 390000/),
      expect.stringMatching(/^The policies of tenant "acme" .* allowed: 390000/),
    ]);
  });

  it('finds whom a policy names in both of the forms that Cedar writes an entity in', () => {
    const json = policyJsonOf('permit(principal in Gatehouse::Role::"r", action, resource);');
    const escaped = { ...json, principal: { op: 'in', entity: { __entity: roleUid('r') } } } as const;

    const [short, long] = [json, escaped].map((policy) => slicePolicySet('0', [{ id: 'p', json: policy }]));

    expect(Object.keys(idsByAnchor(long as CompiledPolicySet))).toEqual(
      Object.keys(idsByAnchor(short as CompiledPolicySet)),
    );
  });

  it('does not depend on the order of declarations', () => {
    const one: PolicyDeclaration = { id: 'one', text: 'permit(principal, action, resource);' };
    const two: PolicyDeclaration = { id: 'two', text: 'forbid(principal in Gatehouse::Role::"r", action, resource);' };

    expect(setsOf(one, two).get('')?.manifest.hash).toBe(setsOf(two, one).get('')?.manifest.hash);
  });
});

describe('slicing', () => {
  const tenant = fc.constantFrom('acme', 'umbrella');
  const user = fc.constantFrom('ci', 'ann');
  const role = fc.constantFrom('admin', 'reader', '"');
  const uid = fc.oneof(
    fc.tuple(tenant, user).map(([t, u]) => principalUid(t, u)),
    tenant.map(tenantUid),
    role.map(roleUid),
  );
  const name = uid.map(({ type, id }) => `${type}::${JSON.stringify(id)}`);
  const scope = fc.oneof(
    fc.constant('principal'),
    name.map((given) => `principal == ${given}`),
    name.map((given) => `principal in ${given}`),
    fc.constant('principal is Gatehouse::ProxyUser'),
    name.map((given) => `principal is Gatehouse::ProxyUser in ${given}`),
  );
  const condition = fc.constantFrom('', 'when { context.method == "GET" }', 'unless { context.path.item like "a*" }');
  const policy = fc
    .tuple(fc.constantFrom('permit', 'forbid'), scope, condition)
    .map(([effect, whom, when]) => `${effect}(${whom}, action, resource) ${when};`);
  const principal = fc.record({ tenant, user, roles: fc.uniqueArray(role) });
  const request = fc.record({ method: fc.constantFrom('GET', 'PUT'), item: fc.constantFrom('a', 'b') });

  it('never changes a decision, nor what determined it', () => {
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 8 }), principal, request, (policies, who, what) => {
        const compiled = compilePolicySets(SCHEMA, [{ id: 'p', text: policies.join('\n') }]);
        // A scope such as `principal == Tenant::"acme"` can never hold: refused when written, so never evaluated.
        fc.pre(compiled.ok);
        const set = compiled.sets.get('') as CompiledPolicySet;
        const self = principalUid(who.tenant, who.user);
        const question = {
          principal: self,
          action: actionUid('shop', 'Read'),
          resource: routeUid('shop', 'GET /{item}'),
          context: { method: what.method, path: { item: what.item } },
          entities: [
            {
              uid: self,
              attrs: { name: who.user, tenant: { __entity: tenantUid(who.tenant) } },
              parents: [tenantUid(who.tenant), ...who.roles.map(roleUid)],
            },
          ],
        };

        const sliced = evaluatePolicySet({ ...question, slices: slicesOf(set, anchorsOf(who)) });

        expect(sliced).toEqual(evaluatePolicySet({ ...question, slices: slicesOf(set) }));
      }),
      propertyRuns(150, 6_000),
    );
  });
});
