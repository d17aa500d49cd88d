import { setTimeout as pause } from 'node:timers/promises';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ApiGatewayAdoptableKeys } from '../../lambda/adapters/adoptable-keys';
import { ApiGatewayApiKeys } from '../../lambda/adapters/api-keys';
import { CloudWatchAuditLog } from '../../lambda/adapters/audit-log';
import { DynamoDbGlobalSwitches } from '../../lambda/adapters/global-switches';
import { DynamoDbGrantRegistry } from '../../lambda/adapters/grant-registry';
import { CloudWatchOperatorJournal } from '../../lambda/adapters/operator-journal';
import { DynamoDbManagedRegistry } from '../../lambda/adapters/managed-registry';
import { DynamoDbRevocationWriter } from '../../lambda/adapters/revocation-writer';
import { SecretsManagerSecretWriter } from '../../lambda/adapters/secret-writer';
import { systemClock } from '../../lambda/adapters/system-clock';
import { systemRandomness } from '../../lambda/adapters/system-randomness';
import { ApiGatewayUsagePlanReader } from '../../lambda/adapters/usage-plan-reader';
import type { OperationsOutput } from '../../lambda/contract/operations-output';
import type { AuditLog } from '../../lambda/domain/manage/audit-log';
import type { GlobalSwitches } from '../../lambda/domain/manage/global-switches';
import type { OperatorJournal } from '../../lambda/domain/manage/operator-journal';
import type { UsagePlanReader } from '../../lambda/domain/manage/usage-plan-reader';
import type { AdoptionPorts } from '../../lambda/domain/manage/adopt-api-key';
import type { RegistrarPorts } from '../../lambda/domain/registrar-ports';
import { PacedApiKeys } from '../../lambda/domain/paced-api-keys';
import type { GrantRegistry } from '../../lambda/domain/grant-task';
import type { Pause, RevocationWriter } from '../../lambda/domain/ports';

/** What operations need of a gateway: the registrar's own ports, and what people need beside them. */
export interface GatewayPorts extends RegistrarPorts, AdoptionPorts {
  readonly plans: UsagePlanReader;
  readonly revocations: RevocationWriter;
  readonly switches: GlobalSwitches;
  readonly grants: GrantRegistry;
  readonly audit: AuditLog;
  readonly journal: OperatorJournal;
  readonly pause: Pause;
}

/** Clients of the services that a gateway lives in. */
export interface GatewayClients {
  readonly dynamodb: DynamoDBClient;
  readonly apiGateway: APIGatewayClient;
  readonly secretsManager: SecretsManagerClient;
  readonly logs: CloudWatchLogsClient;
}

/** How a client is made for a service: region, credentials, and where a twin's endpoint is, that. */
export type ClientConfiguration = (service: keyof GatewayClients) => {
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
};

export function makeClients(configuration: ClientConfiguration): GatewayClients {
  const of = (service: keyof GatewayClients) => ({ maxAttempts: 5, ...configuration(service) });
  return {
    dynamodb: new DynamoDBClient(of('dynamodb')),
    apiGateway: new APIGatewayClient(of('apiGateway')),
    secretsManager: new SecretsManagerClient(of('secretsManager')),
    logs: new CloudWatchLogsClient(of('logs')),
  };
}

/** Adds a port here, and its adapter in `lambda/adapters`: commands never see a client. */
export function makePorts(
  clients: GatewayClients,
  { tableName, keyPrefix, auditLogGroup }: OperationsOutput,
): GatewayPorts {
  const documents = DynamoDBDocumentClient.from(clients.dynamodb);
  const registry = new DynamoDbManagedRegistry(documents, tableName, pause);
  // A person ends what takes too long.
  const deadline = (): boolean => false;
  return {
    registry,
    managed: registry,
    adoptable: new ApiGatewayAdoptableKeys(clients.apiGateway),
    revocations: new DynamoDbRevocationWriter(documents, tableName),
    switches: new DynamoDbGlobalSwitches(documents, tableName),
    audit: new CloudWatchAuditLog(clients.logs, auditLogGroup),
    grants: new DynamoDbGrantRegistry(documents, tableName, registry),
    journal: new CloudWatchOperatorJournal(clients.logs, auditLogGroup),
    keys: new PacedApiKeys(new ApiGatewayApiKeys(clients.apiGateway), pause, deadline),
    plans: new ApiGatewayUsagePlanReader(clients.apiGateway),
    secrets: new SecretsManagerSecretWriter(clients.secretsManager),
    clock: systemClock,
    randomness: systemRandomness,
    deadline,
    keyPrefix,
    pause,
  };
}
