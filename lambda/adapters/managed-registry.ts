import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ApiKeyRecord,
  MANAGED_PARTITION,
  type NameRecord,
  PARTITION_KEY,
  type RegistryKey,
  SORT_KEY,
  type TenantRecord,
  tenantKey,
  USER_PREFIX,
  type UserRecord,
} from '../contract/registry-records';
import type { Expected, ManagedRegistry, Page } from '../domain/manage/managed-registry';
import { DependencyFault } from '../domain/ports';
import { recordOf } from './item-record';
import { recordUpdate } from './record-update';
import { DynamoDbReleaseRegistry } from './registry-writer';

interface Condition {
  readonly ConditionExpression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The registry as people change it: each write says what it expects to find. */
export class DynamoDbManagedRegistry extends DynamoDbReleaseRegistry implements ManagedRegistry {
  public changeUser(key: RegistryKey, change: Partial<UserRecord>, expected: Expected): Promise<boolean> {
    return this.#change(key, change, { status: 'active', roles: [] }, expected);
  }

  public changeTenant(key: RegistryKey, change: Partial<TenantRecord>, expected: Expected): Promise<boolean> {
    return this.#change(key, change, { status: 'active', policies: {} }, expected);
  }

  public async setStatus(key: RegistryKey, status: UserRecord['status']): Promise<boolean> {
    return await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...key },
        UpdateExpression: 'SET #status = :status',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': status },
      }),
    );
  }

  public async pageUsers(tenantRef: string, limit: number, after?: string): Promise<Page<UserRecord>> {
    const { pk } = tenantKey(tenantRef);
    const start = after === undefined ? {} : { ExclusiveStartKey: { [PARTITION_KEY]: pk, [SORT_KEY]: after } };
    const page = await this.#query(pk, USER_PREFIX, { Limit: limit, ...start });
    const next = page.LastEvaluatedKey?.[SORT_KEY] as string | undefined;
    return { items: page.items as unknown as UserRecord[], ...(next === undefined ? {} : { next }) };
  }

  public async listManagedTenants(): Promise<readonly string[]> {
    const names: string[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.#query(
        MANAGED_PARTITION,
        'TENANT#',
        start === undefined ? {} : { ExclusiveStartKey: start },
      );
      names.push(...page.items.map(({ tenant }) => tenant as string));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return names;
  }

  public async putManagedTenant(key: RegistryKey, tenant: string): Promise<void> {
    await this.written(new PutCommand({ TableName: this.tableName, Item: { ...key, tenant } }));
  }

  public async shortenToken(key: RegistryKey, expiresAt: number): Promise<void> {
    await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...key },
        UpdateExpression: 'SET #expiresAt = :expiresAt',
        ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#expiresAt) OR #expiresAt > :expiresAt)',
        ExpressionAttributeNames: { '#expiresAt': 'expiresAt' },
        ExpressionAttributeValues: { ':expiresAt': expiresAt },
      }),
    );
  }

  public async finishToken(key: RegistryKey): Promise<boolean> {
    return await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...key },
        UpdateExpression: 'REMOVE #unfinished',
        ConditionExpression: '#status = :active',
        ExpressionAttributeNames: { '#unfinished': 'unfinished', '#status': 'status' },
        ExpressionAttributeValues: { ':active': 'active' },
      }),
    );
  }

  public readName(key: RegistryKey): Promise<NameRecord | undefined> {
    return this.read<NameRecord>(key);
  }

  public claimName(key: RegistryKey, record: NameRecord): Promise<boolean> {
    return this.#putOwn(key, record, { userRef: record.userRef });
  }

  public readApiKey(key: RegistryKey): Promise<ApiKeyRecord | undefined> {
    return this.read<ApiKeyRecord>(key);
  }

  public putApiKey(key: RegistryKey, record: ApiKeyRecord): Promise<boolean> {
    return this.#putOwn(key, record, { tenantRef: record.tenantRef, userRef: record.userRef });
  }

  /** Writes an item where there is none, or one of the same owner. */
  async #putOwn(key: RegistryKey, record: object, owner: Readonly<Record<string, string>>): Promise<boolean> {
    const same = Object.keys(owner).map((name) => `${name} = :${name}`);
    return await this.written(
      new PutCommand({
        TableName: this.tableName,
        Item: { ...key, ...record },
        ConditionExpression: `attribute_not_exists(pk) OR (${same.join(' AND ')})`,
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(owner).map(([name, value]) => [`:${name}`, value]),
        ),
      }),
    );
  }

  async #change(key: RegistryKey, change: object, initial: Readonly<Record<string, unknown>>, expected: Expected) {
    const update = recordUpdate(change, initial);
    const { ConditionExpression, names, values } = conditionOf(expected);
    return await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...key },
        UpdateExpression: update.UpdateExpression,
        ConditionExpression,
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, ...names },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...values },
      }),
    );
  }

  async #query(pk: string, prefix: string, options: object) {
    const command = new QueryCommand({
      TableName: this.tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ...options,
    });
    try {
      const { Items: found = [], LastEvaluatedKey } = await this.client.send(command);
      const items = found.map((item) => recordOf<Record<string, unknown>>(item));
      return { items, LastEvaluatedKey };
    } catch (cause) {
      const message = `The registry ${this.tableName} refused a call (${(cause as Error).name}). Check the table and the grants on it.`;
      throw new DependencyFault('registry', 'unavailable', message, { cause });
    }
  }
}

function conditionOf(expected: Expected): Condition {
  const managed = { names: { '#managed': 'managed' }, values: { ':isManaged': true } };
  switch (expected) {
    case 'absent':
      return { ConditionExpression: 'attribute_not_exists(pk)' };
    case 'unowned':
      return {
        ConditionExpression: '#declared = :undeclared AND (attribute_not_exists(#managed) OR #managed <> :isManaged)',
        names: { ...managed.names, '#declared': 'declared' },
        values: { ...managed.values, ':undeclared': false },
      };
    case 'managed':
      return { ConditionExpression: '#managed = :isManaged', ...managed };
    default:
      return {
        ConditionExpression: '#managed = :isManaged AND #version = :expectedVersion',
        names: { ...managed.names, '#version': 'version' },
        values: { ...managed.values, ':expectedVersion': expected },
      };
  }
}
