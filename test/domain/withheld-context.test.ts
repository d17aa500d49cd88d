import type { Declarations } from '../../lambda/contract/declarations';
import { type ReleaseDocument, tenantKey } from '../../lambda/contract/registry-records';
import { policyJsonOf } from '../../lambda/domain/cedar';
import { checkPolicies } from '../../lambda/domain/policy-check';
import { slicePolicySet } from '../../lambda/domain/policy-set';
import { tenantReference } from '../../lambda/domain/reference';
import { WITHHELD_ATTRIBUTES, withheldReads } from '../../lambda/domain/withheld-context';
import { declarations, RegistrarRig } from '../support/registrar-rig';

const [SHOP] = declarations().apis as [Declarations['apis'][number]];
const KEEPING: Declarations = { ...declarations(), proxy: { ...declarations().proxy, answerTtlSeconds: 60 } };

function problemsOf(text: string, routes: Partial<(typeof SHOP)['routes'][number]> = {}): readonly string[] {
  const apis = [{ api: SHOP.api, routes: SHOP.routes.map((route) => ({ ...route, ...routes })) }];
  const checked = checkPolicies({ apis, claims: [], policies: [{ id: 'own', text }], keepsAnswers: true });
  return checked.ok ? [] : checked.problems.map(({ message }) => message);
}

function when(condition: string): string {
  return `permit(principal, action, resource) when { ${condition} };`;
}

describe('policies where API Gateway keeps answers', () => {
  test.each([
    ['now', 'context.now > 1'],
    ['sourceAddress', 'context.sourceAddress.isLoopback()'],
    ['tokenAge', 'context has tokenAge && context.tokenAge < 60'],
    ['query', 'context.query has page'],
    ['headers', 'context.headers has accept'],
    ['senderConstraint', 'context has senderConstraint'],
  ])('A2 cannot read %s', (name, condition) => {
    expect(problemsOf(when(condition))).toContainEqual(
      `The policy reads context.${name}, which is another for each call, and the authorizer's cache keeps one answer for several.`,
    );
    // Cedar's own validator refuses it too: the schema has no such attribute.
    expect(problemsOf(when(condition)).length).toBeGreaterThan(1);
  });

  test('A2 cannot take the context as a whole', () => {
    expect(problemsOf(when('context == context'))).toContainEqual(
      expect.stringContaining('The policy reads the context as a whole'),
    );
  });

  test('read everything else', () => {
    const all = 'context.method == "GET" && context.credential == "jwt" && context.scopes.contains("a")';

    expect(problemsOf(when(`${all} && context has acr && context.acr == "x" && context.path has item`))).toEqual([]);
  });

  test('are told where it stands', () => {
    const text = `${when('true')}\n${when('context.now > 1')}`;
    const apis = [{ api: SHOP.api, routes: SHOP.routes }];
    const checked = checkPolicies({ apis, claims: [], policies: [{ id: 'own', text }], keepsAnswers: true });

    expect(checked.ok ? [] : checked.problems[0]).toMatchObject({ policy: 'own', line: 2, column: 1 });
  });

  test.each([
    ['query parameters', { query: [{ name: 'page', type: 'String' }] }],
    ['headers', { headers: [{ name: 'accept', type: 'String' }] }],
    ['tokens that are bound to their sender', { senderConstrained: true }],
  ] as const)('A2 a route cannot ask for %s', (what, change) => {
    expect(problemsOf(when('true'), change)).toContainEqual(
      expect.stringMatching(
        new RegExp(`the route "GET .*" .*${what}.*, which the authorizer's cache does not tell apart`),
      ),
    );
  });

  test('a route may declare none by an empty list', () => {
    expect(problemsOf(when('true'), { query: [], headers: [], senderConstrained: false })).toEqual([]);
  });

  test('every attribute that is withheld is found', () => {
    expect(withheldReads(WITHHELD_ATTRIBUTES.map((name) => policyJsonOf(when(`context has ${name}`))))).toEqual([
      ...WITHHELD_ATTRIBUTES,
    ]);
  });
});

describe('a deploy that switches keeping on', () => {
  async function deployedWith(text: string): Promise<RegistrarRig> {
    const rig = new RegistrarRig();
    expect(await rig.deploy(declarations())).toMatchObject({ ok: true });
    const release = (await rig.registry.readDocument(rig.global()?.release as string)) as ReleaseDocument;
    const { manifest, slices } = slicePolicySet(release.schema, [{ id: 'mine', json: policyJsonOf(text) }]);
    for (const { body } of [...slices, manifest]) {
      await rig.registry.putDocument(body);
    }
    rig.registry.change(tenantKey(tenantReference('acme')), { policies: { [release.schema]: manifest.hash } });
    return rig;
  }

  test.each(['context.now > 1', 'context == context'])(
    'A2 is refused while a tenant’s stored set reads what is withheld: %s',
    async (condition) => {
      const rig = await deployedWith(when(condition));
      const before = rig.registry.state();

      const outcome = await rig.deploy(KEEPING);

      expect(outcome.ok ? [] : outcome.problems).toContainEqual(
        expect.stringMatching(/^Policy mine of tenant "acme" does not fit /),
      );
      expect(rig.registry.state()).toEqual(before);
    },
  );

  test('A2 is refused for declared policies that do', async () => {
    const rig = new RegistrarRig();

    const outcome = await rig.deploy({ ...KEEPING, policies: [{ id: 'own', text: when('context.now > 1') }] });

    expect(outcome.ok ? [] : outcome.problems).toContainEqual(expect.stringContaining('reads context.now'));
  });

  test('carries over a set that does not, and comes back by a rollback', async () => {
    const rig = await deployedWith(when('context.method == "GET"'));

    expect(await rig.deploy(KEEPING)).toMatchObject({ ok: true });
    expect(Object.keys(rig.tenant('acme')?.policies ?? {})).toHaveLength(2);
    expect(await rig.deploy(declarations())).toMatchObject({ ok: true });
    // The code of one release with the properties of another: the stored release is found by its digest.
    expect(await rig.request('Update', declarations(), KEEPING)).toMatchObject({ ok: true });
  });
});
