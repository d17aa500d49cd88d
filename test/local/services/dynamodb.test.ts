import {
  BatchGetItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDb } from '../../../local/services/dynamodb';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import type { TableModel } from '../../../local/services/table-model';

const TABLE: TableModel = {
  logicalId: 'T',
  stack: 'S',
  name: 'registry',
  arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/registry',
  keySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  globalSecondaryIndexes: [
    { IndexName: 'bySk', KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
  ],
};

describe('DynamoDB in the twin', () => {
  let changes: number;
  let database: DynamoDb;
  let endpoint: LoopbackEndpoint;
  let client: DynamoDBClient;

  beforeEach(async () => {
    changes = 0;
    database = new DynamoDb(() => {
      changes += 1;
    });
    await database.createTable(TABLE);
    endpoint = new LoopbackEndpoint(database.listener);
    client = clientFor(await endpoint.start());
  });

  afterEach(async () => {
    client.destroy();
    await endpoint.kill();
  });

  const put = (pk: string, sk: string) =>
    client.send(new PutItemCommand({ TableName: 'registry', Item: { pk: { S: pk }, sk: { S: sk } } }));

  test('a declared table is there at once, with its index', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'registry' }));

    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: TABLE.keySchema,
      GlobalSecondaryIndexes: [{ IndexName: 'bySk' }],
    });
  });

  test('items are read in one consistent batch and through the index', async () => {
    await put('a', '1');
    await put('b', '1');

    const batch = await client.send(
      new BatchGetItemCommand({
        RequestItems: { registry: { ConsistentRead: true, Keys: [{ pk: { S: 'a' }, sk: { S: '1' } }] } },
      }),
    );
    const indexed = await client.send(
      new QueryCommand({
        TableName: 'registry',
        IndexName: 'bySk',
        KeyConditionExpression: 'sk = :s',
        ExpressionAttributeValues: { ':s': { S: '1' } },
      }),
    );

    expect(batch.Responses?.['registry']).toEqual([{ pk: { S: 'a' }, sk: { S: '1' } }]);
    expect(indexed.Count).toBe(2);
  });

  test('writes are told, reads are not', async () => {
    await put('a', '1');
    const afterWrite = changes;
    await client.send(new DescribeTableCommand({ TableName: 'registry' }));

    expect([afterWrite, changes]).toEqual([1, 1]);
  });

  test('a condition that does not hold, a table that is not there and a bad request are DynamoDB’s errors', async () => {
    await put('a', '1');
    const again = {
      TableName: 'registry',
      Item: { pk: { S: 'a' }, sk: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    };

    await expect(client.send(new PutItemCommand(again))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await expect(client.send(new PutItemCommand({ ...again, TableName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client.send(new PutItemCommand({ ...again, Item: {} }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('an operation that the twin does not have is refused with those it has', async () => {
    const refused = client.send(new TransactWriteItemsCommand({ TransactItems: [] }));

    await expect(refused).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringMatching(/^The twin's DynamoDB has no TransactWriteItems; it has BatchGetItem, /),
    });
  });

  test('its items outlive it in a snapshot, also while nobody can connect', async () => {
    for (let count = 0; count < 60; count += 1) await put('a', String(count).padStart(3, '0'));
    await endpoint.kill();
    const snapshot = await database.snapshot();
    await endpoint.restore();

    const later = new DynamoDb();
    later.restore({ ...snapshot, retired: [{ id: { S: 'x' } }] });
    await later.createTable(TABLE);

    expect(await later.snapshot()).toEqual({ ...snapshot, retired: [{ id: { S: 'x' } }] });
    expect(snapshot['registry']).toHaveLength(60);
  });

  test('while its endpoint is down connections are refused; afterwards it answers at the same address', async () => {
    await put('a', '1');
    await endpoint.kill();
    // The client's kept connection dies first; from then on it finds nobody to connect to.
    await expect(put('b', '1')).rejects.toThrow();
    await expect(put('b', '1')).rejects.toThrow('ECONNREFUSED');

    await endpoint.restore();

    await expect(put('b', '1')).resolves.toBeDefined();
  });
});

function clientFor(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
}
