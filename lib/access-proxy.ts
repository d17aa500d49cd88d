import { readFileSync } from 'node:fs';
import {
  type aws_apigateway as apigateway,
  type aws_cloudwatch as cloudwatch,
  type aws_dynamodb as dynamodb,
  type aws_lambda as lambda,
  type aws_logs as logs,
  type aws_secretsmanager as secretsmanager,
  CfnOutput,
  Duration,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CorsDocument } from '../lambda/contract/api-document';
import type { PolicyDeclaration } from '../lambda/contract/declarations';
import { AccessProxyGrants } from './access-proxy-grants';
import { AccessProxyMetrics } from './access-proxy-metrics';
import type { AccessProxyProps } from './access-proxy-props';
import type { AccessProxyAttributes, IAccessProxy } from './access-proxy-reference';
import { attachApi } from './private/api-attachment';
import { addDecisionMetrics, auditLogGroup, createLogGroup } from './private/audit-log';
import { assertFreshness, createAuthorizer } from './private/authorizer';
import { corsDocument, corsHeaders } from './private/cors';
import { problemsOf } from './private/declaration-checks';
import { DeclaredRegistry, type DeclaredUser } from './private/declared-registry';
import { ImportedAccessProxy } from './private/imported-access-proxy';
import { IssuerGrants } from './private/issuer-grants';
import { answerTtlOf, assertKeepable } from './private/kept-answers';
import { assertName, TENANT_RULE } from './private/names';
import { addOperationsOutput } from './private/operations-output';
import { ProxyApi } from './private/proxy-api';
import { Registrar } from './private/registrar';
import { registryKey, registryTable } from './private/registry-table';
import { UsagePlans } from './private/usage-plans';
import { assertConfiguration } from './private/validation';
import type { ProtectedApi } from './protected-api';
import type { UsagePlanOptions } from './usage-plan-options';

/** Two resources an API, beside the root. @see API Gateway quotas (300 resources an API), read 24 November 2026 */
const APIS_LIMIT = 149;

/** How a tenant is set up. */
export interface TenantOptions {
  /**
   * Usage plan on which the tenant's own key meters federated principals that have none of their own.
   *
   * @default - such principals are refused
   */
  readonly usagePlan?: string;
}

/**
 * An identity-secure API access proxy: callers come with *their* identity, policies decide what it may do, the proxy
 * adds the upstream's secret itself, and an audit record says what happened.
 *
 * Start reading here: it composes the rest.
 */
export class AccessProxy extends Construct implements IAccessProxy {
  /** A proxy of another app, in this account and region. */
  public static fromAttributes(scope: Construct, id: string, attributes: AccessProxyAttributes): IAccessProxy {
    return new ImportedAccessProxy(scope, id, attributes);
  }

  public readonly restApi: apigateway.RestApi;
  public readonly stage: apigateway.Stage;
  /** Identifies callers and decides requests. */
  public readonly authorizer: lambda.Function;
  /** The registry. */
  public readonly table: dynamodb.ITable;
  public readonly auditLogGroup: logs.ILogGroup;
  public readonly accessLogGroup: logs.ILogGroup;
  /** Where callers find it, with a slash at the end. */
  public readonly url: string;
  /** The longest that a revoked token, user, role or API can still get through. */
  public readonly revocationBound: Duration;
  public readonly restApiId: string;
  /** Id of the REST API's authorizer, for apps that join. */
  public readonly authorizerId: string;
  public readonly tableName: string;
  public readonly auditLogGroupName: string;
  public readonly grants: AccessProxyGrants;
  public readonly metrics: AccessProxyMetrics;

  /** @internal */
  public readonly _options: AccessProxyProps;
  private readonly api: ProxyApi;
  private readonly plans: UsagePlans;
  private readonly registrar: Registrar;
  private readonly declared = new DeclaredRegistry();
  private readonly cors: CorsDocument | undefined;

  public constructor(scope: Construct, id: string, props: AccessProxyProps = {}) {
    super(scope, id);
    const freshness = props.freshness ?? Duration.seconds(5);
    assertFreshness(this, freshness);
    assertKeepable(this, props);
    const answerTtlSeconds = answerTtlOf(props);
    this.declared.answerTtlSeconds = answerTtlSeconds;
    this._options = props;
    this.cors = props.cors && corsDocument(this, props.cors);
    this.revocationBound = Duration.seconds(answerTtlSeconds ?? 0).plus(freshness);

    this.table = registryTable(this, props.registry);
    this.tableName = this.table.tableName;
    this.auditLogGroup = auditLogGroup(this, 'AuditLog', props.auditLog);
    this.auditLogGroupName = this.auditLogGroup.logGroupName;
    const authorizer = createAuthorizer(this, {
      table: this.table,
      logGroup: this.auditLogGroup,
      freshness,
      options: props,
    });
    this.authorizer = authorizer;

    this.api = new ProxyApi(this, 'Api', {
      authorizer: this.authorizer,
      options: props,
      corsHeaders: corsHeaders(this.cors),
    });
    this.restApi = this.api.restApi;
    this.restApiId = this.restApi.restApiId;
    this.authorizerId = this.api.authorizer.authorizerId;
    this.stage = this.api.stage;
    this.accessLogGroup = this.api.accessLogGroup;
    this.url = this.api.url;

    this.plans = new UsagePlans(this, this.stage);
    this.registrar = new Registrar(this, 'Registrar', {
      table: this.table,
      tableKey: registryKey(props.registry),
      logGroup: createLogGroup(this, 'RegistrarLog', { ...props.auditLog, logGroup: undefined }),
      restApiId: this.restApiId,
      declared: this.declared,
      plans: this.plans,
      network: props,
      tracing: props.tracing ?? false,
    });
    const grants = new IssuerGrants(this, { authorizer, table: this.table, options: props });
    this.declared.apiKeysAsCredential = props.apiKeys?._asCredential ?? false;
    for (const issuer of props.issuers ?? []) {
      this.declared.addIssuer(this, issuer, grants.permit(issuer));
    }
    for (const [name, options] of Object.entries(props.usagePlans ?? {})) {
      this.addUsagePlan(name, options);
    }

    this.metrics = new AccessProxyMetrics({
      restApiId: this.restApiId,
      restApiName: this.restApi.restApiName,
      stageName: this.stage.stageName,
    });
    addDecisionMetrics(this, this.auditLogGroup, this.metrics);
    this.grants = new AccessProxyGrants({
      scope: this,
      tableArn: this.table.tableArn,
      auditLogGroupArn: this.auditLogGroup.logGroupArn,
      registryKeyArn: registryKey(props.registry)?.keyArn,
      stackId: Stack.of(this).stackId,
    });
    addOperationsOutput(this, {
      stackId: Stack.of(this).stackId,
      url: this.url,
      tableName: this.tableName,
      tableKeyArn: registryKey(props.registry)?.keyArn,
      restApiId: this.restApiId,
      stageName: this.stage.stageName,
      keyPrefix: this.registrar.keyPrefix,
      auditLogGroup: this.auditLogGroupName,
      accessLogGroup: this.accessLogGroup.logGroupName,
      revocationBound: String(this.revocationBound.toSeconds({ integral: false })),
      plans: () => this.plans.ids,
    });
    this.addOutputs();
    this.node.addValidation({
      validate: () => [...problemsOf(this, this.declared, this.plans.names), ...this.plans.problems()],
    });
  }

  /**
   * Declares a usage plan, to be named by users and tenants.
   *
   * @param name 1 to 64 of letters, digits, `_` and `-`.
   */
  public addUsagePlan(name: string, options: UsagePlanOptions = {}): apigateway.UsagePlan {
    const plan = this.plans.add(name, options);
    this.registrar.permitPlan(name, plan.usagePlanId);
    return plan;
  }

  /**
   * Declares a tenant. Tenants that a user or an issuer names are declared by that; this is for those that come with
   * tokens alone, and for their usage plan.
   */
  public addTenant(name: string, options: TenantOptions = {}): void {
    assertName(this, 'tenant', name, TENANT_RULE);
    this.declared.addTenant(this, name, options.usagePlan);
  }

  /**
   * Runs decision tests at every synth, which fails where one does: who is permitted what, and by which policies.
   * `gatehouse policies test` runs the same file, see docs/operations.md.
   *
   * @param path of a file of YAML or JSON, in UTF-8, from the working directory.
   */
  public addDecisionTests(path: string): void {
    this.declared.decisionTests.set(path, readFileSync(path, 'utf8'));
  }

  /** Any of API Gateway's metrics of the stage. @default - average over 5 minutes */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.metric(metricName, props);
  }

  /** Requests that the authorizer let through. @default - sum over 5 minutes */
  public metricAllowed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.allowed(props);
  }

  /** Requests that a rule or policy refused. @default - sum over 5 minutes */
  public metricRefused(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.refused(props);
  }

  /** Requests that were refused because something failed. @default - sum over 5 minutes */
  public metricFault(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.fault(props);
  }

  /** Requests of any outcome. @default - sum over 5 minutes */
  public metricCount(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.count(props);
  }

  /** @internal */
  public get _cors(): CorsDocument | undefined {
    return this.cors;
  }

  /** @internal */
  public get _tracing(): boolean {
    return this._options.tracing ?? false;
  }

  /** @internal */
  public get _auditLogGroup(): logs.ILogGroup {
    return this.auditLogGroup;
  }

  /** @internal */
  public _addPolicy(place: Construct, policy: PolicyDeclaration): void {
    this.declared.addPolicy(place, policy);
  }

  /** @internal */
  public get _declared(): DeclaredRegistry {
    return this.declared;
  }

  /**
   * Joins a protected API of any stack.
   *
   * @internal
   */
  public _attach(api: ProtectedApi): void {
    assertConfiguration(this.declared.apis.size < APIS_LIMIT, api, {
      what: 'protected APIs',
      given: this.declared.apis.size + 1,
      allowed: `at most ${APIS_LIMIT} for one proxy`,
      remedy: 'Make a second AccessProxy.',
    });
    this.declared.addApi(api, api.apiName, () => api._document);
    const { restApi, stage, authorizer } = this.api;
    const { methods } = attachApi({
      gateway: { restApi, stageName: stage.stageName, authorizer },
      name: api.apiName,
      forwarder: api.forwarder,
      cors: this.cors,
    });
    this.plans.addApi(api.apiName, methods);
  }

  /** @internal */
  public _addUser(place: Construct, user: DeclaredUser, firstToken: secretsmanager.ISecret | undefined): void {
    this.declared.addUser(place, user);
    if (firstToken !== undefined) {
      this.registrar.permitFirstToken(firstToken);
    }
  }

  private addOutputs(): void {
    new CfnOutput(this, 'Url', { value: this.url, description: 'Where callers find the access proxy' });
    new CfnOutput(this, 'RevocationBound', {
      value: String(this.revocationBound.toSeconds({ integral: false })),
      description: 'Seconds within which a revocation acts',
    });
    new CfnOutput(this, 'RegistryTable', { value: this.tableName, description: 'Table of the registry' });
    new CfnOutput(this, 'AuditLogGroup', { value: this.auditLogGroupName, description: 'Log group of audit records' });
    // What another app names to join: see AccessProxyAttributes.
    new CfnOutput(this, 'RestApiId', { value: this.restApiId, description: 'Id of the REST API' });
    new CfnOutput(this, 'RootResourceId', {
      value: this.restApi.restApiRootResourceId,
      description: 'Id of its root resource',
    });
    new CfnOutput(this, 'AuthorizerId', {
      value: this.authorizerId,
      description: 'Id of its authorizer',
    });
  }
}
