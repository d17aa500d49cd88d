import fc from 'fast-check';
import type { ApiDocument } from '../../lambda/contract/api-document';
import { decodeAuthorizerContext } from '../../lambda/contract/authorizer-context';
import { canonicaliseRequest } from '../../lambda/domain/canonical-request';
import type { PolicyQuestion } from '../../lambda/domain/cedar';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import type { ForwardInput } from '../../lambda/domain/forward-input';
import { prepareForward } from '../../lambda/domain/forward-request';
import { RouteTable } from '../../lambda/domain/route-table';
import { upstreamTarget } from '../../lambda/domain/upstream-target';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';
import { propertyRuns } from '../support/property-runs';

const ROUTE = { maxBodyBytes: 0, contentTypes: [] };
const GITLAB: ApiDocument = {
  version: 1,
  api: 'gitlab',
  routes: [
    { ...ROUTE, method: 'GET', path: '/projects/{project}', action: 'Read', encodedSlash: ['project'] },
    {
      ...ROUTE,
      method: 'GET',
      path: '/projects/{project}/files/{file}',
      action: 'ReadFile',
      encodedSlash: ['project', 'file'],
    },
    {
      ...ROUTE,
      method: 'GET',
      path: '/projects/{project}/users/{user}',
      action: 'ReadUser',
      encodedSlash: ['project'],
    },
    { ...ROUTE, method: 'GET', path: '/groups/{group}', action: 'ReadGroup' },
    { ...ROUTE, method: 'GET', path: '/groups/{path+}', action: 'ReadPath' },
  ],
  upstream: { insecure: false, timeoutMs: 1_000 },
  credential: { kind: 'none' },
};
const TABLE = new RouteTable(GITLAB.routes);

/** Asks both functions. @returns what a policy saw and what the upstream would get, or why it is refused. */
async function send(path: string) {
  const questions: PolicyQuestion[] = [];
  const rig = new AuthorizerRig(0, {
    evaluate: (question) => {
      questions.push(question);
      return evaluatePolicySet(question);
    },
  });
  rig.registry.publish({ ...DECLARATIONS, apis: [GITLAB], policies: PERMIT_ALL });
  const verdict = await rig.askAs(rig.jwt(), { path });
  if (verdict.kind !== 'pass' || verdict.context.verdict !== 'forward') {
    return { refused: rig.reason };
  }
  const input: ForwardInput = {
    method: 'GET',
    path,
    stagePath: '/prod',
    query: null,
    headers: null,
    body: null,
    isBase64Encoded: false,
    authorizer: verdict.context,
    requestId: 'request-1',
    extendedRequestId: 'extended-1',
    sourceAddress: '203.0.113.9',
    remainingMs: () => 29_000,
  };
  const context = decodeAuthorizerContext(verdict.context);
  const prepared = context && prepareForward(input, context, GITLAB, TABLE);
  expect(prepared).toMatchObject({ ok: true });
  const target = prepared?.ok
    ? upstreamTarget({ origin: 'https://gitlab.example.com', path: '/v4' }, prepared.request.canonical, [])
    : undefined;
  return { saw: questions[0]?.context['path'], sent: target?.pathname };
}

const PERMIT_ALL = [{ id: 'all', text: 'permit(principal, action, resource);' }];

describe('P2 an encoded slash where the route says so', () => {
  test.each([
    ['/projects/group%2Fproject', { project: 'group/project' }],
    ['/projects/group%2fproject', { project: 'group/project' }],
    ['/projects/a%2Fb%2Fc', { project: 'a/b/c' }],
    ['/projects/plain', { project: 'plain' }],
    ['/projects/@scope%2fname', { project: '@scope/name' }],
    ['/projects/a%2Fb/files/src%2Fmain.ts', { project: 'a/b', file: 'src/main.ts' }],
    ['/projects/a%2Fb/users/me', { project: 'a/b', user: 'me' }],
  ])('%s: policies see the value, the upstream gets the very bytes', async (path, saw) => {
    expect(await send(`/gitlab${path}`)).toEqual({ saw, sent: `/v4${path}` });
  });

  test.each([
    ['a parameter that does not admit it', '/gitlab/groups/a%2Fb'],
    ['one beside a parameter that does', '/gitlab/projects/a/users/b%2Fc'],
    ['one each, of which one admits it', '/gitlab/projects/a%2Fb/users/b%2Fc'],
    ['a greedy parameter', '/gitlab/groups/a/b%2Fc'],
    ['a path that no route serves', '/gitlab/nothing/a%2Fb'],
    ['the API itself', '/git%2Flab/projects/a'],
    ['another API', '/shop/projects/a%2Fb'],
    ['a slash that is escaped twice', '/gitlab/projects/a%252Fb'],
    ['a slash at the front', '/gitlab/projects/%2Fa'],
    ['a slash at the end', '/gitlab/projects/a%2F'],
    ['two slashes', '/gitlab/projects/a%2F%2Fb'],
    ['nothing but a slash', '/gitlab/projects/%2F'],
    ['dots between slashes', '/gitlab/projects/a%2F..%2Fb'],
    ['one dot between slashes', '/gitlab/projects/a%2F.%2Fb'],
    ['dots at the front', '/gitlab/projects/..%2Fb'],
    ['dots at the end', '/gitlab/projects/a%2F..'],
    ['escaped dots', '/gitlab/projects/a%2F%2e%2e'],
    ['a backslash beside it', '/gitlab/projects/a%2F%5Cb'],
    ['a full-width slash', '/gitlab/projects/a%EF%BC%8Fb'],
    ['full-width dots', '/gitlab/projects/a%2F%EF%BC%8E%EF%BC%8E'],
    ['a space before it', '/gitlab/projects/a%20%2Fb'],
    ['a semicolon beside it', '/gitlab/projects/a%2Fb%3Bc'],
  ])('%s is refused', async (_name, path) => {
    expect(await send(path)).toEqual({ refused: 'path_ambiguous' });
  });

  test('without a route to ask, it is refused', () => {
    const request = { method: 'GET', path: '/gitlab/projects/a%2Fb', query: null, headers: null };

    expect(canonicaliseRequest(request)).toEqual({ ok: false, reason: 'path_ambiguous' });
  });

  test('whatever is sent, the value that policies see is the one that the bytes on the wire mean', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'B', '.', '%2F', '%2f', '%252f', '@', '/', '%5c', '%20', '-', '%e2%82%ac'),
      maxLength: 6,
    });
    const path = fc.tuple(
      fc.constantFrom('/projects/', '/groups/'),
      part,
      fc.constantFrom('', '/files/', '/users/'),
      part,
    );
    fc.assert(
      fc.property(path, (parts) => {
        const below = parts.join('');
        const canonical = canonicaliseRequest(
          { method: 'GET', path: `/gitlab${below}`, query: null, headers: null },
          (method, _api, sent) => TABLE.admitsEncodedSlash(method, sent),
        );
        fc.pre(canonical.ok);
        const match = TABLE.match('GET', canonical.request.path);
        fc.pre(match !== undefined);
        // Writes the template with the very segments that were sent, and reads each parameter from its own segment.
        const segments = canonical.request.path.slice(1).split('/');
        const template = match.route.path.slice(1).split('/');
        for (const [index, text] of template.entries()) {
          const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(text) ?? [];
          const sent = greedy ? segments.slice(index).join('/') : segments[index];
          if (name !== undefined) {
            expect(match.parameters[name]).toBe(decodeURIComponent(sent as string));
            expect(greedy && /%2f/i.test(sent as string)).toBeFalsy();
            expect(/%2f/i.test(sent as string)).toBe(!greedy && match.parameters[name]?.includes('/'));
          }
        }
      }),
      propertyRuns(2_000),
    );
  });
});
