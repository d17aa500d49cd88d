import path from 'node:path';
import { DynamoDb } from '../../../local/services/dynamodb';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { ROOT } from '../../support/sample-assembly';
import { DynamoDbRegistryReader } from '../../../lambda/adapters/registry-reader';
import { DynamoDbReleaseRegistry } from '../../../lambda/adapters/registry-writer';
import { commandsImportedBy, commandsImportedIn } from './imported-commands';
import { observeRegistry, type RegistryRun } from './observe-registry';

describe('the DynamoDB calls that are compared', () => {
  const endpoint = new LoopbackEndpoint(new DynamoDb().listener);
  let run: RegistryRun;

  beforeAll(async () => {
    run = await observeRegistry(await endpoint.start(), 'calls');
  });

  afterAll(() => endpoint.kill());

  test('every command that an adapter imports is among them', () => {
    const compared = new Set(run.steps.flatMap(({ calls }) => calls.map(({ command }) => command)));
    const imported = commandsImportedIn(path.join(ROOT, 'lambda', 'adapters'));

    expect(imported.size).toBeGreaterThan(0);
    expect([...imported].filter((command) => !compared.has(command))).toEqual([]);
  });

  test.each([DynamoDbReleaseRegistry, DynamoDbRegistryReader])('every method of %p is used', ({ name, prototype }) => {
    const methods = Object.getOwnPropertyNames(prototype).filter((method) => method !== 'constructor');

    expect(methods.filter((method) => !run.methods.has(`${name}.${method}`))).toEqual([]);
  });

  test('a command that is imported is seen, a type is not', () => {
    const source = `
      import { GetCommand, type PutCommandInput, paginateScan } from '@aws-sdk/lib-dynamodb';
      import { TransactWriteItemsCommand as Write } from '@aws-sdk/client-dynamodb';
      import type { UpdateCommand } from '@aws-sdk/lib-dynamodb';
      import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';`;

    expect(commandsImportedBy(source)).toEqual(['GetCommand', 'ScanCommand', 'TransactWriteItemsCommand']);
  });

  test('a whole package cannot be imported unseen', () => {
    expect(commandsImportedBy("import * as sdk from '@aws-sdk/lib-dynamodb';")).toEqual([
      'everything of @aws-sdk/lib-dynamodb',
    ]);
  });
});
