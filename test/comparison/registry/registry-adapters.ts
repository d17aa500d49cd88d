import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDbGlobalSwitches } from '../../../lambda/adapters/global-switches';
import { DynamoDbGrantRegistry } from '../../../lambda/adapters/grant-registry';
import { DynamoDbManagedRegistry } from '../../../lambda/adapters/managed-registry';
import { DynamoDbProofLedger } from '../../../lambda/adapters/proof-ledger';
import { registryClient } from '../../../lambda/adapters/registry-client';
import { adoptRegistry } from '../../../lambda/adapters/registry-home';
import { DynamoDbRegistryReader } from '../../../lambda/adapters/registry-reader';
import { DynamoDbReleaseRegistry } from '../../../lambda/adapters/registry-writer';
import { DynamoDbRevocationWriter } from '../../../lambda/adapters/revocation-writer';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The registry's adapters on one table, each on the client that the functions or people give it. */
export interface RegistryAdapters {
  readonly writer: DynamoDbReleaseRegistry;
  readonly reader: DynamoDbRegistryReader;
  readonly proofs: DynamoDbProofLedger;
  readonly revocations: DynamoDbRevocationWriter;
  readonly grants: DynamoDbGrantRegistry;
  readonly managed: DynamoDbManagedRegistry;
  readonly switches: DynamoDbGlobalSwitches;
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly adoptRegistry: typeof adoptRegistry;
  /** Puts an item there that no adapter writes, as a restore does. */
  restore(item: Readonly<Record<string, unknown>>): Promise<void>;
  close(): void;
}

/** @param endpoint DynamoDB's base URL. */
export function adaptersOn(endpoint: string, table: string): RegistryAdapters {
  const configuration = { endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(configuration));
  const onRequests = registryClient({
    region: REGION,
    credentials: CREDENTIALS,
    endpoints: { dynamodb: endpoint, secretsmanager: endpoint },
  });
  const writer = new DynamoDbReleaseRegistry(client, table, async () => {});
  return {
    writer,
    // Nothing is kept between reads, so that each one is a call.
    reader: new DynamoDbRegistryReader(onRequests, table, 0, { now: () => 0 }),
    proofs: new DynamoDbProofLedger(onRequests, table),
    revocations: new DynamoDbRevocationWriter(client, table),
    grants: new DynamoDbGrantRegistry(client, table, writer),
    switches: new DynamoDbGlobalSwitches(client, table),
    managed: new DynamoDbManagedRegistry(client, table, async () => {}),
    client,
    table,
    adoptRegistry,
    restore: async (item) => {
      await client.send(new PutCommand({ TableName: table, Item: { ...item } }));
    },
    close: () => client.destroy(),
  };
}
