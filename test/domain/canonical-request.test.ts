import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { HTTP_METHODS } from '../../lambda/contract/api-document';
import { PATH_LIMIT } from '../../lambda/domain/canonical-path';
import { QUERY_LIMIT } from '../../lambda/domain/canonical-query';
import { type Canonicalisation, canonicaliseRequest, type RawRequest } from '../../lambda/domain/canonical-request';
import { propertyRuns } from '../support/property-runs';

const PLAIN: RawRequest = { method: 'GET', path: '/github/repos/a', query: null, headers: null };

function reasonOf(change: Partial<RawRequest>): string {
  const result = canonicaliseRequest({ ...PLAIN, ...change });
  return result.ok ? 'ok' : result.reason;
}

function requestOf(change: Partial<RawRequest>): Extract<Canonicalisation, { ok: true }>['request'] {
  const result = canonicaliseRequest({ ...PLAIN, ...change });
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.request;
}

/** Reads the documented encoding back into what API Gateway would hand on. */
function parseQuery(text: string): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const pair of text === '' ? [] : text.split('&')) {
    const [name, value] = pair.split('=').map(decodeURIComponent) as [string, string];
    Object.defineProperty(query, name, {
      value: [...(Object.hasOwn(query, name) ? (query[name] as string[]) : []), value],
      enumerable: true,
      configurable: true,
    });
  }
  return query;
}

describe('a plain request', () => {
  test('is split at its API and kept byte for byte', () => {
    const request = requestOf({ method: 'PUT', path: '/github/repos/a%20b/%C3%A9', query: { q: ['x'] } });

    expect(request).toMatchObject({
      method: 'PUT',
      api: 'github',
      path: '/repos/a%20b/%C3%A9',
      fullPath: '/github/repos/a%20b/%C3%A9',
      query: 'q=x',
      pairs: [['q', 'x']],
    });
    expect(request.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['/', '', ''],
    ['/github', 'github', ''],
    ['/github/', 'github', '/'],
    ['/github/a/', 'github', '/a/'],
  ])('%s has the API "%s" and the path "%s"', (path, api, below) => {
    expect(requestOf({ path })).toMatchObject({ api, path: below });
  });
});

describe('P1 one digest for one request', () => {
  test('is the same for the same request, whatever order its query names came in', () => {
    expect(requestOf({ query: { a: ['1'], b: ['2', '3'] } }).digest).toBe(
      requestOf({ query: { b: ['2', '3'], a: ['1'] } }).digest,
    );
  });

  test('differs where anything that is decided on differs', () => {
    const digests = [
      requestOf({}),
      requestOf({ method: 'HEAD' }),
      requestOf({ path: '/github/repos/a/' }),
      requestOf({ path: '/github/repos/A' }),
      requestOf({ path: '/github/repos/a%2B' }),
      requestOf({ path: '/github/repos/a%2b' }),
      requestOf({ query: { a: [''] } }),
      requestOf({ query: { a: ['1', '2'] } }),
      requestOf({ query: { a: ['2', '1'] } }),
      requestOf({ query: { a: ['1'], b: ['2'] } }),
      requestOf({ query: { 'a=1&b': ['2'] } }),
    ].map((request) => request.digest);

    expect(new Set(digests).size).toBe(digests.length);
  });
});

test('P1 the digest is the same in functions of different releases', () => {
  const digest = createHash('sha256').update('gatehouse:request:v1\n3:GET\n15:/github/repos/a\n3:a=1').digest('hex');

  expect(requestOf({ query: { a: ['1'] } }).digest).toBe(digest);
});

describe('P2 an ambiguous path is refused, never repaired', () => {
  test.each([
    ['encoded slash', '/github/a%2Fb'],
    ['encoded slash, lower case', '/github/a%2fb'],
    ['encoded backslash', '/github/a%5cb'],
    ['encoded NUL', '/github/a%00'],
    ['encoded percent', '/github/a%25'],
    ['twice encoded dot segment', '/github/%252e%252e/a'],
    ['dot segment', '/github/./a'],
    ['dot-dot segment', '/github/../a'],
    ['encoded dot-dot segment', '/github/%2e%2e/a'],
    ['half encoded dot-dot segment', '/github/.%2E/a'],
    ['three dots', '/github/.../a'],
    ['double slash', '/github//a'],
    ['double slash in front', '//github/a'],
    ['double slash at the end', '/github/a//'],
    ['backslash', '/github/a\\b'],
    ['semicolon', '/github/a;b=c/d'],
    ['encoded semicolon', '/github/a%3Bb'],
    ['fragment', '/github/a#b'],
    ['encoded fragment', '/github/a%23b'],
    ['question mark', '/github/a?b'],
    ['encoded question mark', '/github/a%3fb'],
    ['asterisk', '/github/*'],
    ['encoded asterisk', '/github/%2a'],
    ['trailing dot', '/github/admin./a'],
    ['trailing encoded space', '/github/admin%20'],
    ['trailing no-break space', '/github/admin%C2%A0'],
    ['space', '/github/a b'],
    ['control', '/github/a\u0001'],
    ['encoded control', '/github/a%0d%0aX: y'],
    ['encoded delete', '/github/a%7f'],
    ['encoded C1 control', '/github/a%C2%85'],
    ['non-ASCII', '/github/\u00e9'],
    ['malformed escape', '/github/a%2'],
    ['malformed escape of letters', '/github/a%zz'],
    ['percent alone', '/github/%'],
    ['overlong UTF-8 slash', '/github/%c0%af'],
    ['escaped surrogate', '/github/%ed%a0%80'],
    ['escaped letter', '/github/%61dmin'],
    ['escaped digit', '/github/%31'],
    ['escaped hyphen', '/github/a%2Db'],
    ['escaped underscore', '/github/a%5fb'],
    ['escaped tilde', '/github/a%7Eb'],
    ['full-width slash', '/github/a%EF%BC%8Fb'],
    ['full-width dots', '/github/%EF%BC%8E%EF%BC%8E/b'],
    ['IIS escape', '/github/%u002e'],
    ['absolute form', 'http://169.254.169.254/latest'],
    ['empty', ''],
    ['no slash in front', 'github/a'],
    ['too long', `/${'a'.repeat(PATH_LIMIT)}`],
    ['brackets', '/github/[a]'],
    ['quote', '/github/"a"'],
  ])('%s', (_name, path) => {
    expect(reasonOf({ path })).toBe('path_ambiguous');
  });

  test.each(['/github/a%40b', "/github/!$&'()+,=:@", '/github/.well-known/a', '/github/a%20b', '/github/%E2%82%AC'])(
    'lets %s through as it is',
    (path) => {
      expect(requestOf({ path }).fullPath).toBe(path);
    },
  );
});

describe('P2 every character of ASCII', () => {
  const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  const UNRESERVED = /[A-Za-z0-9\-._~]/;

  test.each([
    ['lower', (hex: string) => hex],
    ['upper', (hex: string) => hex.toUpperCase()],
  ])('escaped, in %s case: refused are those that need no escape, and those that are syntax', (_case, spell) => {
    for (const character of ASCII) {
      const escape = spell(`%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
      const refused = UNRESERVED.test(character) || /[/\\%;#?*\p{Cc}]/u.test(character);
      expect([escape, reasonOf({ path: `/github/a${escape}b` })]).toEqual([escape, refused ? 'path_ambiguous' : 'ok']);
    }
  });

  test('as it is: allowed are those of a segment, without what some server takes for syntax', () => {
    for (const character of ASCII) {
      const allowed = UNRESERVED.test(character) || "!$&'()+,=:@/".includes(character);
      expect([character, reasonOf({ path: `/github/a${character}b` })]).toEqual([
        character,
        allowed ? 'ok' : 'path_ambiguous',
      ]);
    }
  });

  test('as long as is allowed', () => {
    expect(reasonOf({ path: `/${'a'.repeat(PATH_LIMIT - 1)}` })).toBe('ok');
    expect(reasonOf({ query: { a: ['x'.repeat(QUERY_LIMIT - 2)] } })).toBe('ok');
    expect(reasonOf({ query: { a: ['x'.repeat(QUERY_LIMIT - 1)] } })).toBe('query_ambiguous');
  });
});

describe('P4 the pairs decided on, in one encoding', () => {
  test('escapes everything that is not unreserved, in upper case, sorted by name, values in order', () => {
    const { query, pairs } = requestOf({ query: { b: ['2', '1'], 'a b': ["é!'()*~/?+&="], A: [''] } });

    expect(query).toBe('A=&a%20b=%C3%A9%21%27%28%29%2A~%2F%3F%2B%26%3D&b=2&b=1');
    expect(pairs).toEqual([
      ['A', ''],
      ['a b', "é!'()*~/?+&="],
      ['b', '2'],
      ['b', '1'],
    ]);
  });

  test.each<[string, RawRequest['query'], string]>([
    ['an empty name', { '': ['x'] }, 'query_ambiguous'],
    ['a semicolon in a name', { 'a;b': ['x'] }, 'query_ambiguous'],
    ['a line end in a name', { 'a\r\n': ['x'] }, 'query_ambiguous'],
    ['a replaced character in a name', { 'a\ufffd': ['x'] }, 'query_ambiguous'],
    ['half a surrogate in a name', { 'a\ud800': ['x'] }, 'query_ambiguous'],
    ['NUL in a value', { a: ['\0'] }, 'query_ambiguous'],
    ['a replaced character in a value', { a: ['\ufffd'] }, 'query_ambiguous'],
    ['half a surrogate in a value', { a: ['\udfff'] }, 'query_ambiguous'],
    ['a missing value', { a: [undefined] }, 'query_ambiguous'],
    ['a query too long', { a: ['x'.repeat(QUERY_LIMIT)] }, 'query_ambiguous'],
    ['a name without values', { a: undefined }, 'ok'],
    ['a whole surrogate pair', { a: ['\u{1f600}'] }, 'ok'],
  ])('%s', (_name, query, reason) => {
    expect(reasonOf({ query })).toBe(reason);
  });
});

describe('H6 the effective method', () => {
  test.each(['TRACE', 'CONNECT', 'get', '', 'GET '])('"%s" is not one', (method) => {
    expect(reasonOf({ method })).toBe('method_unsupported');
  });

  test.each([
    'X-HTTP-Method-Override',
    'x_http_method_override',
    'X-HTTP-Method',
    'X-HttpMethod',
    'X-Method-Override',
    'X-Method',
    'HTTP-Method-Override',
    '_method',
  ])('%s with another method is refused', (name) => {
    expect(reasonOf({ headers: { [name]: ['DELETE'] } })).toBe('method_unsupported');
    expect(reasonOf({ headers: { [name]: ['get'] } })).toBe('method_unsupported');
    expect(reasonOf({ headers: { [name]: ['GET'] } })).toBe('ok');
  });

  test('a _method parameter with another method is refused', () => {
    expect(reasonOf({ query: { _Method: ['DELETE'] } })).toBe('method_unsupported');
    expect(reasonOf({ query: { _method: ['GET'] } })).toBe('ok');
  });
});

describe('H2 a security header sent twice is refused', () => {
  test.each<[string, RawRequest['headers']]>([
    ['one name, two values', { Authorization: ['a', 'b'] }],
    ['two spellings', { authorization: ['a'], Authorization: ['b'] }],
    ['an underscore beside a hyphen', { 'X-Api-Key': ['a'], x_api_key: ['b'] }],
    ['content type', { 'Content-Type': ['text/plain', 'application/json'] }],
    ['method override', { 'X-HTTP-Method-Override': ['GET', 'GET'] }],
  ])('%s', (_name, headers) => {
    expect(reasonOf({ headers })).toBe('header_ambiguous');
  });

  test.each([
    'authorization',
    'proxy-authorization',
    'x-api-key',
    'dpop',
    'host',
    'content-type',
    'content-length',
    'transfer-encoding',
    'x-http-method-override',
    'x-http-method',
    'x-httpmethod',
    'x-method-override',
    'x-method',
    'http-method-override',
    '_method',
  ])('%s', (name) => {
    expect(reasonOf({ headers: { [name]: ['GET', 'GET'] } })).toBe('header_ambiguous');
    expect(reasonOf({ headers: { [name]: ['GET'], [name.toUpperCase()]: ['GET'] } })).toBe('header_ambiguous');
    expect(reasonOf({ headers: { [name]: ['GET'], [name.toUpperCase()]: [] } })).toBe('ok');
  });

  test('other headers may repeat', () => {
    expect(reasonOf({ headers: { Accept: ['a', 'b'], 'X-None': undefined } })).toBe('ok');
  });
});

describe('H5 a header that leaves its line is refused', () => {
  test.each<[string, RawRequest['headers']]>([
    ['CR LF', { 'X-A': ['a\r\nX-B: c'] }],
    ['NUL', { 'X-A': ['a\0'] }],
    ['non-ASCII', { 'X-A': ['\ufffd'] }],
    ['an empty name', { '': ['a'] }],
    ['a space in a name', { 'X A': ['a'] }],
    ['a colon in a name', { 'X-A:': ['a'] }],
    ['no text', { 'X-A': [1 as unknown as string] }],
    ['delete', { 'X-A': ['a\u007f'] }],
    ['a line end in front', { 'X-A': ['\na'] }],
    ['a line end behind', { 'X-A': ['a\n'] }],
    ['one bad value of two', { 'X-A': ['a', 'b\n'] }],
    ['a space in front of a name', { ' X-A': ['a'] }],
  ])('%s', (_name, headers) => {
    expect(reasonOf({ headers })).toBe('header_ambiguous');
  });

  test('every sign of a token may be in a name, every visible character and tab in a value', () => {
    expect(reasonOf({ headers: { "!#$%&'*+-.^_`|~09azAZ": ['\t !~'] } })).toBe('ok');
  });
});

describe('whatever is sent', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('/', '%', '2', 'e', 'f', 'F', '.', ';', 'a', '5', 'c', '\\', 'é', '0') }),
  );
  const raw = fc.record({
    method: fc.oneof({ weight: 4, arbitrary: fc.constantFrom<string>(...HTTP_METHODS) }, hostile),
    path: fc.oneof(
      hostile,
      hostile.map((text) => `/api/${text}`),
      fc.webPath().map((text) => `/api${text}`),
    ),
    query: fc.option(fc.dictionary(hostile, fc.array(fc.option(hostile, { nil: undefined })))),
    headers: fc.option(fc.dictionary(hostile, fc.array(hostile)), { freq: 3 }),
  });

  test('it is read one way or refused: no exception, no repair, the same digest again', () => {
    fc.assert(
      fc.property(raw, (given) => {
        const first = canonicaliseRequest(given);
        if (!first.ok) {
          return;
        }
        expect(first.request.fullPath).toBe(given.path);
        expect(first.request.method).toBe(given.method);
        const again = canonicaliseRequest({
          method: first.request.method,
          path: first.request.fullPath,
          query: parseQuery(first.request.query),
          headers: null,
        });
        expect(again).toEqual(first);
      }),
      propertyRuns(5000),
    );
  });

  test('two requests that differ in anything decided on have different digests', () => {
    const segment = fc.string({ unit: fc.constantFrom('a', 'b', '=', '&', '%20x', ':'), minLength: 1, maxLength: 4 });
    const plain = fc.record({
      method: fc.constantFrom<string>('GET', 'PUT'),
      path: fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`),
      query: fc.dictionary(segment, fc.array(segment, { minLength: 1, maxLength: 2 }), { maxKeys: 2 }),
      headers: fc.constant(null),
    });
    const decided = (given: RawRequest): string =>
      JSON.stringify([
        given.method,
        given.path,
        Object.entries(given.query ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]);
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(requestOf(a).digest === requestOf(b).digest).toBe(decided(a) === decided(b));
      }),
      propertyRuns(2000),
    );
  });
});
