import type { IConstruct } from 'constructs';
import type { AccessProxyGrants } from './access-proxy-grants';
import type { AccessProxyMetrics } from './access-proxy-metrics';

/** An access proxy of this or another app: to watch it and to let people work on it. */
export interface IAccessProxy extends IConstruct {
  /** Id of the REST API. */
  readonly restApiId: string;
  /** Name of the registry's table. */
  readonly tableName: string;
  readonly auditLogGroupName: string;
  readonly grants: AccessProxyGrants;
  readonly metrics: AccessProxyMetrics;
}

/** What an access proxy of another app is known by. */
export interface AccessProxyAttributes {
  readonly restApiId: string;
  /** API Gateway's metrics go by the name. */
  readonly restApiName: string;
  /**
   * Name of the stage.
   *
   * @default 'prod'
   */
  readonly stageName?: string;
  readonly tableName: string;
  readonly auditLogGroupName: string;
  /**
   * Key that encrypts the registry.
   *
   * @default - one that DynamoDB owns
   */
  readonly registryKeyArn?: string;
}
