import path from 'node:path';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib';
import type { ServiceCall } from '../../../local/permissions/service-call';
import { startTwin, type Twin } from '../../../local/twin';
import { functionFrom, smallGateway } from '../support/small-gateway';
import { removeTemporaryDirectories } from '../support/temporary-directory';

const MODULES = path.join(__dirname, '..', '..', '..', 'node_modules', '@aws-sdk');
/** Makes one call of the SDK's and tells what came of it. */
const SOURCE = `
  exports.handler = async ({ client, command, input, key }) => {
    const sdk = require('${MODULES}/client-' + client);
    const Client = sdk[Object.keys(sdk).find((name) => /^(DynamoDB|SecretsManager|APIGateway)Client$/.test(name))];
    try {
      await new Client({ maxAttempts: 1, ...(key && { credentials: { accessKeyId: key, secretAccessKey: 'x' } }) }).send(new sdk[command](input));
      return 'done';
    } catch (error) {
      return error.name + ' ' + (error.$metadata?.httpStatusCode ?? '') + ': ' + error.message;
    }
  };`;

const running: Twin[] = [];

afterEach(async () => {
  for (const twin of running.splice(0)) await twin.stop();
});

afterAll(removeTemporaryDirectories);

interface Probe {
  readonly stack: Stack;
  readonly caller: lambda.Function;
  readonly table: dynamodb.Table;
  readonly secret: secretsmanager.Secret;
}

/** A function whose role has what `grant` gives it, and what it may do with that. */
async function probe(grant: (parts: Probe) => void, keyed = false) {
  const assembly = smallGateway(({ gateway: stack }) => {
    const encryptionKey = keyed ? new kms.Key(stack, 'Key') : undefined;
    const table = new dynamodb.Table(stack, 'Items', {
      tableName: 'items',
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      ...(encryptionKey && { encryptionKey }),
    });
    table.addGlobalSecondaryIndex({
      indexName: 'other',
      partitionKey: { name: 'o', type: dynamodb.AttributeType.STRING },
    });
    const secret = new secretsmanager.Secret(stack, 'Secret', {
      secretName: 'shop',
      ...(encryptionKey && { encryptionKey }),
    });
    const caller = functionFrom(stack, 'Probe', SOURCE, { functionName: 'probe' });
    grant({ stack, caller, table, secret });
  });
  const calls: ServiceCall[] = [];
  const twin = await startTwin({ assembly, port: 0, onServiceCall: (call) => calls.push(call) });
  running.push(twin);
  const arn = twin.functions.find(({ name }) => name === 'probe')?.arn as string;
  const call = async (client: string, command: string, input: object, key?: string): Promise<string> => {
    const result = await twin.invoker.invoke(arn, { client, command, input, key }, 20_000);
    return String(result.ok ? result.payload : result.errorMessage);
  };
  return { twin, calls, call };
}

const allow = (actions: string[], resources: string[]) => new iam.PolicyStatement({ actions, resources });
const KEY = { pk: { S: 'a' } };

describe('what a role grants is what its function can do', () => {
  test('DynamoDB: this action on this table, and no other', async () => {
    const { call, calls } = await probe(({ caller, table }) => {
      caller.addToRolePolicy(allow(['dynamodb:GetItem', 'dynamodb:Query'], [table.tableArn]));
    });

    expect(await call('dynamodb', 'GetItemCommand', { TableName: 'items', Key: KEY })).toBe('done');
    expect(await call('dynamodb', 'PutItemCommand', { TableName: 'items', Item: KEY })).toMatch(
      /^AccessDeniedException 400: User: arn:aws:sts::000000000000:assumed-role\/\S+\/probe is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/items because no identity-based policy allows the dynamodb:PutItem action$/,
    );
    expect(await call('dynamodb', 'GetItemCommand', { TableName: 'elsewhere', Key: KEY })).toMatch(/^AccessDenied/);
    expect(
      await call('dynamodb', 'QueryCommand', {
        TableName: 'items',
        IndexName: 'other',
        KeyConditionExpression: 'o = :o',
        ExpressionAttributeValues: { ':o': { S: 'x' } },
      }),
    ).toMatch(/^AccessDenied.*table\/items\/index\/other/);
    expect(calls.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'dynamodb:GetItem allowed',
      'dynamodb:PutItem denied',
      'dynamodb:GetItem denied',
      'dynamodb:Query denied',
    ]);
  });

  test('DynamoDB: a batch asks for every table in it', async () => {
    const { call } = await probe(({ caller, table }) => {
      caller.addToRolePolicy(allow(['dynamodb:BatchGetItem'], [table.tableArn]));
    });
    const of = (...tables: string[]) => ({
      RequestItems: Object.fromEntries(tables.map((name) => [name, { Keys: [KEY] }])),
    });

    expect(await call('dynamodb', 'BatchGetItemCommand', of('items'))).toBe('done');
    expect(await call('dynamodb', 'BatchGetItemCommand', of('items', 'others'))).toMatch(
      /^AccessDenied.*table\/others/,
    );
  });

  describe('DynamoDB: items of these partitions alone', () => {
    const item = (pk: string) => ({ pk: { S: pk } });
    const queried = (pk: string) => ({
      TableName: 'items',
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': 'pk' },
      ExpressionAttributeValues: { ':key': { S: pk } },
    });

    async function limited() {
      const { call } = await probe(({ caller, table }) => {
        caller.addToRolePolicy(
          new iam.PolicyStatement({
            actions: ['dynamodb:*'],
            resources: [table.tableArn, `${table.tableArn}/index/*`],
            conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['OWN#*'] } },
          }),
        );
      });
      return (command: string, input: object) => call('dynamodb', `${command}Command`, input);
    }

    test('one item at a time', async () => {
      const call = await limited();

      expect(await call('PutItem', { TableName: 'items', Item: { ...item('OWN#1'), o: { S: 'elsewhere' } } })).toBe(
        'done',
      );
      expect(await call('PutItem', { TableName: 'items', Item: { ...item('GLOBAL'), o: { S: 'OWN#1' } } })).toMatch(
        /^AccessDeniedException 400: .*dynamodb:PutItem on resource: \S+table\/items /,
      );
      for (const command of ['GetItem', 'DeleteItem', 'UpdateItem']) {
        expect(await call(command, { TableName: 'items', Key: item('OWN#1') })).toBe('done');
        expect(await call(command, { TableName: 'items', Key: item('own#1') })).toMatch(/^AccessDenied/);
      }
    });

    test('all items of a batch', async () => {
      const call = await limited();
      const read = (...pks: string[]) => ({ RequestItems: { items: { Keys: pks.map(item) } } });
      const written = (put: string, deleted: string) => ({
        RequestItems: {
          items: [{ PutRequest: { Item: item(put) } }, { DeleteRequest: { Key: item(deleted) } }],
        },
      });

      expect(await call('BatchGetItem', read('OWN#1', 'OWN#2'))).toBe('done');
      expect(await call('BatchGetItem', read('OWN#1', 'GLOBAL'))).toMatch(/^AccessDenied/);
      expect(await call('BatchWriteItem', written('OWN#1', 'OWN#2'))).toBe('done');
      expect(await call('BatchWriteItem', written('GLOBAL', 'OWN#2'))).toMatch(/^AccessDenied/);
      expect(await call('BatchWriteItem', written('OWN#1', 'GLOBAL'))).toMatch(/^AccessDenied/);
    });

    test("a query's partition, of the table or of the index, in either form of its condition", async () => {
      const call = await limited();
      const older = (pk: string) => ({
        TableName: 'items',
        KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: pk }] } },
      });
      const indexed = (o: string) => ({
        ...queried(o),
        IndexName: 'other',
        ExpressionAttributeNames: { '#key': 'o' },
      });

      expect(await call('Query', queried('OWN#1'))).toBe('done');
      expect(await call('Query', queried('GLOBAL'))).toMatch(/^AccessDenied/);
      expect(await call('Query', older('OWN#1'))).toBe('done');
      expect(await call('Query', older('GLOBAL'))).toMatch(/^AccessDenied/);
      expect(await call('Query', indexed('OWN#1'))).toBe('done');
      expect(await call('Query', indexed('GLOBAL'))).toMatch(/^AccessDenied/);
      expect(await call('Query', { TableName: 'items', KeyConditionExpression: 'pk =' })).toMatch(
        /^ValidationException/,
      );
    });

    test('what names no item is let through by a condition on all of them, as IAM does', async () => {
      const call = await limited();

      expect(await call('Scan', { TableName: 'items' })).toBe('done');
    });
  });

  test('Secrets Manager: one secret; reading is not describing', async () => {
    const { call } = await probe(({ caller, secret }) => {
      caller.addToRolePolicy(allow(['secretsmanager:DescribeSecret'], [secret.secretArn]));
    });

    expect(await call('secrets-manager', 'DescribeSecretCommand', { SecretId: 'shop' })).toBe('done');
    expect(await call('secrets-manager', 'GetSecretValueCommand', { SecretId: 'shop' })).toMatch(
      /^AccessDeniedException 400: .*secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:\S+:secret:shop-\w{6} /,
    );
    expect(await call('secrets-manager', 'DescribeSecretCommand', { SecretId: 'orders/token' })).toMatch(
      /^AccessDenied/,
    );
    expect(await call('secrets-manager', 'ListSecretsCommand', {})).toMatch(/^AccessDenied.*on resource: \* /);
  });

  test('API Gateway: a verb on a path', async () => {
    const { call } = await probe(({ caller }) => {
      caller.addToRolePolicy(allow(['apigateway:GET'], ['arn:aws:apigateway:us-east-1::/apikeys']));
    });

    expect(await call('api-gateway', 'GetApiKeysCommand', {})).toBe('done');
    expect(await call('api-gateway', 'CreateApiKeyCommand', { name: 'a' })).toMatch(
      /^AccessDeniedException 403: .*apigateway:POST on resource: arn:aws:apigateway:us-east-1::\/apikeys /,
    );
    expect(await call('api-gateway', 'GetApiKeyCommand', { apiKey: 'k' })).toMatch(/^AccessDenied.*\/apikeys\/k /);
  });

  test("a customer's key: the table's and the secret's permission are not enough", async () => {
    const { call } = await probe(({ caller, table, secret }) => {
      caller.addToRolePolicy(allow(['dynamodb:GetItem'], [table.tableArn]));
      caller.addToRolePolicy(allow(['secretsmanager:GetSecretValue'], [secret.secretArn]));
    }, true);

    expect(await call('dynamodb', 'GetItemCommand', { TableName: 'items', Key: KEY })).toMatch(
      /^AccessDeniedException 400: KMS key access denied error: .*kms:Decrypt/,
    );
    expect(await call('secrets-manager', 'GetSecretValueCommand', { SecretId: 'shop' })).toBe(
      'AccessDeniedException 400: Access to KMS is not allowed',
    );
  });

  test("a customer's key: through one service only", async () => {
    const { call } = await probe(({ caller, table, secret }) => {
      caller.addToRolePolicy(allow(['dynamodb:*'], [table.tableArn]));
      caller.addToRolePolicy(allow(['secretsmanager:*'], [secret.secretArn]));
      caller.addToRolePolicy(
        new iam.PolicyStatement({
          actions: ['kms:Decrypt'],
          resources: [String(table.encryptionKey?.keyArn)],
          conditions: { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } },
        }),
      );
    }, true);

    expect(await call('dynamodb', 'PutItemCommand', { TableName: 'items', Item: KEY })).toBe('done');
    expect(await call('secrets-manager', 'GetSecretValueCommand', { SecretId: 'shop' })).toMatch(/Access to KMS/);
  });

  test("policies of the resources count, a table's and a secret's", async () => {
    const { call } = await probe(({ caller, table, secret }) => {
      const statement = (actions: string[], effect: iam.Effect) =>
        new iam.PolicyStatement({
          actions,
          effect,
          resources: ['*'],
          principals: [new iam.ArnPrincipal(String(caller.role?.roleArn))],
        });
      table.addToResourcePolicy(statement(['dynamodb:GetItem'], iam.Effect.ALLOW));
      secret.addToResourcePolicy(statement(['secretsmanager:GetSecretValue'], iam.Effect.DENY));
      caller.addToRolePolicy(allow(['secretsmanager:*'], [secret.secretArn]));
    });

    expect(await call('dynamodb', 'GetItemCommand', { TableName: 'items', Key: KEY })).toBe('done');
    expect(await call('dynamodb', 'PutItemCommand', { TableName: 'items', Item: KEY })).toMatch(/^AccessDenied/);
    expect(await call('secrets-manager', 'DescribeSecretCommand', { SecretId: 'shop' })).toBe('done');
    expect(await call('secrets-manager', 'GetSecretValueCommand', { SecretId: 'shop' })).toMatch(
      /with an explicit deny/,
    );
  });

  test('credentials that nobody has are refused; an operator outside may do everything', async () => {
    const { call, twin } = await probe(() => {});

    expect(await call('dynamodb', 'ListTablesCommand', {})).toMatch(/^AccessDenied/);
    expect(await call('dynamodb', 'ListTablesCommand', {}, 'ASIA0000000000000000')).toMatch(/^UnrecognizedClient/);
    expect(await call('dynamodb', 'ListTablesCommand', {}, 'AKIAOPERATOR')).toBe('done');
    const unsigned = await fetch(twin.endpoints.secretsManager, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.ListSecrets' },
      body: '{}',
    });
    expect([unsigned.status, await unsigned.text()]).toEqual([
      400,
      expect.stringContaining('MissingAuthenticationTokenException'),
    ]);
  });

  test.each<[string, (parts: Probe) => void, RegExp]>([
    [
      'a managed policy that is not known',
      ({ caller }) =>
        caller.role?.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBFullAccess')),
      /ManagedPolicyArns names .*AmazonDynamoDBFullAccess; the twin knows the assembly's own and service-role\/AWSLambdaBasicExecutionRole/,
    ],
    [
      'a permissions boundary',
      ({ caller }) =>
        iam.PermissionsBoundary.of(caller).apply(iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')),
      /property PermissionsBoundary is not evaluated by the twin/,
    ],
    [
      'NotAction',
      ({ caller }) => caller.addToRolePolicy(new iam.PolicyStatement({ notActions: ['x:Y'], resources: ['*'] })),
      /property PolicyDocument\.Statement\[0\]\.NotAction is not supported by the twin/,
    ],
  ])('%s stops the start, with its place', async (_, grant, message) => {
    await expect(probe(grant)).rejects.toThrow(message);
  });

  test("people's roles may say what the twin does not evaluate", async () => {
    const { twin } = await probe(({ stack }) => {
      new iam.Role(stack, 'Admin', {
        assumedBy: new iam.AccountRootPrincipal(),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
      });
    });

    expect(twin.functions.map(({ name }) => name)).toContain('probe');
  });
});
