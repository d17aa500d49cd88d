import type { IConstruct } from 'constructs';
import type { AccessProxyGrants } from './access-proxy-grants';
import type { AccessProxyMetrics } from './access-proxy-metrics';
import type { Claim } from './claim';
import type { CorsOptions } from './cors-options';

/** An access proxy of this or another app: to watch it, to let people work on it, and to put protected APIs on it. */
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
  /**
   * Id of the REST API's root resource: the proxy's output `RootResourceId`.
   *
   * @default - no protected API of this app can be attached
   */
  readonly rootResourceId?: string;
  /**
   * Id of the authorizer: the proxy's output `AuthorizerId`.
   *
   * @default - no protected API of this app can be attached
   */
  readonly authorizerId?: string;
  /**
   * What this app's APIs and policies go by at the proxy: 1 to 64 of letters, digits and `-`, like no other app's.
   *
   * @default - made of the names of stack and construct
   */
  readonly attachmentName?: string;
  /**
   * Claims that the proxy's issuers declare, for policies to be checked at synth; the deploy checks them in any case.
   *
   * @default - none
   */
  readonly claims?: Claim[];
  /**
   * Browsers that the proxy lets call, as its own app says.
   *
   * @default - none
   */
  readonly cors?: CorsOptions;
}
