import { type PolicyQuestion, policyJsonOf } from '../../lambda/domain/cedar';
import { attributesIn, attributesOf, pickLookedAt } from '../../lambda/domain/looked-at';
import { narrowQuestion, type PolicyReads, readsOf } from '../../lambda/domain/policy-reads';

const CLAIMS = { level: 1, teams: ['a'] };
const CONTEXT = { now: 1, method: 'GET', claims: CLAIMS, path: { item: '1' } };

function sliceOf(json: unknown) {
  return { version: 1 as const, policies: { p: json } };
}

function reads(condition: string, scope = 'principal, action, resource'): PolicyReads {
  const json = policyJsonOf(`permit(${scope}) when { ${condition} };`);
  return readsOf([{ hash: 'x', slice: sliceOf(json) }]);
}

function lookedAt(condition: string): Record<string, string[]> {
  const found = attributesOf([sliceOf(policyJsonOf(`permit(principal, action, resource) when { ${condition} };`))]);
  return Object.fromEntries([...found].map(([name, members]) => [name, [...members]]));
}

describe('what policies can look at of the context, for their evidence', () => {
  test.each<[string, Record<string, string[]>]>([
    ['true', {}],
    ['context.now > 1', { now: ['*'] }],
    ['context has issuer', { issuer: ['*'] }],
    ['context.claims.level > 1', { claims: ['level'] }],
    ['context.claims has level && context.claims.teams.contains("a")', { claims: ['level', 'teams'] }],
    ['context.claims == {} && context.claims.level > 1', { claims: ['*', 'level'] }],
    ['[context.now, 2].contains(1)', { now: ['*'] }],
    ['context == {}', { '*': ['*'] }],
    ['principal.name == "context"', {}],
    ['principal.tenant.claims == "x"', {}],
    ['if context.now > 1 then context.method == "GET" else false', { now: ['*'], method: ['*'] }],
  ])('%s', (condition, expected) => {
    expect(lookedAt(condition)).toEqual(expected);
  });

  test('templates count too, and one slice after the other', () => {
    const [now, method] = ['context.now > 1', 'context.method == "GET"'].map((condition) =>
      policyJsonOf(`permit(principal, action, resource) when { ${condition} };`),
    );
    const both = [sliceOf(now), { ...sliceOf(undefined), policies: {}, templates: { t: method } }];

    expect([...attributesOf(both).keys()]).toEqual(['now', 'method']);
    expect([...attributesOf(both).keys()]).toEqual(['now', 'method']);
  });

  test('a node that is no access is searched: nothing is overlooked in it', () => {
    const inside = { '.': { left: { Var: 'context' }, attr: 'now' } };

    for (const odd of [
      { '.': { left: inside, attr: 7 } },
      { '.': { left: [inside], attr: 'x' } },
      { '.': [inside] },
      { has: { left: { x: inside }, attr: 'y' } },
    ]) {
      expect([...attributesIn(odd).keys()]).toEqual(['now']);
    }
    expect([...attributesIn({ Var: 'principal' })]).toEqual([]);
  });

  test.each<[string, object]>([
    ['true', {}],
    ['context.now > 1', { now: 1 }],
    ['context.claims.level > 1', { claims: { level: 1 } }],
    ['context.claims has none', { claims: {} }],
    ['context.claims == {}', { claims: CLAIMS }],
    ['context has issuer', {}],
    ['context has toString', {}],
    ['context.now.level > 1', { now: 1 }],
    ['context == {}', CONTEXT],
  ])('of it, %s keeps %j', (condition, kept) => {
    const found = attributesOf([sliceOf(policyJsonOf(`permit(principal, action, resource) when { ${condition} };`))]);

    expect(pickLookedAt(CONTEXT, found)).toEqual(kept);
  });
});

describe('what policies can look at, for their question', () => {
  test.each<[string, string[] | 'all', string[]]>([
    ['true', [], []],
    ['context.now > 1', ['now'], []],
    ['context has issuer', ['issuer'], []],
    ['context.claims.level > 1', ['claims'], ['level']],
    ['context has claims.level', ['claims'], ['level']],
    ['principal.name == "x"', [], ['name']],
    ['principal has tenant.label', [], ['tenant', 'label']],
    ['principal.tenant.label == context.path.item', ['path'], ['label', 'tenant', 'item']],
    ['{ whole: context }.whole has issuer', 'all', ['issuer', 'whole']],
    ['context == {}', 'all', []],
  ])('%s', (condition, context, attributes) => {
    const found = reads(condition);

    expect(found.context === 'all' ? 'all' : [...found.context]).toEqual(context);
    expect([...found.attributes].sort()).toEqual([...attributes].sort());
  });

  test.each<[string, string, string[], boolean]>([
    ['true', 'principal == G::User::"u", action, resource in G::Api::"a"', ['G::User::u', 'G::Api::a'], false],
    ['true', 'principal is G::User in G::Role::"r", action, resource', ['G::Role::r'], false],
    ['principal in G::Role::"r"', 'principal, action, resource', ['G::Role::r'], false],
    ['principal in [G::Role::"r", G::Role::"s"]', 'principal, action, resource', ['G::Role::r', 'G::Role::s'], false],
    ['principal in principal.tenant', 'principal, action, resource', [], true],
    ['principal is G::User in principal.tenant', 'principal, action, resource', [], true],
    ['principal in [principal.tenant, G::Role::"r"]', 'principal, action, resource', ['G::Role::r'], true],
    ['principal in resource', 'principal, action, resource', [], true],
  ])('the ancestors of %s (%s)', (condition, scope, entities, anyAncestor) => {
    const found = reads(condition, scope);

    expect(found.anyAncestor).toBe(anyAncestor);
    expect([...found.entities].sort()).toEqual(expect.arrayContaining([...entities].sort()));
  });

  test('a question keeps the entities that still tell something, and those alone', () => {
    const uid = (id: string) => ({ type: 'G', id });
    const question: PolicyQuestion = {
      slices: [],
      principal: uid('p'),
      action: uid('a'),
      resource: uid('r'),
      context: CONTEXT,
      entities: [
        { uid: uid('p'), attrs: { name: 'x', age: 1 }, parents: [] },
        { uid: uid('a'), attrs: {}, parents: [uid('in'), uid('out')] },
        { uid: uid('r'), attrs: { other: 1 }, parents: [uid('out')] },
      ],
    };
    const none = { context: new Set<string>(), attributes: new Set(['name']), entities: new Set(['G::in']) };

    expect(narrowQuestion(question, { ...none, anyAncestor: false })).toEqual({
      ...question,
      context: {},
      entities: [
        { uid: uid('p'), attrs: { name: 'x' }, parents: [] },
        { uid: uid('a'), attrs: {}, parents: [uid('in')] },
      ],
    });
    expect(narrowQuestion(question, { ...none, context: 'all', anyAncestor: true })).toMatchObject({
      context: CONTEXT,
      entities: [{ uid: uid('p') }, { parents: [uid('in'), uid('out')] }, { attrs: {}, parents: [uid('out')] }],
    });
  });
});
