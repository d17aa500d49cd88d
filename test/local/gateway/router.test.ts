import fc from 'fast-check';
import type { GatewayMethod, GatewayResource } from '../../../local/gateway/model';
import { Router } from '../../../local/gateway/router';
import { propertyRuns } from '../../support/property-runs';

function resource(path: string, verbs: readonly string[]): GatewayResource {
  const methods = verbs.map((httpMethod): [string, GatewayMethod] => [
    httpMethod,
    {
      httpMethod,
      authorizationType: 'NONE',
      apiKeyRequired: false,
      integration: { type: 'MOCK', statusCode: 200, headers: {} },
    },
  ]);
  return { id: path, path, methods: new Map(methods) };
}

/** Every resource whose template fits, best first: at the first part that differs, literal < {x} < {x+}. */
function bruteForce(resources: readonly GatewayResource[], verb: string, segments: readonly string[]) {
  const parts = (path: string) => path.split('/').slice(1);
  const rank = (part: string) => (part.endsWith('+}') ? 2 : part.startsWith('{') ? 1 : 0);
  const isGreedy = (path: string) => path.endsWith('+}');
  const fits = (path: string): boolean => {
    const own = parts(path);
    if (isGreedy(path) ? segments.length < own.length : segments.length !== own.length) return false;
    return own.every((part, index) => rank(part) > 0 || part === segments[index]);
  };
  const fitting = resources
    .filter(({ path }) => fits(path))
    .sort((left, right) => {
      const [a, b] = [parts(left.path), parts(right.path)];
      const at = a.findIndex((part, index) => part !== b[index]);
      return rank(a[at] ?? '') - rank(b[at] ?? '');
    });
  const serves = ({ methods }: GatewayResource) => methods.has(verb) || methods.has('ANY');
  const [best, ...others] = fitting;
  return best && serves(best) ? best : others.find((each) => isGreedy(each.path) && serves(each));
}

describe('router', () => {
  test('1.1 1.2 1.4 agrees with a matcher that tries every resource', () => {
    const part = fc.constantFrom('a', 'b', '{x}');
    const path = fc
      .tuple(fc.array(part, { maxLength: 3 }), fc.boolean())
      .filter(([parts, greedy]) => parts.length > 0 || greedy)
      .map(([parts, greedy]) => `/${[...parts, ...(greedy ? ['{rest+}'] : [])].join('/')}`);
    const verbs = fc.uniqueArray(fc.constantFrom('GET', 'POST', 'ANY'), { maxLength: 2 });
    const resources = fc
      .uniqueArray(fc.tuple(path, verbs), { selector: ([each]) => each, maxLength: 8 })
      .map((pairs) => pairs.map(([each, own]) => resource(each, own)));
    const segments = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(resources, segments, fc.constantFrom('GET', 'POST', 'PUT'), (all, wanted, verb) => {
        const router = new Router(all, { verbMismatchReachesParameter: false });
        const expected = bruteForce(all, verb, wanted);
        expect(router.route(verb, `/${wanted.join('/')}`)?.resource.path).toBe(expected?.path);
      }),
      propertyRuns(3_000),
    );
  });

  test('path parameters carry the names of the template', () => {
    const router = new Router([resource('/{org}/repos/{proxy+}', ['GET'])], { verbMismatchReachesParameter: false });
    expect(router.route('GET', '/acme/repos/a/b')?.pathParameters).toEqual({ org: 'acme', proxy: 'a/b' });
  });

  test.each([
    ['/{proxy+}/more', 'the last part'],
    ['/{a}|/{b}', 'the name its sibling has'],
  ])('a path that cannot be deployed is refused: %s', (paths, remedy) => {
    const resources = paths.split('|').map((path) => resource(`${path}/x`.replace('more/x', 'more'), ['GET']));
    expect(() => new Router(resources, { verbMismatchReachesParameter: false })).toThrow(remedy);
  });
});
