import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AccessProxy,
  CredentialSecret,
  OpenApiDefinition,
  type OpenApiProps,
  ProtectedApi,
  RouteParameter,
  UpstreamCredential,
  ValueRule,
} from '../../lib';
import { FORWARDER, functionOf, newApi, newProxy, newStack, readJson } from './synthesized';

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: 'https://pets.example.com/v1' }],
  security: [{ key: [] }],
  paths: {
    '/pets/{pet}': {
      put: {
        operationId: 'pets/put',
        parameters: [
          { name: 'pet', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'X-Key', in: 'header', required: true, schema: { type: 'string' } },
          { name: 'X-Team', in: 'header', schema: { type: 'array', items: { type: 'string', pattern: 'a' } } },
          { name: 'dry', in: 'query', schema: { type: 'boolean' } },
        ],
        'x-gatehouse': { policyInputs: ['dry', 'x-team'], encodedSlash: ['pet'] },
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { '200': { description: 'ok' } },
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

function importedInto(stack: Stack, props: Partial<OpenApiProps> = {}): ProtectedApi {
  return ProtectedApi.fromOpenApi(stack, 'Pets', {
    proxy: new AccessProxy(stack, 'Proxy'),
    definition: OpenApiDefinition.fromInline(DOCUMENT),
    credential: UpstreamCredential.header('X-Key', CredentialSecret.created()),
    ...props,
  });
}

const ROUTE = {
  method: 'PUT',
  path: '/pets/{pet}',
  action: 'pets-put',
  maxBodyBytes: 1_048_576,
  contentTypes: ['application/json'],
  encodedSlash: ['pet'],
  query: [{ name: 'dry', type: 'String' }],
  headers: [{ name: 'x-team', type: 'StringSet' }],
  bodyRequired: true,
  parameters: [
    { in: 'path', name: 'pet', value: { type: 'integer' } },
    { in: 'header', name: 'x-team', list: 'commas', value: { type: 'string' } },
    { in: 'query', name: 'dry', value: { type: 'boolean' } },
  ],
};

test('a document gives an API its routes and its upstream, but not what the proxy itself puts on', () => {
  const stack = newStack();
  importedInto(stack);

  const { folder, properties } = functionOf(stack, FORWARDER);
  expect(readJson(folder, 'api-document.json')).toMatchObject({ api: 'pets', routes: [ROUTE] });
  expect(JSON.stringify(properties.Environment)).toContain('https://pets.example.com/v1');
});

test('routes and the upstream of the code go with it', () => {
  const stack = newStack();
  importedInto(stack, {
    upstream: 'https://other.example.com',
    routes: [{ method: 'GET', path: '/health', action: 'Health' }],
  });

  const { folder, properties } = functionOf(stack, FORWARDER);
  expect(readJson(folder, 'api-document.json').routes.map(({ action }: { action: string }) => action)).toEqual([
    'Health',
    'pets-put',
  ]);
  expect(JSON.stringify(properties.Environment)).toContain('https://other.example.com');
});

test('synth tells what is not done', () => {
  const stack = newStack();
  importedInto(stack);
  const annotations = Annotations.fromStack(stack);

  annotations.hasInfo('/Test/Pets', Match.stringLikeRegexp('Security requirements are ignored'));
  annotations.hasInfo('/Test/Pets', Match.stringLikeRegexp('operation pets/put is the action pets-put'));
  annotations.hasWarning(
    '/Test/Pets',
    Match.stringLikeRegexp(
      'Not validated before the upstream is called \\(.*pattern of header parameter X-Team; .*schema of the body\\).*openapi-unchecked',
    ),
  );
});

test('a long list is cut', () => {
  const stack = newStack();
  const paths = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`/p${index}`, { trace: { responses: {} } }]),
  );
  importedInto(stack, {
    definition: OpenApiDefinition.fromInline({ ...DOCUMENT, paths: { ...DOCUMENT.paths, ...paths } }),
  });

  Annotations.fromStack(stack).hasWarning('/Test/Pets', Match.stringLikeRegexp('; and 10 more'));
});

test('a file is read, a query credential is not asked for', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gatehouse-openapi-')), 'api-document.json');
  writeFileSync(file, JSON.stringify(DOCUMENT));
  const stack = newStack();

  importedInto(stack, {
    definition: OpenApiDefinition.fromFile(file),
    credential: UpstreamCredential.queryParameter('key', CredentialSecret.created()),
  });

  expect(readJson(functionOf(stack, FORWARDER).folder, 'api-document.json').routes[0].parameters).toContainEqual({
    in: 'header',
    name: 'x-key',
    required: true,
    value: { type: 'string' },
  });
});

test('what cannot be imported is refused with the reason', () => {
  const swagger = OpenApiDefinition.fromInline(JSON.stringify({ swagger: '2.0' }));
  expect(() => importedInto(newStack(), { definition: swagger })).toThrow(
    /^\[Test\/Pets\] definition: given "inline"; allowed: an OpenAPI document that can be imported\. The document is Swagger 2\.0/,
  );
  expect(() =>
    importedInto(newStack(), { definition: OpenApiDefinition.fromInline({ ...DOCUMENT, servers: [] }) }),
  ).toThrow(/upstream: given nothing; allowed: a base URL/);
  const stack = new Stack(new App(), 'Test');
  const token = OpenApiDefinition.fromInline({ ...DOCUMENT, info: { title: stack.stackName, version: stack.account } });
  expect(() => importedInto(newStack(), { definition: token })).toThrow(/known only at deploy time/);
});

test('routes of the code can ask for the same', () => {
  const stack = newStack();
  newApi(
    newProxy({}, stack),
    {
      routes: [
        {
          method: 'POST',
          path: '/a/{id}',
          action: 'A',
          bodyRequired: true,
          parameters: [
            RouteParameter.path('id', ValueRule.text({ maxLength: 3 })),
            RouteParameter.query('page', { value: ValueRule.integer({ minimum: 1 }), required: true }),
            RouteParameter.query('tag', { repeated: true }),
            RouteParameter.header('X-Ids', { value: ValueRule.number(), commaSeparated: true }),
            RouteParameter.header('X-Dry', { value: ValueRule.boolean() }),
          ],
        },
      ],
    },
    'Second',
  );

  const folders = stack.node.findChild('Second') as ProtectedApi;
  expect(folders._document.routes[0]).toMatchObject({
    bodyRequired: true,
    parameters: [
      { in: 'path', name: 'id', value: { type: 'string', maxLength: 3 } },
      { in: 'query', name: 'page', required: true, value: { type: 'integer', minimum: 1 } },
      { in: 'query', name: 'tag', list: 'repeated', value: { type: 'string' } },
      { in: 'header', name: 'x-ids', list: 'commas', value: { type: 'number' } },
      { in: 'header', name: 'x-dry', value: { type: 'boolean' } },
    ],
  });
});
