import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { GrantRecord, RegistryKey } from '../contract/registry-records';
import type { GrantRegistry } from '../domain/grant-task';
import { DependencyFault } from '../domain/ports';
import { recordUpdate } from './record-update';
import type { DynamoDbReleaseRegistry } from './registry-writer';

type Reads = Pick<DynamoDbReleaseRegistry, 'readGlobal' | 'readDocument' | 'readTenant' | 'readUser'>;

/** Grants on user items: each is written by itself, so that two people never undo each other's. */
export class DynamoDbGrantRegistry implements GrantRegistry {
  public constructor(
    private readonly client: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
    private readonly reads: Reads,
  ) {}

  public readGlobal() {
    return this.reads.readGlobal();
  }

  public readDocument(hash: string) {
    return this.reads.readDocument(hash);
  }

  public readTenant(key: RegistryKey) {
    return this.reads.readTenant(key);
  }

  public readUser(key: RegistryKey) {
    return this.reads.readUser(key);
  }

  public async putGrant(
    key: RegistryKey,
    owner: Parameters<GrantRegistry['putGrant']>[1],
    id: string,
    grant: GrantRecord,
  ) {
    // A member of a map can be set only where there is a map.
    await this.#update(key, recordUpdate(owner, { status: 'active', roles: [], declared: true, grants: {} }));
    await this.#update(key, {
      UpdateExpression: 'SET #grants.#id = :grant',
      ExpressionAttributeNames: { '#grants': 'grants', '#id': id },
      ExpressionAttributeValues: { ':grant': grant },
    });
  }

  public async removeGrants(key: RegistryKey, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) {
      return;
    }
    const names = ids.map((id, index) => [`#id${index}`, id] as const);
    await this.#update(key, {
      UpdateExpression: `REMOVE ${names.map(([name]) => `#grants.${name}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(#grants)',
      ExpressionAttributeNames: { '#grants': 'grants', ...Object.fromEntries(names) },
    });
  }

  async #update(key: RegistryKey, update: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<void> {
    try {
      await this.client.send(new UpdateCommand({ TableName: this.tableName, Key: { ...key }, ...update }));
    } catch (cause) {
      const { name } = cause as Error;
      if (name !== 'ConditionalCheckFailedException') {
        const message = `The grant cannot be written (${name}). Check the table ${this.tableName} and the grants on it.`;
        throw new DependencyFault('registry', 'unavailable', message, { cause });
      }
    }
  }
}
