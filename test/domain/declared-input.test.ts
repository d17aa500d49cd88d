import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ApiDocument, InputDocument } from '../../lambda/contract/api-document';
import { decodeAuthorizerContext } from '../../lambda/contract/authorizer-context';
import type { PolicyDeclaration } from '../../lambda/contract/declarations';
import { generateSchema } from '../../lambda/domain/cedar-schema';
import { decidedDigest, inputProblems, readDeclaredInput } from '../../lambda/domain/declared-input';
import type { AuthorizationRequest } from '../../lambda/domain/decide-request';
import type { ForwardInput } from '../../lambda/domain/forward-input';
import { prepareForward } from '../../lambda/domain/forward-request';
import { compilePolicySets } from '../../lambda/domain/policy-set';
import { RouteTable } from '../../lambda/domain/route-table';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';
import { propertyRuns } from '../support/property-runs';

const text = (name: string): InputDocument => ({ name, type: 'String' });
const SHOP: ApiDocument = {
  version: 1,
  api: 'shop',
  routes: [
    {
      method: 'GET',
      path: '/items/{item}',
      action: 'ReadItem',
      maxBodyBytes: 0,
      contentTypes: [],
      query: [text('branch'), { name: 'tag', type: 'StringSet' }],
      headers: [text('x-env'), { name: 'x-team', type: 'StringSet' }],
    },
  ],
  upstream: { insecure: false, timeoutMs: 1_000 },
  credential: { kind: 'none' },
};
const TABLE = new RouteTable(SHOP.routes);

function policies(...texts: string[]): PolicyDeclaration[] {
  return texts.map((text, index) => ({ id: `p${index}`, text }));
}

async function ask(request: Partial<AuthorizationRequest>, ...texts: string[]) {
  const rig = new AuthorizerRig();
  rig.registry.publish({ ...DECLARATIONS, apis: [SHOP], policies: policies(...texts) });
  const headers = { ...request.headers, Authorization: [`Bearer ${rig.jwt()}`] };
  return { rig, verdict: await rig.ask({ ...request, headers }), headers };
}

const reasonOf = async (request: Partial<AuthorizationRequest>, ...texts: string[]) =>
  (await ask(request, ...texts)).rig.reason;

const WHEN = (condition: string): string => `permit(principal, action, resource) when { ${condition} };`;

describe('P4 declared query parameters and headers', () => {
  const BRANCH = WHEN('context.query has branch && context.query.branch == "main"');
  const ENV = WHEN('context.headers has "x-env" && context.headers["x-env"] == "test"');

  test.each<[string, string, Partial<AuthorizationRequest>, string]>([
    ['a value that fits', BRANCH, { query: { branch: ['main'] } }, 'none'],
    ['another value', BRANCH, { query: { branch: ['dev'] } }, 'policy_no_permit'],
    ['no value', BRANCH, { query: { other: ['main'] } }, 'policy_no_permit'],
    ['no query', BRANCH, { query: null }, 'policy_no_permit'],
    ['a value twice', BRANCH, { query: { branch: ['main', 'main'] } }, 'query_ambiguous'],
    ['another case', BRANCH, { query: { Branch: ['main'] } }, 'query_ambiguous'],
    ['another case beside it', BRANCH, { query: { branch: ['main'], BRANCH: ['dev'] } }, 'query_ambiguous'],
    ['a list of it', BRANCH, { query: { branch: ['main'], 'branch[]': ['dev'] } }, 'query_ambiguous'],
    ['a space before it', BRANCH, { query: { branch: ['main'], ' branch': ['dev'] } }, 'query_ambiguous'],
    ['a set', WHEN('context.query has tag && context.query.tag.contains("b")'), { query: { tag: ['a', 'b'] } }, 'none'],
    ['a header that fits', ENV, { headers: { 'X-Env': ['test'] } }, 'none'],
    ['another header value', ENV, { headers: { 'x-env': ['live'] } }, 'policy_no_permit'],
    ['no header', ENV, {}, 'policy_no_permit'],
    ['a name without values', ENV, { headers: { 'x-env': undefined } }, 'policy_no_permit'],
    ['a header twice', ENV, { headers: { 'x-env': ['test', 'test'] } }, 'header_ambiguous'],
    ['a header in two spellings', ENV, { headers: { 'x-env': ['test'], 'X-ENV': ['live'] } }, 'header_ambiguous'],
    ['an underscore', ENV, { headers: { x_env: ['test'] } }, 'header_ambiguous'],
    [
      'a header that is taken away',
      ENV,
      { headers: { 'x-env': ['test'], Connection: ['close, X-Env'] } },
      'header_ambiguous',
    ],
    [
      'a header set',
      WHEN('context.headers has "x-team" && context.headers["x-team"].containsAll(["a", "b"])'),
      { headers: { 'X-Team': ['a', 'b', 'a'] } },
      'none',
    ],
  ])('%s', async (_name, policy, request, reason) => {
    expect(await reasonOf(request, policy)).toBe(reason);
  });

  test('a value is never seen in another way than the first function saw it', async () => {
    const { verdict, headers } = await ask(
      { headers: { 'X-Env': ['test'], 'X-Team': ['a', 'b'] }, query: { branch: ['main'] } },
      ENV,
    );
    const context = decodeAuthorizerContext(verdict.kind === 'pass' ? verdict.context : undefined)!;
    const forward = (change: Partial<ForwardInput>) => {
      const input = { method: 'GET', path: '/shop/items/1', query: { branch: ['main'] }, headers, body: null };
      return prepareForward({ ...input, ...change } as ForwardInput, context, SHOP, TABLE);
    };

    expect(forward({})).toMatchObject({ ok: true });
    expect(forward({ headers: { ...headers, Accept: ['*/*'] } })).toMatchObject({ ok: true });
    for (const change of [
      { headers: { ...headers, 'X-Env': ['live'] } },
      { headers: { ...headers, 'X-Env': undefined } },
      { headers: { ...headers, 'X-Team': ['a'] } },
      { query: { branch: ['dev'] } },
    ]) {
      expect(forward(change)).toEqual({ ok: false, reason: 'digest_mismatch' });
    }
    expect(forward({ headers: { ...headers, 'x-env': ['live'] } })).toEqual({ ok: false, reason: 'header_ambiguous' });
    expect(forward({ query: { branch: ['main', 'dev'] } })).toEqual({ ok: false, reason: 'query_ambiguous' });
  });

  test('the digest covers declared headers by name, in one order and form; without any it is the request’s own', () => {
    const input = { query: {}, headers: { 'x-env': 'test', 'x-team': ['a'] } };
    const headers = [text('x-team'), text('x-env'), text('x-none')];
    const covered = `gatehouse:headers:v1\nabc\n[["x-env","test"],["x-none",null],["x-team",["a"]]]`;

    expect(decidedDigest('abc', { headers }, input)).toBe(createHash('sha256').update(covered).digest('hex'));
    expect(decidedDigest('abc', { headers: [...headers].reverse() }, input)).toBe(
      decidedDigest('abc', { headers }, input),
    );
    expect([decidedDigest('abc', {}, input), decidedDigest('abc', { headers: [] }, input)]).toEqual(['abc', 'abc']);
  });

  test('without any headers there is none that is declared', () => {
    expect(readDeclaredInput(SHOP.routes[0]!, { pairs: [] }, null)).toEqual({
      ok: true,
      input: { query: {}, headers: {} },
    });
  });

  test('whatever is sent, a forbid on a value cannot be passed by with another spelling of the name', async () => {
    const spelling = fc.constantFrom('branch', 'Branch', 'branch[]', 'branch[0]', ' branch', 'b', 'branch.x');
    const { rig } = await ask({});
    rig.registry.publish({
      ...DECLARATIONS,
      apis: [SHOP],
      policies: policies(
        'permit(principal, action, resource);',
        'forbid(principal, action, resource) when { context.query has branch && context.query.branch == "main" };',
      ),
    });
    const jwt = rig.jwt();
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(spelling, fc.array(fc.constantFrom('main', 'dev'), { maxLength: 2 })),
        async (query) => {
          const verdict = await rig.askAs(jwt, { query });
          const lenient = Object.entries(query).some(
            ([name, values]) => name.trim().toLowerCase().replace(/\[.*/, '') === 'branch' && values.includes('main'),
          );
          expect(verdict.kind === 'pass' && lenient).toBe(false);
        },
      ),
      propertyRuns(300),
    );
  });
});

describe('what a policy may say of them', () => {
  const compiled = (text: string) => {
    const generated = generateSchema({ apis: [SHOP], claims: [] });
    return generated.ok ? compilePolicySets(generated.schema, policies(text)).ok : undefined;
  };

  test.each([
    ['a guarded value', 'context.query has branch && context.query.branch == "x"', true],
    ['a value without asking for it', 'context.query.branch == "x"', false],
    ['a header without asking for it', 'context.headers["x-env"] == "x"', false],
    ['what is not declared', 'context.query has sort && context.query.sort == "x"', false],
    ['another type', 'context.query has tag && context.query.tag == "x"', false],
    ['scopes', 'context.scopes.contains("read")', true],
    ['the age of a token, guarded', 'context has tokenAge && context.tokenAge < 300', true],
    ['the age of a token', 'context.tokenAge < 300', false],
    ['authentication strength, guarded', 'context has acr && context.acr == "mfa" && context has amr', true],
    ['authentication strength', 'context.amr.contains("otp")', false],
  ])('%s', (_name, condition, fits) => {
    expect(compiled(WHEN(condition))).toBe(fits);
  });

  test('a name that others could take for another is not declared', () => {
    expect(inputProblems({ query: [text('a-b'), text('a_b')], headers: [text('x-a'), text('x.a')] })).toEqual([
      'Two query parameters are spelled like "a_b" for a lenient server.',
      'Two headers are spelled like "x.a" for a lenient server.',
    ]);
    expect(inputProblems({ query: [text('_method')] })).toEqual([expect.stringContaining('names a method')]);
    for (const name of ['authorization', 'cookie', 'x-forwarded-for', 'host', 'x-api-key']) {
      expect(inputProblems({ headers: [text(name)] })).toEqual([expect.stringContaining('never reaches')]);
    }
    expect(inputProblems(SHOP.routes[0]!)).toEqual([]);
  });

  test('one action has one type for a name', () => {
    const [route] = SHOP.routes;
    const other = { ...route!, method: 'PUT', query: [text('tag')], headers: [text('x-team')] };

    const generated = generateSchema({ apis: [{ ...SHOP, routes: [route!, other] }], claims: [] });

    expect(generated.ok ? [] : generated.problems.map(({ message }) => message)).toEqual([
      'API "shop": the query parameter "tag" is a StringSet for one route of ReadItem and a String for another.',
      'API "shop": the header "x-team" is a StringSet for one route of ReadItem and a String for another.',
    ]);
  });

  test('what a route may not declare is refused with the schema', () => {
    const apis = [{ ...SHOP, routes: [{ ...SHOP.routes[0]!, headers: [text('cookie')] }] }];

    const generated = generateSchema({ apis, claims: [] });

    expect(generated).toEqual({
      ok: false,
      problems: [{ message: expect.stringMatching(/^API "shop": The header "cookie"/), remedy: expect.any(String) }],
    });
  });
});

describe('what a policy knows of the credential', () => {
  const asJwt = async (claims: Record<string, unknown>, condition: string) => {
    const rig = new AuthorizerRig();
    rig.registry.publish({ ...DECLARATIONS, apis: [SHOP], policies: policies(WHEN(condition)) });
    await rig.askAs(rig.jwt(claims));
    return rig.reason;
  };

  test.each<[string, Record<string, unknown>, string, string]>([
    ['a scope it has', { scope: 'read write' }, 'context.scopes.contains("write")', 'none'],
    ['a scope it lacks', { scope: 'read' }, 'context.scopes.contains("write")', 'policy_no_permit'],
    ['no scopes', {}, 'context.scopes.contains("")', 'policy_no_permit'],
    ['strong authentication', { amr: ['otp'] }, 'context has amr && context.amr.contains("otp")', 'none'],
    ['weak authentication', { amr: ['pwd'] }, 'context has amr && context.amr.contains("otp")', 'policy_no_permit'],
    ['an authentication class', { acr: 'mfa' }, 'context has acr && context.acr == "mfa"', 'none'],
    ['none', {}, 'context has acr && context.acr == "mfa"', 'policy_no_permit'],
    ['its kind', {}, 'context.credential == "jwt"', 'none'],
  ])('%s', async (_name, claims, condition, reason) => {
    expect(await asJwt(claims, condition)).toBe(reason);
  });

  test('how old it is, in seconds', async () => {
    const now = new AuthorizerRig().time / 1000;
    const YOUNG = 'context has tokenAge && context.tokenAge <= 60';
    const NEW = 'context has tokenAge && context.tokenAge == 0';

    expect(await asJwt({ iat: now - 60 }, YOUNG)).toBe('none');
    expect(await asJwt({ iat: now - 61 }, YOUNG)).toBe('policy_no_permit');
    expect(await asJwt({ iat: now + 20 }, NEW)).toBe('none');
    expect(await asJwt({ iat: undefined }, YOUNG)).toBe('policy_no_permit');
  });

  test('a proxy token is as old as its record', async () => {
    const rig = new AuthorizerRig();
    rig.registry.publish({
      ...DECLARATIONS,
      apis: [SHOP],
      policies: policies(WHEN('context has tokenAge && context.tokenAge == 90')),
    });
    const { text: token, key } = rig.registry.mint('acme', 'ci');
    rig.registry.change(key, { createdAt: rig.time - 90_000 });

    await rig.askAs(token);

    expect(rig.reason).toBe('none');
  });
});
