import { createHash } from 'node:crypto';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import {
  type DocumentRecord,
  documentKey,
  GLOBAL_KEY,
  type GlobalRecord,
  PENDING_KEY,
  type RegistryKey,
  releaseIndexKey,
  type TenantRecord,
  type TokenRecord,
  tenantKey,
  tokenKey,
  type UserRecord,
} from '../contract/registry-records';
import { DependencyFault, type Pause, type ReleaseRegistry } from '../domain/ports';
import { assertHome } from '../domain/table-home';
import { recordOf } from './item-record';
import { mapEquals } from './map-condition';
import { itemName, type RegistryItem } from './registry-items';
import { recordUpdate } from './record-update';
import { conditionalWrite, registryCall } from './registry-call';

/** DynamoDB's most items a BatchGetItem. */
const BATCH_SIZE = 100;
/** Waits before asking again for what a batch left out, in milliseconds. */
const BATCH_PAUSES_MS = [50, 200, 800, 3_200];

/** The registry as deploys and the command line write it. Every read is strongly consistent. */
export class DynamoDbReleaseRegistry implements ReleaseRegistry {
  protected readonly read = async <T>(key: RegistryKey): Promise<T | undefined> => {
    const command = new GetCommand({ TableName: this.tableName, Key: { ...key }, ConsistentRead: true });
    const { Item: item } = await registryCall(this.tableName, () => this.client.send(command));
    return item === undefined ? undefined : recordOf<T>(item);
  };
  /** @returns whether the condition held. */
  protected readonly written = async (command: PutCommand | UpdateCommand): Promise<boolean> => {
    return await conditionalWrite(this.tableName, () => this.client.send(command as PutCommand));
  };

  public constructor(
    protected readonly client: DynamoDBDocumentClient,
    protected readonly tableName: string,
    private readonly pause: Pause,
  ) {}

  public readTenant(key: RegistryKey): Promise<TenantRecord | undefined> {
    return this.read<TenantRecord>(key);
  }

  public readUser(key: RegistryKey): Promise<UserRecord | undefined> {
    return this.read<UserRecord>(key);
  }

  public readToken(key: RegistryKey): Promise<TokenRecord | undefined> {
    return this.read<TokenRecord>(key);
  }

  public readTenants(keys: readonly RegistryKey[]): Promise<readonly (TenantRecord | undefined)[]> {
    return this.#readAll<TenantRecord>(keys);
  }

  public readUsers(keys: readonly RegistryKey[]): Promise<readonly (UserRecord | undefined)[]> {
    return this.#readAll<UserRecord>(keys);
  }

  public async readGlobal(): Promise<GlobalRecord | undefined> {
    const found = await this.read<GlobalRecord>(GLOBAL_KEY);
    assertHome(found?.home, this.tableName);
    // Before the first deploy and after the last the item holds revocations at most, and names no release.
    return found?.release === undefined ? undefined : found;
  }

  public async readPending(): Promise<string | undefined> {
    return (await this.read<{ release: string }>(PENDING_KEY))?.release;
  }

  public async readReleaseIndex(declarations: string): Promise<string | undefined> {
    return (await this.read<{ release: string }>(releaseIndexKey(declarations)))?.release;
  }

  public async readDocument(hash: string): Promise<unknown | undefined> {
    const found = await this.read<DocumentRecord>(documentKey(hash));
    if (found !== undefined && hashOf(found.body) !== hash) {
      throw new DependencyFault('registry', 'corrupt', `The document ${hash} is not what was written.`);
    }
    return found === undefined ? undefined : JSON.parse(found.body);
  }

  public async putDocument(body: string): Promise<string> {
    const hash = hashOf(body);
    await this.#put(documentKey(hash), { body });
    return hash;
  }

  public writePending(release: string): Promise<void> {
    return this.#put(PENDING_KEY, { release });
  }

  public writeReleaseIndex(declarations: string, release: string): Promise<void> {
    return this.#put(releaseIndexKey(declarations), { release });
  }

  public async upsertTenant(key: RegistryKey, change: Partial<TenantRecord> & { readonly tenant: string }) {
    await this.#update(key, recordUpdate(change, { status: 'active', policies: {} }));
  }

  public async moveTenant(...[key, after, before]: Parameters<ReleaseRegistry['moveTenant']>): Promise<boolean> {
    const [now, was] = [after.managedPolicies, before.managedPolicies];
    const isManaged = (value: string | undefined, name: string): string =>
      value === undefined ? 'attribute_not_exists(#managed)' : `#managed = ${name}`;
    const [isBefore, isAfter] = [
      mapEquals('#policies', before.policies, 'b'),
      mapEquals('#policies', after.policies, 'a'),
    ];
    // The second condition holds where this very call was made before and its answer was lost.
    return await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...key },
        UpdateExpression: `SET #policies = :after${now === undefined ? ' REMOVE #managed' : ', #managed = :now'}`,
        ConditionExpression: `(${isBefore.expression} AND ${isManaged(was, ':was')}) OR (${isAfter.expression} AND ${isManaged(now, ':now')})`,
        ExpressionAttributeNames: {
          '#policies': 'policies',
          '#managed': 'managedPolicies',
          ...isBefore.names,
          ...isAfter.names,
        },
        ExpressionAttributeValues: {
          ':after': after.policies,
          ...isBefore.values,
          ...isAfter.values,
          ...(now !== undefined && { ':now': now }),
          ...(was !== undefined && { ':was': was }),
        },
      }),
    );
  }

  public async upsertUser(
    key: RegistryKey,
    change: Partial<UserRecord> & { readonly tenant: string; readonly user: string },
  ): Promise<void> {
    await this.#update(key, recordUpdate(change, { status: 'active', roles: [], declared: true }));
  }

  public async createToken(key: RegistryKey, record: TokenRecord): Promise<boolean> {
    // The second condition holds where this very call was made before and its answer was lost.
    return await this.written(
      new PutCommand({
        TableName: this.tableName,
        Item: { ...key, ...record },
        ConditionExpression: 'attribute_not_exists(pk) OR digest = :digest',
        ExpressionAttributeValues: { ':digest': record.digest },
      }),
    );
  }

  public async revokeToken(key: RegistryKey): Promise<void> {
    await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...key },
        UpdateExpression: 'SET #status = :revoked',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':revoked': 'revoked' },
      }),
    );
  }

  public async listTokens(tenantRef: string, userRef: string): Promise<TokenRecord[]> {
    const query = {
      TableName: this.tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': tenantKey(tenantRef).pk, ':prefix': tokenKey(tenantRef, userRef, '').sk },
    };
    return await registryCall(this.tableName, async () => {
      const tokens: TokenRecord[] = [];
      for await (const { Items: items = [] } of paginateQuery({ client: this.client }, query)) {
        tokens.push(...(items as TokenRecord[]));
      }
      return tokens;
    });
  }

  public async delete(key: RegistryKey): Promise<void> {
    await registryCall(this.tableName, () =>
      this.client.send(new DeleteCommand({ TableName: this.tableName, Key: { ...key } })),
    );
  }

  public async publishRelease(change: Parameters<ReleaseRegistry['publishRelease']>[0]) {
    const { release, previous, schema, policies, forget = [] } = change;
    const first = previous === undefined;
    const gone = forget.map((digest, index) => [`#gone${index}`, digest] as const);
    const published = await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...GLOBAL_KEY },
        UpdateExpression: [
          'SET #release = :release, #status = if_not_exists(#status, :open)',
          ', #home = if_not_exists(#home, :home)',
          ', #roles = if_not_exists(#roles, :none), #apis = if_not_exists(#apis, :none)',
          first ? ', #policies = :pointers' : ', #policies.#schema = :pointer',
          ...(gone.length === 0 ? [] : [` REMOVE ${gone.map(([name]) => `#policies.${name}`).join(', ')}`]),
        ].join(''),
        // The second condition holds where this very call was made before and its answer was lost.
        ConditionExpression: `(attribute_not_exists(#home) OR #home = :home) AND (${first ? 'attribute_not_exists(#release)' : '#release = :previous'} OR #release = :release)`,
        ExpressionAttributeNames: {
          '#release': 'release',
          '#status': 'status',
          '#home': 'home',
          '#roles': 'revokedRoles',
          '#apis': 'revokedApis',
          '#policies': 'policies',
          ...(first ? {} : { '#schema': schema }),
          ...Object.fromEntries(gone),
        },
        ExpressionAttributeValues: {
          ':release': release,
          ':open': 'open',
          ':home': this.tableName,
          ':none': [],
          ...(first ? { ':pointers': { [schema]: policies } } : { ':pointer': policies, ':previous': previous }),
        },
      }),
    );
    return published ? 'published' : 'lost';
  }

  public async withdrawRelease(): Promise<void> {
    await this.written(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...GLOBAL_KEY },
        UpdateExpression: 'REMOVE #release, #policies',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#release': 'release', '#policies': 'policies' },
      }),
    );
  }

  async #readAll<T>(keys: readonly RegistryKey[]): Promise<readonly (T | undefined)[]> {
    const found = new Map<string, T>();
    for (let start = 0; start < keys.length; start += BATCH_SIZE) {
      const items = await this.#readBatch(keys.slice(start, start + BATCH_SIZE));
      for (const item of items) {
        found.set(itemName(item as unknown as RegistryKey), recordOf<T>(item));
      }
    }
    return keys.map((key) => found.get(itemName(key)));
  }

  async #readBatch(keys: readonly RegistryKey[]): Promise<readonly RegistryItem[]> {
    const items: RegistryItem[] = [];
    let wanted: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
    for (const wait of [...BATCH_PAUSES_MS, undefined]) {
      const request = { [this.tableName]: { Keys: wanted, ConsistentRead: true } };
      const command = new BatchGetCommand({ RequestItems: request });
      const output = await registryCall(this.tableName, () => this.client.send(command));
      items.push(...(output.Responses?.[this.tableName] ?? []));
      wanted = output.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
      if (wanted.length === 0) {
        return items;
      }
      if (wait !== undefined) {
        await this.pause(wait);
      }
    }
    throw new DependencyFault('registry', 'unavailable', 'The registry answered a part of what was asked.');
  }

  async #put(key: RegistryKey, record: object): Promise<void> {
    const command = new PutCommand({ TableName: this.tableName, Item: { ...key, ...record } });
    await registryCall(this.tableName, () => this.client.send(command));
  }

  async #update(key: RegistryKey, update: ReturnType<typeof recordUpdate>): Promise<void> {
    const command = new UpdateCommand({ TableName: this.tableName, Key: { ...key }, ...update });
    await registryCall(this.tableName, () => this.client.send(command));
  }
}

function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
