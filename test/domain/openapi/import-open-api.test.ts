import fc from 'fast-check';
import { parseApiDocument } from '../../../lambda/contract/parse-api-document';
import { importOpenApi } from '../../../lambda/domain/openapi/import-open-api';
import { actionOfRoute, normaliseOperationId } from '../../../lambda/domain/openapi/operation-action';
import { propertyRuns } from '../../support/property-runs';

const RESPONSES = { responses: { '200': { description: 'ok' } } };

function imported(paths: object, root: object = {}) {
  const report = importOpenApi({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths, ...root });
  if (!report.ok) {
    throw new Error(report.problems.join('\n'));
  }
  return report.api;
}

function problems(paths: object): string {
  const report = importOpenApi({ info: {}, paths });
  return report.ok ? '' : report.problems.join('\n');
}

/** What becomes of one operation's parameter. */
function parameterOf(parameter: object, path = '/items') {
  const { routes, notices } = imported({ [path]: { get: { operationId: 'read', parameters: [parameter] } } });
  return { checks: routes[0]!.parameters, notices: notices.map(({ what }) => what) };
}

describe('operations become routes', () => {
  it('with their body, and the first server as upstream', () => {
    const api = imported(
      {
        '/items': {
          get: { operationId: 'listItems', ...RESPONSES },
          post: {
            operationId: 'items/create',
            requestBody: {
              required: true,
              content: { 'Application/JSON; charset=utf-8': { schema: { type: 'object' } } },
            },
          },
        },
        '/files': { put: { 'x-gatehouse': { maxBodySize: 4 }, requestBody: { content: { 'image/*': {} } } } },
      },
      {
        servers: [
          { url: 'https://{region}.example.com/{none}v1/', variables: { region: { default: 'eu' } } },
          { url: 'https://other.example.com' },
        ],
      },
    );

    expect(api).toEqual({
      title: 'Shop',
      server: 'https://eu.example.com/v1',
      routes: [
        { method: 'GET', path: '/items', action: 'listItems', maxBodyBytes: 0, contentTypes: [] },
        {
          method: 'POST',
          path: '/items',
          action: 'items-create',
          maxBodyBytes: 1_048_576,
          contentTypes: ['application/json'],
          bodyRequired: true,
        },
        { method: 'PUT', path: '/files', action: 'put-files', maxBodyBytes: 4, contentTypes: [] },
      ],
      notices: [
        { kind: 'renamed', where: 'POST /items', what: 'operation items/create is the action items-create' },
        { kind: 'unchecked', where: 'POST /items', what: 'schema of the body' },
        { kind: 'unchecked', where: 'PUT /files', what: 'media types image/*' },
        { kind: 'servers', where: '', what: '1 beside the first' },
      ],
    });
  });

  it('without an upstream where no server has an absolute URL', () => {
    expect(imported({ '/a': { get: {} } }, { servers: [{ url: '/v1' }] })).not.toHaveProperty('server');
    expect(importOpenApi({ paths: { '/a': { get: {} } } })).toMatchObject({ api: { title: '' } });
  });

  it('with parameters of the path that policies can name', () => {
    const { routes, notices } = imported({
      '/a/{user-id}/{user_id}/{2nd}/{rest+}': {
        parameters: [{ in: 'path', name: 'user-id', required: true, schema: { type: 'integer' } }],
        get: {
          operationId: 'a',
          'x-gatehouse': { encodedSlash: ['user-id', 'unknown'] },
          parameters: [{ in: 'path', name: 'absent' }],
        },
      },
    });

    expect(routes[0]).toMatchObject({
      path: '/a/{user_id}/{user_id2}/{p2nd}/{rest+}',
      encodedSlash: ['user_id', 'unknown'],
      parameters: [{ in: 'path', name: 'user_id', value: { type: 'integer' } }],
    });
    expect(notices.map(({ what }) => what)).toEqual([
      '{user-id} is {user_id}',
      '{user_id} is {user_id2}',
      '{2nd} is {p2nd}',
      'path parameter absent, which the path lacks',
    ]);
  });

  it('says what it leaves out', () => {
    const { routes, notices } = imported(
      {
        '/a': {
          get: { operationId: 'a', security: [], servers: [] },
          trace: {},
          post: { 'x-gatehouse': { skip: true } },
        },
        '/b': { 'x-gatehouse': { skip: true }, get: {} },
      },
      { webhooks: {} },
    );

    expect(routes).toHaveLength(1);
    expect(notices).toEqual([
      { kind: 'servers', where: 'GET /a', what: 'servers of its own' },
      { kind: 'skipped', where: 'POST /a', what: 'x-gatehouse.skip' },
      { kind: 'skipped', where: 'TRACE /a', what: 'API Gateway has no such method' },
      { kind: 'skipped', where: 'GET /b', what: 'x-gatehouse.skip' },
      { kind: 'security', where: '', what: 'security' },
      { kind: 'skipped', where: '', what: 'webhooks' },
    ]);
  });
});

describe('actions', () => {
  test.each([
    ['repos/get', 'repos-get'],
    ['2_get it!', 'get-it'],
    ['Users.List', 'Users.List'],
    ['größe', 'gr-e'],
    ['§§', ''],
  ])('%s is %s', (operationId, action) => expect(normaliseOperationId(operationId)).toBe(action));

  it('come of method and path where there is no id', () => {
    expect(actionOfRoute('GET', '/users/{id}/keys')).toBe('get-users-id-keys');
    expect(imported({ '/': { get: { operationId: '§§' } } }).routes[0]).toMatchObject({ path: '/', action: 'get' });
  });

  it('are no two operations alike, unless somebody wishes it', () => {
    expect(problems({ '/a': { get: { operationId: 'x/y' } }, '/b': { get: { operationId: 'x-y' } } })).toBe(
      'GET /a and GET /b: would be the same action "x-y". Give each an operationId of its own, or each x-gatehouse.action where one policy is to hold for all of them.',
    );
    const alike = { get: { operationId: 'x' } };
    expect(problems({ '/a': alike, '/b': alike, '/c': alike })).toMatch(
      /^GET \/a and GET \/b and GET \/c: would be the same action "x"/,
    );
    const chosen = { 'x-gatehouse': { action: 'x' } };
    expect(problems({ '/a': { get: chosen }, '/b': { get: { operationId: 'x' } } })).toMatch(
      /would be the same action/,
    );
    expect(imported({ '/a': { get: chosen }, '/b': { get: chosen } }).routes.map(({ action }) => action)).toEqual([
      'x',
      'x',
    ]);
  });

  it('are always names that a document may have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (operationId) => {
        const { routes } = imported({ '/a': { get: { operationId } } });
        const document = {
          version: 1,
          api: 'a',
          routes,
          upstream: { insecure: false, timeoutMs: 100 },
          credential: { kind: 'none' },
        };
        expect(parseApiDocument(document)).toMatchObject({ ok: true });
      }),
      propertyRuns(300),
    );
  });
});

describe('parameters become checks', () => {
  test.each([
    [
      { schema: { type: 'string', minLength: 1, maxLength: 3 } },
      { value: { type: 'string', minLength: 1, maxLength: 3 } },
    ],
    [
      { required: true, schema: { type: 'integer', minimum: 1, maximum: 5, format: 'int32' } },
      { required: true, value: { type: 'integer', minimum: 1, maximum: 5 } },
    ],
    [{ schema: { type: ['number', 'null'], default: 3, 'x-a': 1 } }, { value: { type: 'number' } }],
    [{ schema: { type: 'boolean' } }, { value: { type: 'boolean' } }],
    [{ schema: { type: 'string', enum: ['a', 1, null] } }, { value: { type: 'string', allowed: ['a', '1'] } }],
    [{ schema: { type: 'string', const: 'a' } }, { value: { type: 'string', allowed: ['a'] } }],
    [{}, { value: { type: 'string' } }],
    [{ schema: { type: 'array', items: { type: 'integer' } } }, { list: 'repeated', value: { type: 'integer' } }],
    [
      { explode: false, schema: { type: 'array' } },
      { list: 'commas', value: { type: 'string' } },
    ],
  ])('%j', (parameter, check) => {
    expect(parameterOf({ in: 'query', name: 'q', ...parameter })).toEqual({
      checks: [{ in: 'query', name: 'q', ...check }],
      notices: [],
    });
  });

  test.each([
    [
      { schema: { type: 'string', pattern: 'a', format: 'uuid', minLength: 'x', const: null } },
      { value: { type: 'string' } },
      'pattern, format, minLength, const of query parameter q',
    ],
    [
      { schema: { type: 'boolean', minimum: 1, maxLength: 1 } },
      { value: { type: 'boolean' } },
      'minimum, maxLength of query parameter q',
    ],
    [{ schema: { anyOf: [] } }, { value: { type: 'string' } }, 'anyOf of query parameter q'],
    [{ schema: { type: ['string', 'integer'] } }, { value: { type: 'string' } }, 'type of query parameter q'],
    [
      { schema: { type: 'array', maxItems: 2, items: { enum: 3 } } },
      { list: 'repeated', value: { type: 'string' } },
      'maxItems, enum of query parameter q',
    ],
    [
      { required: true, style: 'deepObject', schema: { type: 'object' } },
      { required: true, list: 'repeated', value: { type: 'string' } },
      'its style deepObject of query parameter q',
    ],
    [{ style: 'pipeDelimited', schema: { type: 'array' } }, undefined, 'its style pipeDelimited of query parameter q'],
    [{ schema: { type: 'object' } }, undefined, 'its object of query parameter q'],
    [{ content: {} }, undefined, 'its content of query parameter q'],
  ])('%j in part, and says so', (parameter, check, notice) => {
    expect(parameterOf({ in: 'query', name: 'q', ...parameter })).toEqual({
      checks: check && [{ in: 'query', name: 'q', ...check }],
      notices: [notice],
    });
  });

  it('of headers in lower case, and of none that mean something else', () => {
    expect(parameterOf({ in: 'header', name: 'X-Team', schema: { type: 'string' } }).checks).toEqual([
      { in: 'header', name: 'x-team', value: { type: 'string' } },
    ]);
    expect(parameterOf({ in: 'header', name: 'Accept' })).toEqual({ checks: undefined, notices: [] });
    expect(parameterOf({ in: 'header', name: 'Cookie' }).notices).toEqual([
      'header Cookie, which never reaches the upstream',
    ]);
    expect(parameterOf({ in: 'cookie', name: 'sid' }).notices).toEqual(['cookie parameter sid']);
  });

  it('for policies, where x-gatehouse names them', () => {
    const parameters = [
      { in: 'query', name: 'tag', schema: { type: 'array', items: { type: 'string' } } },
      { in: 'query', name: 'page', schema: { type: 'integer' } },
      { in: 'header', name: 'X-Team', schema: { type: 'string' } },
    ];
    const operation = { operationId: 'a', parameters, 'x-gatehouse': { policyInputs: ['tag', 'X-Team'] } };

    expect(imported({ '/a': { get: operation } }).routes[0]).toMatchObject({
      query: [{ name: 'tag', type: 'StringSet' }],
      headers: [{ name: 'x-team', type: 'String' }],
    });
    expect(problems({ '/a': { get: { ...operation, 'x-gatehouse': { policyInputs: ['nope'] } } } })).toMatch(
      /policyInputs names "nope"; allowed: query parameters and headers that the operation declares/,
    );
  });
});

describe('refused in words', () => {
  test.each([
    [{}, 'The document has no operation'],
    [{ '/a.{format}': { get: {} } }, 'Name a template with x-gatehouse.path, or leave it out'],
    [{ '/a': { get: { 'x-gatehouse': { nope: 1 } } } }, 'GET /a: x-gatehouse has "nope"; allowed: action, path'],
    [{ '/a': { get: { 'x-gatehouse': { action: '' } } } }, 'x-gatehouse.action is ""; allowed: a text'],
    [{ '/a': { get: { 'x-gatehouse': { path: 1 } } } }, 'x-gatehouse.path is 1; allowed: a path template'],
    [{ '/a': { get: { 'x-gatehouse': { maxBodySize: -1 } } } }, 'allowed: whole bytes from 0 to 4400000'],
    [{ '/a': { get: { 'x-gatehouse': { maxBodySize: 5e6 } } } }, 'allowed: whole bytes from 0 to 4400000'],
    [{ '/a': { get: { 'x-gatehouse': { policyInputs: 'q' } } } }, 'allowed: a list of names'],
    [{ '/a': { get: { 'x-gatehouse': true } } }, 'x-gatehouse is true; allowed: an object'],
  ])('%j', (paths, sentence) => expect(problems(paths)).toContain(sentence));
});
