import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Where the SDK finds AWS; left out = from the caller's environment, as every AWS tool does. */
export interface ClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The services that a deployed stack is inspected with. */
export interface AwsClients {
  readonly cloudFormation: CloudFormationClient;
  readonly apiGateway: APIGatewayClient;
  readonly logs: CloudWatchLogsClient;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  readonly documents: DynamoDBDocumentClient;
  destroy(): void;
}

export function awsClients(options: ClientOptions): AwsClients {
  const dynamodb = new DynamoDBClient(options);
  const clients = {
    cloudFormation: new CloudFormationClient(options),
    apiGateway: new APIGatewayClient(options),
    logs: new CloudWatchLogsClient(options),
    lambda: new LambdaClient(options),
    secrets: new SecretsManagerClient(options),
  };
  return {
    ...clients,
    documents: DynamoDBDocumentClient.from(dynamodb),
    destroy: () => {
      for (const client of [...Object.values(clients), dynamodb]) {
        client.destroy();
      }
    },
  };
}
