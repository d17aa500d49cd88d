import fc from 'fast-check';
import { evaluatePolicySet, type PolicyQuestion, policyJsonOf } from '../../lambda/domain/cedar';
import { narrowQuestion, readsOf } from '../../lambda/domain/policy-reads';
import { rememberedEvaluation } from '../../lambda/domain/remembered-evaluation';
import { propertyRuns } from '../support/property-runs';

/** Scopes and conditions that look at everything a question has, in every way that Cedar has. */
const SCOPES = [
  'principal, action, resource',
  'principal == G::User::"u1", action, resource',
  'principal in G::Role::"r1", action == G::Action::"a", resource',
  'principal is G::User in G::Tenant::"t1", action in [G::Action::"*"], resource in G::Api::"api"',
  'principal in G::Role::"r2", action in G::Action::"*", resource == G::Route::"route"',
];
const CONDITIONS = [
  'true',
  'context.path.item == "1"',
  'context has issuer',
  'context has issuer && context.issuer == "idp"',
  'context has claims.level',
  'context.claims has level && context.claims.level > 3',
  'context.claims.level > 3',
  'context.now > 5',
  'context.sourceAddress.isInRange(ip("10.0.0.0/8"))',
  'context == { method: "GET" }',
  '{ whole: context }.whole has issuer',
  'principal.name == "u1"',
  'principal has name',
  'principal has tenant.label',
  'principal.tenant == G::Tenant::"t1"',
  'principal in principal.tenant',
  'principal is G::User in principal.tenant',
  'principal in [principal.tenant, G::Role::"r1"]',
  'principal in [G::Role::"r1", G::Role::"r3"]',
  'principal in resource',
  'resource in G::Api::"api"',
  'resource has owner',
  'resource.owner == principal',
  'resource has owner.name',
  'resource.owner.name == "u1"',
  'action in G::Action::"*"',
  '(if context.method == "GET" then principal else resource) in G::Role::"r2"',
  'principal.hasTag("x")',
  '[G::Role::"r1"].contains(principal)',
];

const policy = fc
  .tuple(
    fc.constantFrom('permit', 'forbid'),
    fc.constantFrom(...SCOPES),
    fc.array(fc.tuple(fc.constantFrom('when', 'unless'), fc.constantFrom(...CONDITIONS)), { maxLength: 2 }),
  )
  .map(([effect, scope, conditions]) =>
    policyJsonOf(`${effect}(${scope})${conditions.map(([kind, text]) => ` ${kind} { ${text} }`).join('')};`),
  );
const slices = fc.array(fc.array(policy, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }).map((list) =>
  list.map((policies, slice) => ({
    hash: JSON.stringify(policies),
    slice: {
      version: 1 as const,
      policies: Object.fromEntries(policies.map((json, index) => [`${slice}.${index}`, json])),
    },
  })),
);
const user = (id: string) => ({ type: 'G::User', id });
const group = (type: string, id: string) => ({ type: `G::${type}`, id });
const question = fc
  .record({
    id: fc.constantFrom('u1', 'u2'),
    roles: fc.subarray(['r1', 'r2', 'r3']),
    tenant: fc.constantFrom('t1', 't2'),
    item: fc.constantFrom('1', '2'),
    issuer: fc.option(fc.constant('idp'), { nil: undefined }),
    level: fc.option(fc.constantFrom(1, 5), { nil: undefined }),
    now: fc.constantFrom(4, 6, 7),
    address: fc.constantFrom('10.1.2.3', '192.0.2.1'),
  })
  .map(({ id, roles, tenant, item, issuer, level, now, address }): Omit<PolicyQuestion, 'slices'> => {
    const uid = user(id);
    return {
      principal: uid,
      action: group('Action', 'a'),
      resource: group('Route', 'route'),
      context: {
        path: { item },
        method: 'GET',
        sourceAddress: { __extn: { fn: 'ip', arg: address } },
        now,
        claims: level === undefined ? {} : { level },
        ...(issuer === undefined ? {} : { issuer }),
      },
      entities: [
        {
          uid,
          attrs: { name: id, tenant: { __entity: group('Tenant', tenant) } },
          parents: [group('Tenant', tenant), ...roles.map((role) => group('Role', role))],
        },
        { uid: group('Action', 'a'), attrs: {}, parents: [group('Action', '*')] },
        { uid: group('Route', 'route'), attrs: { owner: { __entity: user('u1') } }, parents: [group('Api', 'api')] },
      ],
    };
  });

describe('the evaluation that remembers', () => {
  test('answers every question as Cedar answers the whole of it, asked once or again', () => {
    const remembered = rememberedEvaluation(evaluatePolicySet);
    let allowed = 0;
    fc.assert(
      fc.property(slices, fc.array(question, { minLength: 1, maxLength: 4 }), (set, questions) => {
        for (const one of [...questions, ...questions]) {
          const whole = evaluatePolicySet({ ...one, slices: set });
          allowed += Number(whole.decision === 'allow');
          expect(remembered({ ...one, slices: set })).toEqual(whole);
        }
      }),
      propertyRuns(300),
    );
    expect(allowed).toBeGreaterThan(50);
  });

  const asked = (text: string): PolicyQuestion => {
    const [one] = fc.sample(question, { numRuns: 1, seed: 7 });
    return {
      ...(one as PolicyQuestion),
      slices: [{ hash: text, slice: { version: 1, policies: { p: policyJsonOf(text) } } }],
    };
  };

  test('asks Cedar once for one question, and anew for any that differs in what the policies look at', () => {
    let asks = 0;
    const remembered = rememberedEvaluation((one) => {
      asks += 1;
      return evaluatePolicySet(one);
    });
    const one = asked('permit(principal in G::Role::"r1", action, resource) when { context.path.item == "1" };');
    const of = (change: object): void => void remembered({ ...one, ...change });

    of({});
    of({});
    of({ context: { ...one.context, now: 1_000_000, method: 'PUT' } });
    expect(asks).toBe(1);
    of({ context: { ...one.context, path: { item: '3' } } });
    expect(asks).toBe(2);
    of({ slices: [{ ...one.slices[0], hash: 'another' }] });
    expect(asks).toBe(3);
    of({ principal: user('another') });
    of({ resource: user('another') });
    of({ action: user('another') });
    expect(asks).toBe(6);
  });

  test('a policy that looks at the time is asked anew every second', () => {
    let asks = 0;
    const remembered = rememberedEvaluation((one) => {
      asks += 1;
      return evaluatePolicySet(one);
    });
    const one = asked('permit(principal, action, resource) when { context.now < 6 };');
    const decisions = [4, 4, 5, 6, 6].map((now) => remembered({ ...one, context: { ...one.context, now } }).decision);

    expect(decisions).toEqual(['allow', 'allow', 'allow', 'deny', 'deny']);
    expect(asks).toBe(3);
  });

  test('a fault is not remembered', () => {
    let faults = 1;
    const remembered = rememberedEvaluation((one) => {
      if (faults-- > 0) {
        throw new Error('down');
      }
      return evaluatePolicySet(one);
    });
    const one = asked('permit(principal, action, resource);');

    expect(() => remembered(one)).toThrow('down');
    expect(remembered(one).decision).toBe('allow');
  });

  test('a question is narrowed to what its policies look at', () => {
    const { slices: set, ...one } = asked(
      'permit(principal in G::Role::"r1", action, resource) when { context.now > 1 };',
    );
    const roles = [group('Role', 'r1'), group('Role', 'r2')];
    const whole = { ...one, slices: set, entities: [{ uid: user('u1'), attrs: { name: 'u1' }, parents: roles }] };

    const narrowed = narrowQuestion(whole, readsOf(set));

    expect(Object.keys(narrowed.context)).toEqual(['now']);
    expect(narrowed.entities).toEqual([{ uid: user('u1'), attrs: {}, parents: [group('Role', 'r1')] }]);
  });

  test('what cannot be told apart counts as looked at', () => {
    const json = { conditions: [{ kind: 'when', body: { '.': { left: { Var: 'context' }, attr: 7 } } }] };

    expect(readsOf([{ hash: 'x', slice: { version: 1, policies: { p: json } } }]).context).toBe('all');
  });
});
