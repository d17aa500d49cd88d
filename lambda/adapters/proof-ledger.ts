import type { PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { PARTITION_KEY, type ProofRecord, type RegistryKey } from '../contract/registry-records';
import { DependencyFault, type ProofLedger } from '../domain/ports';

/** What is used of DynamoDB, in the words of the SDK's document client. */
export interface ProofClient {
  put(input: PutCommandInput): Promise<void>;
}

/** Remembers used proofs in the registry's table, each in one conditional write. */
export class DynamoDbProofLedger implements ProofLedger {
  public constructor(
    private readonly client: ProofClient,
    private readonly tableName: string,
  ) {}

  public async use(key: RegistryKey, record: ProofRecord): Promise<boolean> {
    try {
      await this.client.put({
        TableName: this.tableName,
        Item: { ...key, ...record },
        // The second attempt of a write whose answer was lost is no second use.
        ConditionExpression: 'attribute_not_exists(#pk) OR #usedBy = :usedBy',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY, '#usedBy': 'usedBy' },
        ExpressionAttributeValues: { ':usedBy': record.usedBy },
      });
      return true;
    } catch (cause) {
      const { name } = cause as Error;
      if (name === 'ConditionalCheckFailedException') {
        return false;
      }
      throw new DependencyFault('registry', 'unavailable', `The use of a proof cannot be written (${name}).`, {
        cause,
      });
    }
  }
}
