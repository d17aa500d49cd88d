import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { GLOBAL_KEY } from '../contract/registry-records';
import { DependencyFault } from '../domain/ports';

/**
 * Makes a copy the registry, and closes it: everything is revoked until somebody who has written the missing
 * revocations again opens it.
 *
 * @returns false where the table is no copy; it then stays as it is.
 */
export async function adoptRegistry(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): Promise<boolean> {
  try {
    await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { ...GLOBAL_KEY },
        UpdateExpression: 'SET #home = :home, #status = :closed',
        ConditionExpression: 'attribute_exists(#home) AND #home <> :home',
        ExpressionAttributeNames: { '#home': 'home', '#status': 'status' },
        ExpressionAttributeValues: { ':home': tableName, ':closed': 'closed' },
      }),
    );
    return true;
  } catch (cause) {
    const { name } = cause as Error;
    if (name === 'ConditionalCheckFailedException') {
      return false;
    }
    throw new DependencyFault('registry', 'unavailable', `The table ${tableName} cannot be adopted (${name}).`, {
      cause,
    });
  }
}
