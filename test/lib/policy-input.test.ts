import { PolicyInput } from '../../lib';
import type { RouteOptions } from '../../lib';
import { parseApiDocument } from '../../lambda/contract/parse-api-document';
import { newApi, newProxy } from './synthesized';

const proxy = newProxy();
let count = 0;

function declaring(path: string, options: Partial<RouteOptions>) {
  count += 1;
  const api = newApi(proxy, { routes: [] }, `Api${count}`);
  api.addRoute('GET', path, { action: 'Read', ...options });
  return api._document;
}

describe('what policies look into', () => {
  test('stands in the route’s document, and only where it is asked for', () => {
    const document = declaring('/{group}/{file}', {
      encodedSlash: ['group', 'group'],
      query: [PolicyInput.string('ref'), PolicyInput.stringSet('Tag')],
      headers: [PolicyInput.stringSet('x-purpose')],
    });

    expect(document.routes[0]).toMatchObject({
      encodedSlash: ['group'],
      query: [
        { name: 'ref', type: 'String' },
        { name: 'Tag', type: 'StringSet' },
      ],
      headers: [{ name: 'x-purpose', type: 'StringSet' }],
    });
    expect(parseApiDocument(document)).toMatchObject({ ok: true });
    const plain = declaring('/{group}', { encodedSlash: [], query: [], headers: [] });
    expect(Object.keys(plain.routes[0] as object)).toEqual([
      'method',
      'path',
      'action',
      'maxBodyBytes',
      'contentTypes',
    ]);
  });

  test.each<[string, string, Partial<RouteOptions>, string]>([
    [
      'a parameter that is none',
      '/{group}/{path+}',
      { encodedSlash: ['name'] },
      'encodedSlash of route "GET /{group}/{path+}": given "name"; allowed: group. Name a {parameter} of the path; a greedy one takes slashes as they are.',
    ],
    ['a greedy parameter', '/{path+}', { encodedSlash: ['path'] }, 'given "path"; allowed: none: the path has no such'],
    [
      'an empty query name',
      '/x',
      { query: [PolicyInput.string('')] },
      'query of route "GET /x": given ""; allowed: 1 to 128',
    ],
    ['a query name with brackets', '/x', { query: [PolicyInput.string('a[]')] }, 'given "a[]"'],
    [
      'a header in upper case',
      '/x',
      { headers: [PolicyInput.string('X-A')] },
      'headers of route "GET /x": given "X-A"',
    ],
    ['a header with an underscore', '/x', { headers: [PolicyInput.string('x_a')] }, 'given "x_a"'],
  ])('%s is refused', (_name, path, options, message) => {
    expect(() => declaring(path, options)).toThrow(message);
  });
});
