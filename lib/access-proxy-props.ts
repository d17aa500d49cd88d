import type { aws_apigateway as apigateway, aws_iam as iam, aws_logs as logs, Duration } from 'aws-cdk-lib';
import type { ApiKeys } from './api-keys';
import type { AuditLogOptions } from './audit-log-options';
import type { AuthorizerCache } from './authorizer-cache';
import type { CloudWatchRole } from './cloud-watch-role';
import type { CorsOptions } from './cors-options';
import type { Issuer } from './issuer';
import type { NetworkOptions } from './network-options';
import type { RegistryOptions } from './registry-options';
import type { RequestRate, UsagePlanOptions } from './usage-plan-options';

/**
 * How an access proxy is set up. Everything has a default that is safe to deploy. The network is the authorizer's and
 * the registrar's; a protected API names its own.
 */
export interface AccessProxyProps extends NetworkOptions {
  /**
   * Name of the REST API, and of its metrics.
   *
   * @default - made from the construct's path
   */
  readonly restApiName?: string;
  /**
   * Name of the one stage: 1 to 128 of letters, digits, `-` and `_`.
   *
   * @default 'prod'
   */
  readonly stageName?: string;
  /**
   * Whose JWTs are accepted.
   *
   * @default - none: proxy tokens alone
   */
  readonly issuers?: Issuer[];
  /**
   * Usage plans by name; more can be added with `addUsagePlan`.
   *
   * @default - none
   */
  readonly usagePlans?: { [name: string]: UsagePlanOptions };
  /**
   * What API Gateway keys are beside meters.
   *
   * @default ApiKeys.meteringOnly() - in `x-api-key` the proxy takes proxy tokens alone
   */
  readonly apiKeys?: ApiKeys;
  /**
   * Which web pages may call from a browser.
   *
   * @default - none
   */
  readonly cors?: CorsOptions;
  /**
   * Where audit records go.
   *
   * @default - a new log group, kept for a year and when the stack goes
   */
  readonly auditLog?: AuditLogOptions;
  /**
   * A log group for the access log, which also has what never reached a function.
   *
   * @default - a new one, with the options of `auditLog`
   */
  readonly accessLogGroup?: logs.ILogGroup;
  /**
   * How fast all callers together may come, best effort.
   *
   * @default - the account's limits
   */
  readonly throttling?: RequestRate;
  /**
   * The table of users, tokens, policies and revocations.
   *
   * @default - a new one, kept when the stack goes
   */
  readonly registry?: RegistryOptions;
  /**
   * How long a container of the authorizer may reuse what it read of the registry: 0 to 60 seconds. It bounds how
   * late a revocation acts. At 0 every request reads, and one item caps the proxy near 3,000 requests a second.
   *
   * @default Duration.seconds(5)
   */
  readonly freshness?: Duration;
  /**
   * Whether API Gateway keeps the authorizer's answers, which saves calls of it, and what policies then cannot read. Its
   * time comes on top of `freshness` until a revocation acts.
   *
   * @default - it keeps none: every request is decided on
   */
  readonly authorizerCache?: AuthorizerCache;
  /**
   * With which role API Gateway writes logs, account-wide.
   *
   * @default CloudWatchRole.created()
   */
  readonly cloudWatchRole?: CloudWatchRole;
  /**
   * Memory of the authorizer in MB: 256 to 10,240. Processor time grows with it.
   *
   * @default 1024
   */
  readonly authorizerMemorySize?: number;
  /**
   * Containers that are kept for the authorizer, and the most it may have.
   *
   * @default - none kept, the account's limit
   */
  readonly authorizerReservedConcurrency?: number;
  /**
   * A domain name of one's own, without a base path. Where it asks callers for certificates (`mtls`), API Gateway's
   * own address is closed.
   *
   * @default - API Gateway's
   */
  readonly domainName?: apigateway.DomainNameOptions;
  /**
   * ARN of a regional web ACL of AWS WAF.
   *
   * @default - none
   */
  readonly webAclArn?: string;
  /**
   * Resource policy of the REST API, for example one that admits a range of addresses.
   *
   * @default - none
   */
  readonly policy?: iam.PolicyDocument;
  /**
   * Whether X-Ray traces the stage and the functions.
   *
   * @default false
   */
  readonly tracing?: boolean;
}
