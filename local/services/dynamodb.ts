import { Readable } from 'node:stream';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import dynalite from 'dynalite';
import type { TableModel } from './table-model';

type Item = Readonly<Record<string, unknown>>;

/** Table items as the snapshot keeps them, in DynamoDB's own JSON. */
export type StoredTables = Readonly<Record<string, readonly Item[]>>;

const WRITES = /\.(PutItem|UpdateItem|DeleteItem|BatchWriteItem)$/;
const BATCH = 25;

/** DynamoDB in this process's memory. */
export class DynamoDb {
  private readonly database: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  private readonly tables = new Map<string, TableModel>();
  private restored: StoredTables = {};

  constructor(private readonly changed: () => void = () => {}) {}

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    if (WRITES.test(String(request.headers['x-amz-target']))) response.once('finish', this.changed);
    this.database.emit('request', request, response);
  };

  async createTable(model: TableModel): Promise<void> {
    await this.call('CreateTable', {
      TableName: model.name,
      KeySchema: model.keySchema,
      AttributeDefinitions: model.attributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      ...(model.globalSecondaryIndexes && { GlobalSecondaryIndexes: model.globalSecondaryIndexes }),
      ...(model.localSecondaryIndexes && { LocalSecondaryIndexes: model.localSecondaryIndexes }),
    });
    for (let status = ''; status !== 'ACTIVE'; ) {
      const { Table } = (await this.call('DescribeTable', { TableName: model.name })) as {
        Table: { TableStatus: string };
      };
      status = Table.TableStatus;
      if (status !== 'ACTIVE') await new Promise((resolve) => setImmediate(resolve));
    }
    await this.putAll(model.name, this.restored[model.name] ?? []);
    this.tables.set(model.name, model);
  }

  async snapshot(): Promise<StoredTables> {
    const stored: Record<string, readonly Item[]> = { ...this.restored };
    for (const name of this.tables.keys()) stored[name] = await this.items(name);
    return stored;
  }

  /** Before the tables are created; items of a table that is not created any more are kept for the next snapshot. */
  restore(tables: StoredTables): void {
    this.restored = tables;
  }

  private async putAll(table: string, items: readonly Item[]): Promise<void> {
    for (let start = 0; start < items.length; start += BATCH) {
      const puts = items.slice(start, start + BATCH).map((Item) => ({ PutRequest: { Item } }));
      await this.call('BatchWriteItem', { RequestItems: { [table]: puts } });
    }
  }

  private async items(TableName: string): Promise<Item[]> {
    const items: Item[] = [];
    let start: unknown;
    do {
      const page = (await this.call('Scan', {
        TableName,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      })) as {
        Items: Item[];
        LastEvaluatedKey?: unknown;
      };
      items.push(...page.Items);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** Without a socket, so that a snapshot also works while the endpoint is down. */
  private call(operation: string, input: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(input))]), {
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '20260101T000000Z',
          authorization: 'AWS4-HMAC-SHA256 Credential=TWIN, SignedHeaders=host, Signature=TWIN',
        },
      });
      const response = {
        statusCode: 200,
        setHeader() {},
        end(body: string) {
          const answer = JSON.parse(body) as { __type?: string; message?: string };
          if (this.statusCode === 200) resolve(answer);
          else reject(new Error(`${operation}: ${answer.message ?? answer.__type}`));
        },
      };
      this.database.emit('request', request, response);
    });
  }
}
