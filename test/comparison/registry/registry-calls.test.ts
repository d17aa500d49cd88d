import path from 'node:path';
import { DynamoDb } from '../../../local/services/dynamodb';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { ROOT } from '../../support/sample-assembly';
import { dynamoDbCallsIn } from './calls-in-source';
import { dynamoDbModules } from './dynamodb-modules';
import { observeRegistry, type RegistryRun } from './observe-registry';

const ADAPTERS = path.join(ROOT, 'lambda', 'adapters');
const MODULES = dynamoDbModules([path.join(ROOT, 'lambda'), path.join(ROOT, 'cli'), path.join(ROOT, 'lib')]);
const IN_ADAPTERS = MODULES.filter(({ file }) => file.startsWith(ADAPTERS));

describe('the DynamoDB calls that are compared', () => {
  const endpoint = new LoopbackEndpoint(new DynamoDb().listener);
  let run: RegistryRun;

  beforeAll(async () => {
    run = await observeRegistry(await endpoint.start(), 'calls');
  });

  afterAll(() => endpoint.kill());

  test('every call that a source can make is among them, by the client that it makes it with', () => {
    const compared = new Set(run.steps.flatMap(({ calls }) => calls.map(({ by, operation }) => `${by} ${operation}`)));
    const possible = new Set(MODULES.flatMap(({ calls }) => calls));

    expect([...possible].filter((call) => call.startsWith('SDK')).length).toBeGreaterThan(0);
    expect([...possible].filter((call) => call.startsWith('JSON')).length).toBeGreaterThan(0);
    expect([...possible].filter((call) => !compared.has(call))).toEqual([]);
  });

  test('no more is compared than sources can call', () => {
    const possible = new Set(MODULES.flatMap(({ calls }) => calls));
    const compared = run.steps.flatMap(({ calls }) => calls.map(({ by, operation }) => `${by} ${operation}`));

    expect(compared.filter((call) => !possible.has(call))).toEqual([]);
  });

  test('the adapters that are known to speak to DynamoDB are found', () => {
    expect(IN_ADAPTERS.map(({ file }) => path.basename(file, '.ts'))).toEqual(
      expect.arrayContaining(['grant-registry', 'proof-ledger', 'registry-client', 'registry-home', 'registry-reader']),
    );
  });

  test.each(IN_ADAPTERS.map((module) => [path.basename(module.file, '.ts'), module] as const))(
    'every method of every class of %s is used, and every function that calls by the SDK',
    async (_name, { file, calls }) => {
      const exported = Object.values((await import(file)) as Record<string, unknown>).filter(
        (value): value is { readonly name: string; readonly prototype?: object } => typeof value === 'function',
      );
      const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value));
      const methods = exported
        .filter(isClass)
        .flatMap(({ name, prototype = {} }) =>
          Object.getOwnPropertyNames(prototype).map((method) => `${name}.${method}`),
        );
      const bySdk = calls.some((call) => !call.startsWith('JSON'));
      const functions = exported.filter((value) => bySdk && !isClass(value)).map(({ name }) => name);
      const wanted = [...methods, ...functions].filter((name) => !name.endsWith('.constructor'));

      expect(wanted.filter((name) => !run.methods.has(name))).toEqual([]);
    },
  );

  test('a command that is imported is seen, a type and a client are not', () => {
    const source = `
      import { GetCommand, type PutCommandInput, DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
      import { TransactWriteItemsCommand as Write, DynamoDBClient } from '@aws-sdk/client-dynamodb';
      import type { UpdateCommand } from '@aws-sdk/lib-dynamodb';
      type Put = import('@aws-sdk/lib-dynamodb').PutCommand;
      import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';`;

    expect(dynamoDbCallsIn(source)).toEqual(['SDK GetItem', 'SDK Scan', 'SDK TransactWriteItems']);
  });

  test.each([
    "import * as sdk from '@aws-sdk/lib-dynamodb';",
    "export * from '@aws-sdk/lib-dynamodb';",
    "const sdk = require('@aws-sdk/lib-dynamodb');",
    "const sdk = await import('@aws-sdk/lib-dynamodb');",
  ])('a whole package cannot be imported unseen: %s', (source) => {
    expect(dynamoDbCallsIn(source)).toEqual(['everything of @aws-sdk/lib-dynamodb']);
  });

  test('a client with methods for calls is seen', () => {
    const source = "import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';";

    expect(dynamoDbCallsIn(source)).toEqual(['SDK DynamoDBDocument']);
  });

  test('an operation that the functions’ own client is told is seen, another service’s is not', () => {
    const source = (service: string) =>
      `const client = new AwsJsonClient(environment, { service: '${service}' }, 1); await client.call('Scan', {});`;

    expect(dynamoDbCallsIn(source('dynamodb'))).toEqual(['JSON Scan']);
    expect(dynamoDbCallsIn(source('secretsmanager'))).toEqual([]);
  });

  test.each([
    ['client.call(operation, {})', 'whatever becomes of client.call'],
    ["client['call']('Scan', {})", "whatever becomes of client['call']"],
    ['const call = client.call.bind(client)', 'whatever becomes of client.call'],
    ['give(client)', 'whatever becomes of give(client)'],
  ])('nor can that client call unseen: %s', (use, seen) => {
    const source = `const client = new AwsJsonClient(environment, protocol, 1); ${use};`;

    expect(dynamoDbCallsIn(source)).toContain(seen);
  });

  test('nor can one without a name, or whoever signs calls', () => {
    expect(dynamoDbCallsIn('export const client = () => new AwsJsonClient(e, p, 1);')).toEqual([
      'an AwsJsonClient without a name',
    ]);
    expect(dynamoDbCallsIn("import { SignatureV4 } from '@smithy/signature-v4';")).toEqual([
      'calls that it signs itself',
    ]);
  });
});
