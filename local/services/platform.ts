import type { Clock } from '../gateway/model';
import type { AccessGuard } from '../permissions/access-guard';
import { ApiKeyRegistry, type StoredApiKeys } from './api-key-registry';
import { ControlPlane } from './control-plane';
import { ANSWER_ORIGIN, CustomResources, type StoredCustomResources } from './custom-resources';
import { DynamoDb, type StoredTables } from './dynamodb';
import { LogStore } from './log-store';
import { Logs } from './logs';
import { LoopbackEndpoint } from './loopback-endpoint';
import { onlyLoopbackHost } from './loopback-host';
import { RateLimit } from './rate-limit';
import { RestApiDeployments, type StoredDeployments } from './rest-api-deployments';
import { type StoredSecret, SecretStore } from './secret-store';
import { SecretsManager } from './secrets-manager';

export interface PlatformState {
  readonly version: 1;
  readonly tables: StoredTables;
  readonly secrets: readonly StoredSecret[];
  readonly apiKeys: StoredApiKeys;
  readonly customResources: StoredCustomResources;
  /** Left out = none: what a twin wrote before it kept them. */
  readonly deployments?: StoredDeployments;
}

/** URLs of the twin's AWS endpoints. */
export interface PlatformEndpoints {
  readonly dynamodb: string;
  readonly secretsManager: string;
  readonly apiGateway: string;
  readonly logs: string;
}

export type EndpointName = keyof PlatformEndpoints;

export interface PlatformOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Whether `CreateApiKey` is held to 5 requests a second, as AWS holds it. */
  readonly controlPlaneRates: boolean;
  /** Decides about every request to the endpoints. */
  readonly guard: AccessGuard;
  /** Told of every change of what {@link Platform.snapshot} returns. */
  readonly changed: () => void;
}

/** The AWS services that a gateway's functions call. */
export class Platform {
  readonly database: DynamoDb;
  readonly secrets: SecretStore;
  readonly apiKeys: ApiKeyRegistry;
  readonly customResources: CustomResources;
  readonly deployments: RestApiDeployments;
  readonly logs: LogStore;
  private readonly endpoints: Readonly<Record<EndpointName, LoopbackEndpoint>>;
  private readonly answers: LoopbackEndpoint;

  constructor({ clock, region, accountId, controlPlaneRates, guard, changed }: PlatformOptions) {
    this.database = new DynamoDb(changed, guard, { region, accountId });
    this.secrets = new SecretStore(clock, changed);
    this.apiKeys = new ApiKeyRegistry(clock, changed);
    this.customResources = new CustomResources(changed);
    this.deployments = new RestApiDeployments(clock, changed);
    this.logs = new LogStore(clock);
    const rates = new Map(controlPlaneRates ? [['CreateApiKey', new RateLimit(5, clock)]] : []);
    this.endpoints = {
      dynamodb: new LoopbackEndpoint(onlyLoopbackHost(this.database.listener)),
      secretsManager: new LoopbackEndpoint(
        onlyLoopbackHost(new SecretsManager(this.secrets, { region, accountId, clock }, guard).listener),
      ),
      apiGateway: new LoopbackEndpoint(
        onlyLoopbackHost(new ControlPlane(this.apiKeys, rates, guard, region, this.deployments).listener),
      ),
      logs: new LoopbackEndpoint(onlyLoopbackHost(new Logs(this.logs, { region, accountId, clock }, guard).listener)),
    };
    this.answers = new LoopbackEndpoint(this.customResources.listener);
  }

  async start(): Promise<PlatformEndpoints> {
    await this.answers.start();
    const { dynamodb, secretsManager, apiGateway, logs } = this.endpoints;
    return {
      dynamodb: await dynamodb.start(),
      secretsManager: await secretsManager.start(),
      apiGateway: await apiGateway.start(),
      logs: await logs.start(),
    };
  }

  /** What functions need in their environment to find these endpoints. */
  variables(): Readonly<Record<string, string>> {
    const { dynamodb, secretsManager, apiGateway, logs } = this.endpoints;
    return {
      // Services without an endpoint of their own meet an error that says what the twin has.
      AWS_ENDPOINT_URL: apiGateway.url,
      AWS_ENDPOINT_URL_API_GATEWAY: apiGateway.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    };
  }

  /** Where answers of custom resources go. */
  egress(): Readonly<Record<string, string>> {
    return { [ANSWER_ORIGIN]: this.answers.url };
  }

  killEndpoint(name: EndpointName): Promise<void> {
    return this.endpoints[name].kill();
  }

  restoreEndpoint(name: EndpointName): Promise<void> {
    return this.endpoints[name].restore();
  }

  async stop(): Promise<void> {
    await Promise.all([...Object.values(this.endpoints), this.answers].map((endpoint) => endpoint.kill()));
  }

  async snapshot(): Promise<PlatformState> {
    return {
      version: 1,
      tables: await this.database.snapshot(),
      secrets: this.secrets.snapshot(),
      apiKeys: this.apiKeys.snapshot(),
      customResources: this.customResources.snapshot(),
      deployments: this.deployments.snapshot(),
    };
  }

  /** Before anything is declared: declarations find what was restored. */
  restore(state: PlatformState): void {
    this.database.restore(state.tables);
    this.secrets.restore(state.secrets);
    this.apiKeys.restore(state.apiKeys);
    this.customResources.restore(state.customResources);
    this.deployments.restore(state.deployments);
  }
}
