import type { ApiDocument } from '../../lambda/contract/api-document';
import { parseApiDocument } from '../../lambda/contract/parse-api-document';

const DOCUMENT: ApiDocument = {
  version: 1,
  api: 'github',
  routes: [
    {
      method: 'GET',
      path: '/repos/{owner}',
      action: 'ReadRepository',
      maxBodyBytes: 0,
      contentTypes: ['application/json'],
    },
    { method: 'PUT', path: '/repos/{owner}', action: 'Write', maxBodyBytes: 10, contentTypes: [] },
  ],
  upstream: { insecure: false, timeoutMs: 1000 },
  credential: { kind: 'bearer', field: 'token' },
  cors: { allowOrigin: 'https://app.example.com', allowHeaders: ['X-A'], exposeHeaders: [], maxAgeSeconds: 60 },
};

const ROUTE = DOCUMENT.routes[0];

test('a document is read as it was written', () => {
  const written = JSON.parse(JSON.stringify(DOCUMENT));

  expect(parseApiDocument(written)).toEqual({ ok: true, document: DOCUMENT });
});

test('a route may say what policies look into', () => {
  const inputs = { query: [{ name: 'ref', type: 'String' }], headers: [{ name: 'x-env', type: 'StringSet' }] };
  const routes = [{ ...ROUTE, encodedSlash: ['owner'], ...inputs }];

  expect(parseApiDocument({ ...DOCUMENT, routes })).toEqual({ ok: true, document: { ...DOCUMENT, routes } });
});

test('a route may say what is checked before the upstream is called', () => {
  const parameters = [
    { in: 'path', name: 'owner', value: { type: 'integer', minimum: 0.5, maximum: 9 } },
    {
      in: 'query',
      name: 'page',
      required: true,
      list: 'commas',
      value: { type: 'string', minLength: 1, maxLength: 2 },
    },
    { in: 'header', name: 'x-env', list: 'repeated', value: { type: 'string', allowed: ['a'] } },
  ];
  const routes = [{ ...ROUTE, parameters, bodyRequired: true }];

  expect(parseApiDocument({ ...DOCUMENT, routes })).toEqual({ ok: true, document: { ...DOCUMENT, routes } });
});

test.each<[object, string]>([
  [
    { in: 'cookie', name: 'a', value: { type: 'string' } },
    'parameters[0].in is "cookie"; allowed: header, path, query',
  ],
  [{ in: 'path', name: 'a', value: { type: 'string' } }, 'allowed: a {parameter} of its path'],
  [{ in: 'query', name: 'a', value: { type: 'object' } }, 'allowed: boolean, integer, number, string'],
  [{ in: 'query', name: 'a', value: { type: 'integer', minimum: 'x' } }, 'allowed: a number'],
])('a check %j is refused', (parameter, problem) => {
  const routes = [{ ...ROUTE, parameters: [parameter] }];

  expect(parseApiDocument({ ...DOCUMENT, routes })).toEqual({ ok: false, error: expect.stringContaining(problem) });
});

test.each<[string, object]>([
  ['none', { kind: 'none' }],
  ['a bearer token', { kind: 'bearer' }],
  ['a header', { kind: 'header', header: 'X-Token' }],
  ['a user and a password', { kind: 'basic', username: 'user', field: 'password' }],
  ['both from the secret', { kind: 'basic', usernameField: 'user', field: 'password' }],
  ['a pair in the secret', { kind: 'basic' }],
  ['a parameter', { kind: 'query', parameter: 'key' }],
])('a credential of %s is read', (_name, credential) => {
  expect(parseApiDocument({ ...DOCUMENT, credential, cors: undefined })).toMatchObject({ ok: true });
});

test.each<[string, unknown, string]>([
  ['null', null, 'document is null; allowed: an object'],
  ['a list', [], 'document is []; allowed: an object'],
  ['text', '{}', 'document is "{}"'],
  ['another version', { ...DOCUMENT, version: 2 }, 'document.version is 2; allowed: 1'],
  ['a key that is not known', { ...DOCUMENT, rules: [] }, 'document is "rules"; allowed: the keys version, api'],
  ['a bad name', { ...DOCUMENT, api: 'GitHub' }, 'document.api is "GitHub"'],
  ['no name', { ...DOCUMENT, api: undefined }, 'document.api is undefined'],
  ['no routes', { ...DOCUMENT, routes: {} }, 'document.routes is {}; allowed: a list'],
  ['a bad verb', { ...DOCUMENT, routes: [{ ...ROUTE, method: 'TRACE' }] }, 'document.routes[0].method is "TRACE"'],
  ['a bad template', { ...DOCUMENT, routes: [{ ...ROUTE, path: 'x' }] }, 'does not start with "/"'],
  ['no template', { ...DOCUMENT, routes: [{ ...ROUTE, path: 1 }] }, 'document.routes[0].path is 1; allowed: text'],
  ['a bad action', { ...DOCUMENT, routes: [{ ...ROUTE, action: '*' }] }, 'document.routes[0].action'],
  ['a large body', { ...DOCUMENT, routes: [{ ...ROUTE, maxBodyBytes: 4_400_001 }] }, '0 to 4400000'],
  ['half a byte', { ...DOCUMENT, routes: [{ ...ROUTE, maxBodyBytes: 0.5 }] }, '0 to 4400000'],
  [
    'slashes in no parameter',
    { ...DOCUMENT, routes: [{ ...ROUTE, encodedSlash: ['repo'] }] },
    'is "repo"; allowed: a {p',
  ],
  [
    'slashes in a greedy parameter',
    { ...DOCUMENT, routes: [{ ...ROUTE, path: '/{path+}', encodedSlash: ['path'] }] },
    'that is not greedy',
  ],
  ['an input without a type', { ...DOCUMENT, routes: [{ ...ROUTE, query: [{ name: 'q' }] }] }, 'String, StringSet'],
  [
    'a header in upper case',
    { ...DOCUMENT, routes: [{ ...ROUTE, headers: [{ name: 'X-A', type: 'String' }] }] },
    'header names in lower case',
  ],
  [
    'a header that is the credential’s',
    {
      ...DOCUMENT,
      credential: { kind: 'header', header: 'X_Token' },
      routes: [{ ...ROUTE, headers: [{ name: 'x-token', type: 'String' }] }],
    },
    'document.credential.header is "X_Token"',
  ],
  [
    'a header that is spelled like the credential’s',
    {
      ...DOCUMENT,
      credential: { kind: 'header', header: 'X.Token' },
      routes: [{ ...ROUTE, headers: [{ name: 'x-token', type: 'String' }] }],
    },
    'another name than that of the upstream credential',
  ],
  [
    'a query parameter that is the credential’s',
    {
      ...DOCUMENT,
      credential: { kind: 'query', parameter: 'key' },
      routes: [{ ...ROUTE, query: [{ name: 'Key', type: 'String' }] }],
    },
    'is "Key"; allowed: another name',
  ],
  ['a negative size', { ...DOCUMENT, routes: [{ ...ROUTE, maxBodyBytes: -1 }] }, '0 to 4400000'],
  ['a bad media type', { ...DOCUMENT, routes: [{ ...ROUTE, contentTypes: ['Text/Plain'] }] }, 'contentTypes[0]'],
  [
    'two routes of one shape',
    { ...DOCUMENT, routes: [ROUTE, { ...ROUTE, path: '/repos/{name}' }] },
    'routes "GET /repos/{owner}" and "GET /repos/{name}" match the same paths',
  ],
  ['no upstream', { ...DOCUMENT, upstream: undefined }, 'document.upstream is undefined'],
  ['a bad word', { ...DOCUMENT, upstream: { insecure: 'no', timeoutMs: 100 } }, 'allowed: true or false'],
  ['a long time', { ...DOCUMENT, upstream: { insecure: false, timeoutMs: 25_001 } }, '100 to 25000'],
  ['no credential', { ...DOCUMENT, credential: undefined }, 'document.credential.kind is undefined'],
  ['no kind', { ...DOCUMENT, credential: null }, 'document.credential.kind is undefined'],
  ['a bad kind', { ...DOCUMENT, credential: { kind: 'toString' } }, 'allowed: none, bearer, header, basic, query'],
  ['a framing header', { ...DOCUMENT, credential: { kind: 'header', header: 'HOST' } }, 'does not frame the message'],
  ['a bad header', { ...DOCUMENT, credential: { kind: 'header', header: 'X Y' } }, 'a header name'],
  ['a bad parameter', { ...DOCUMENT, credential: { kind: 'query', parameter: 'a&b' } }, 'credential.parameter'],
  ['a colon in a user', { ...DOCUMENT, credential: { kind: 'basic', username: 'a:b' } }, 'ASCII without ":"'],
  [
    'a user twice',
    { ...DOCUMENT, credential: { kind: 'basic', username: 'a', usernameField: 'b', field: 'c' } },
    'usernameField stands with field and without username',
  ],
  [
    'half a pair',
    { ...DOCUMENT, credential: { kind: 'basic', usernameField: 'b' } },
    'usernameField stands with field and without username',
  ],
  ['a bad origin', { ...DOCUMENT, cors: { ...DOCUMENT.cors, allowOrigin: 'https://a, https://b' } }, 'one origin or *'],
])('%s is refused', (_name, json, problem) => {
  expect(parseApiDocument(json)).toMatchObject({ ok: false, error: expect.stringContaining(problem) });
});
