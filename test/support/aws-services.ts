import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ApiKeyRegistry } from '../../local/services/api-key-registry';
import { ControlPlane } from '../../local/services/control-plane';
import { DynamoDb } from '../../local/services/dynamodb';
import { LoopbackEndpoint } from '../../local/services/loopback-endpoint';
import { SecretStore } from '../../local/services/secret-store';
import { SecretsManager } from '../../local/services/secrets-manager';
import { SettableClock } from '../local/support/settable-clock';

export const TABLE = 'registry';
const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** The services that a deploy calls, on this machine's loopback address. */
export class AwsServices {
  readonly clock = new SettableClock();
  readonly keys = new ApiKeyRegistry(this.clock);
  readonly secrets = new SecretStore(this.clock);
  readonly #tables = new DynamoDb();
  readonly #endpoints = {
    DYNAMODB: new LoopbackEndpoint(this.#tables.listener),
    API_GATEWAY: new LoopbackEndpoint(new ControlPlane(this.keys).listener),
    SECRETS_MANAGER: new LoopbackEndpoint(
      new SecretsManager(this.secrets, { region: REGION, accountId: ACCOUNT, clock: this.clock }).listener,
    ),
  };

  async start(): Promise<this> {
    await Promise.all(Object.values(this.#endpoints).map((endpoint) => endpoint.start()));
    await this.#tables.createTable({
      logicalId: 'Registry',
      stack: 'S',
      name: TABLE,
      arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TABLE}`,
      keySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      attributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    });
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.#endpoints).map((endpoint) => endpoint.kill()));
  }

  /** A plan of the proxy's own stage. */
  addPlan(id: string): void {
    this.keys.addPlan({ id, apiStages: [{ apiId: 'api1', stage: 'v1', throttle: new Map() }] });
  }

  /** @returns the ARN of a secret that holds nothing. */
  addSecret(name: string): string {
    const arn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-AbC123`;
    this.secrets.addDeclared({ logicalId: name, stack: 'S', name, arn });
    return arn;
  }

  clients() {
    const common = { region: REGION, credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 };
    const { DYNAMODB, API_GATEWAY, SECRETS_MANAGER } = this.#endpoints;
    return {
      registry: DynamoDBDocumentClient.from(new DynamoDBClient({ ...common, endpoint: DYNAMODB.url })),
      keys: new APIGatewayClient({ ...common, endpoint: API_GATEWAY.url }),
      secrets: new SecretsManagerClient({ ...common, endpoint: SECRETS_MANAGER.url }),
    };
  }

  /** Environment with which the SDK finds the services by itself. */
  environment(): Record<string, string> {
    const urls = Object.entries(this.#endpoints).map(([name, { url }]) => [`AWS_ENDPOINT_URL_${name}`, url]);
    return { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', ...Object.fromEntries(urls) };
  }
}
