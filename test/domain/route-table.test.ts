import * as fc from 'fast-check';
import type { RouteDocument } from '../../lambda/contract/api-document';
import { parsePathTemplate, type PathSegment } from '../../lambda/contract/path-template';
import { decodeSegments } from '../../lambda/domain/canonical-path';
import { RouteTable } from '../../lambda/domain/route-table';
import { propertyRuns } from '../support/property-runs';

function route(method: string, path: string): RouteDocument {
  return { method, path, action: 'Act', maxBodyBytes: 0, contentTypes: [] };
}

function tableOf(...keys: string[]): RouteTable {
  return new RouteTable(keys.map((key) => route(...(key.split(' ') as [string, string]))));
}

describe('P3 trailing slash, case and verb make distinct routes', () => {
  const table = tableOf('GET ', 'GET /', 'GET /users', 'GET /users/', 'GET /Users', 'PUT /users/{id}');

  test.each([
    ['GET', '', ''],
    ['GET', '/', '/'],
    ['GET', '/users', '/users'],
    ['GET', '/users/', '/users/'],
    ['GET', '/Users', '/Users'],
    ['GET', '/USERS', undefined],
    ['GET', '/users/1', undefined],
    ['PUT', '/users/1', '/users/{id}'],
    ['PUT', '/users/', undefined],
    ['PUT', '/users/1/', undefined],
    ['PATCH', '/users', undefined],
  ])('%s %s', (method, path, expected) => {
    expect(table.match(method, path)?.route.path).toBe(expected);
  });
});

describe('precedence', () => {
  const table = tableOf(
    'GET /users/me',
    'GET /users/{id}',
    'DELETE /users/{id}',
    'GET /users/{id}/posts',
    'GET /users/{rest+}',
    'GET /a/{x}/c',
    'GET /{y}/b/{z}',
    'GET /{all+}',
  );

  test.each([
    ['a literal beats a parameter', '/users/me', '/users/me', {}],
    ['a parameter beats a greedy one', '/users/7', '/users/{id}', { id: '7' }],
    ['a longer parameter route beats a greedy one', '/users/me/posts', '/users/{id}/posts', { id: 'me' }],
    ['a greedy one takes what is left', '/users/me/x/y/', '/users/{rest+}', { rest: 'me/x/y/' }],
    ['a better start that leads nowhere is left again', '/a/b/d', '/{y}/b/{z}', { y: 'a', z: 'd' }],
    ['the greedy one at the root takes the rest', '/a/x', '/{all+}', { all: 'a/x' }],
  ])('%s', (_name, path, expected, parameters) => {
    const match = table.match('GET', path);

    expect(match?.route.path).toBe(expected);
    expect(match?.parameters).toEqual(parameters);
  });

  test('a verb that the literal route lacks is looked for on the others', () => {
    expect(table.match('DELETE', '/users/me')?.route.path).toBe('/users/{id}');
  });

  test('an empty segment fits no parameter', () => {
    expect(table.match('GET', '/')).toBeUndefined();
  });
});

test('P2 an escaped character does not pass by the literal that it stands for', () => {
  const table = tableOf('GET /users/@me', 'GET /users/{id}');

  expect(table.match('GET', '/users/%40me')?.route.path).toBe('/users/@me');
  expect(table.match('GET', '/users/a%20b')?.parameters).toEqual({ id: 'a b' });
});

test('two routes of one verb and shape are refused, as is a template that does not parse', () => {
  expect(() => tableOf('GET /users/{id}', 'GET /users/{name}')).toThrow(
    'Routes "GET /users/{id}" and "GET /users/{name}" match the same paths; remove one.',
  );
  expect(() => tableOf('GET users')).toThrow('does not start with "/"');
});

describe('whatever the routes', () => {
  const segment = fc.constantFrom('a', 'b', '{p}', '{q}');
  const template = fc
    .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom('', '/', '/{rest+}'))
    .map(([segments, tail]) => `${segments.map((text) => `/${text}`).join('')}${tail}`)
    .filter((text) => parsePathTemplate(text).ok);
  const path = fc
    .tuple(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 }), fc.constantFrom('', '/'))
    .map(([segments, tail]) => `${segments.map((text) => `/${text}`).join('')}${tail}`);

  /** Tries every route and takes the best by the definition: literal before parameter before greedy, left to right. */
  function bruteForce(templates: readonly string[], given: string): string | undefined {
    const segments = decodeSegments(given);
    const ranked = templates.flatMap((text) => {
      const parsed = parsePathTemplate(text);
      const pattern = parsed.ok ? parsed.template.segments : [];
      return fits(pattern, segments)
        ? [{ text, rank: pattern.map(({ kind }) => ['literal', 'parameter', 'greedy'].indexOf(kind)).join('') }]
        : [];
    });
    return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))[0]?.text;
  }

  function fits(pattern: readonly PathSegment[], segments: readonly string[]): boolean {
    const greedy = pattern.at(-1)?.kind === 'greedy';
    return (
      (greedy ? segments.length >= pattern.length : segments.length === pattern.length) &&
      pattern.every((part, index) => (part.kind === 'literal' ? part.text === segments[index] : segments[index] !== ''))
    );
  }

  test('the table agrees with trying every route', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(template, { maxLength: 30 }),
        fc.array(path, { maxLength: 20 }),
        (templates, paths) => {
          const shapes = new Set<string>();
          const distinct = templates.filter((text) => {
            const shape = text.replaceAll(/\{\w+(\+?)\}/g, '{$1}');
            return !shapes.has(shape) && shapes.add(shape);
          });
          const table = tableOf(...distinct.map((text) => `GET ${text}`));
          for (const given of paths) {
            expect([given, table.match('GET', given)?.route.path]).toEqual([given, bruteForce(distinct, given)]);
          }
        },
      ),
      propertyRuns(1000),
    );
  });

  test('work does not grow with the number of routes', () => {
    const work = (routes: number): number => {
      const table = tableOf(
        ...Array.from({ length: routes }, (_, i) => `GET /resources${i}/{id}/parts/{part}`),
        'GET /{any}/{id}',
      );
      for (let i = 0; i < routes; i += 1) {
        table.match('GET', `/resources${i}/1/parts/2`);
        table.match('GET', `/resources${i}/1/none`);
      }
      return table.visited / routes;
    };

    expect(work(500)).toBe(work(1));
    expect(work(500)).toBeGreaterThan(1);
    expect(work(500)).toBeLessThanOrEqual(12);
  });
});
