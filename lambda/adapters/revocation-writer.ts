import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { PARTITION_KEY, type RegistryKey, type RevocationRecord, TIME_TO_LIVE } from '../contract/registry-records';
import { DependencyFault, type RevocationWriter } from '../domain/ports';

/** Keeps revocations in the registry's table, beside everything that a deploy writes and never on it. */
export class DynamoDbRevocationWriter implements RevocationWriter {
  public constructor(
    private readonly client: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
  ) {}

  public async revoke(key: RegistryKey, record: RevocationRecord): Promise<void> {
    const { ttl } = record;
    const longer =
      ttl === undefined
        ? {}
        : {
            // An item without an end compares as false, and so stays.
            ConditionExpression: 'attribute_not_exists(#pk) OR #ttl < :ttl',
            ExpressionAttributeNames: { '#pk': PARTITION_KEY, '#ttl': TIME_TO_LIVE },
            ExpressionAttributeValues: { ':ttl': ttl },
          };
    try {
      await this.client.send(new PutCommand({ TableName: this.tableName, Item: { ...key, ...record }, ...longer }));
    } catch (cause) {
      // It is revoked at least as long already.
      if ((cause as Error).name !== 'ConditionalCheckFailedException') {
        throw new DependencyFault(
          'registry',
          'unavailable',
          `The revocation cannot be written (${(cause as Error).name}).`,
          { cause },
        );
      }
    }
  }

  public async restore(key: RegistryKey): Promise<void> {
    try {
      await this.client.send(new DeleteCommand({ TableName: this.tableName, Key: { ...key } }));
    } catch (cause) {
      const message = `The revocation cannot be taken back (${(cause as Error).name}).`;
      throw new DependencyFault('registry', 'unavailable', message, { cause });
    }
  }
}
