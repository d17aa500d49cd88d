import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * A DynamoDB client for the path of a request: two attempts at most, each given up after less than a second, so that
 * a fault is known in time to be answered.
 */
export function registryClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 500, requestTimeout: 900, throwOnRequestTimeout: true },
    }),
  );
}
