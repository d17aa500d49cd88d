import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A deploy can wait, and should not fail for one lost packet; but no wait is without end. Milliseconds. */
const REQUEST_HANDLER = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };
const MAX_ATTEMPTS = 5;

/** Clients for work that no request waits for. */
export function deployClients() {
  const configuration = { maxAttempts: MAX_ATTEMPTS, requestHandler: REQUEST_HANDLER };
  return {
    registry: DynamoDBDocumentClient.from(new DynamoDBClient(configuration)),
    secrets: new SecretsManagerClient(configuration),
    // Throttled calls are paced by the caller, which has more time than the SDK takes.
    keys: new APIGatewayClient({ ...configuration, maxAttempts: 2 }),
  };
}
