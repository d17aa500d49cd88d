import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { create } from 'dynalite/db';
import { checkTypes, checkValidations } from 'dynalite/validations';
import { type AccessGuard, OPEN_GUARD } from '../permissions/access-guard';
import { readText } from './request-text';
import { ServiceError } from './service-error';
import { tableRefusal, tableRequirements, type TablePlace } from './table-access';
import type { TableModel } from './table-model';
import { TABLE_OPERATIONS } from './table-operations';

type Item = Readonly<Record<string, unknown>>;

/** Table items as the snapshot keeps them, in DynamoDB's own JSON. */
export type StoredTables = Readonly<Record<string, readonly Item[]>>;

/** How dynalite reports what DynamoDB would refuse. */
interface Refusal {
  readonly statusCode: number;
  readonly body: unknown;
}

const TARGET = 'DynamoDB_20120810.';
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const BATCH = 25;
const NOWHERE: TablePlace = { region: 'us-east-1', accountId: '000000000000' };

/** DynamoDB in this process's memory. */
export class DynamoDb {
  private readonly store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  private readonly tables = new Map<string, TableModel>();
  private restored: StoredTables = {};

  constructor(
    private readonly changed: () => void = () => {},
    private readonly guard: AccessGuard = OPEN_GUARD,
    private readonly place: TablePlace = NOWHERE,
  ) {}

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    void this.answer(request).then(
      (body) => reply(response, 200, body),
      (error: unknown) => {
        if (isRefusal(error)) reply(response, error.statusCode, error.body);
        else if (error instanceof ServiceError)
          reply(response, error.status, { __type: error.code, message: error.message });
        else reply(response, 500, { __type: 'InternalServerError', message: String(error) });
      },
    );
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

  private async answer(request: IncomingMessage): Promise<unknown> {
    const text = await readText(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    let input: unknown;
    try {
      input = JSON.parse(text);
    } catch {
      throw new ServiceError('com.amazon.coral.service#SerializationException', 'The request body is not JSON.');
    }
    const operation = target.startsWith(TARGET) ? target.slice(TARGET.length) : target;
    if (Object.hasOwn(TABLE_OPERATIONS, operation)) {
      this.guard.check(request, tableRequirements(operation, input, this.tables, this.place), tableRefusal);
    }
    const output = await this.call(operation, input);
    if (WRITES.includes(operation)) this.changed();
    return output;
  }

  private async call(name: string, input: unknown): Promise<unknown> {
    const operation = TABLE_OPERATIONS[name];
    if (operation === undefined) {
      throw new ServiceError(
        'com.amazon.coral.service#UnknownOperationException',
        `The twin's DynamoDB has no ${name || 'such operation'}; it has ${Object.keys(TABLE_OPERATIONS).join(', ')}.`,
      );
    }
    const { types, custom } = operation.shape;
    const checked = checkTypes(input, types);
    checkValidations(checked, types, custom, this.store);
    return new Promise((resolve, reject) => {
      operation.act(this.store, checked, (error, output) => (error ? reject(error as Error) : resolve(output)));
    });
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
      })) as { readonly Items: readonly Item[]; readonly LastEvaluatedKey?: unknown };
      items.push(...page.Items);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }
}

function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
