import {
  aws_apigateway as apigateway,
  type aws_lambda as lambda,
  type aws_logs as logs,
  aws_wafv2 as wafv2,
  Duration,
  Names,
  Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AccessProxyProps } from '../access-proxy-props';
import { CloudWatchRole } from '../cloud-watch-role';
import { accessLogFormat } from './access-log-format';
import { acknowledge } from './acknowledge';
import { createLogGroup } from './audit-log';
import { addGatewayResponses } from './gateway-responses';
import { identitySourcesOf } from './kept-answers';
import { assertName, STAGE_RULE } from './names';
import { assertConfiguration, assertWithin } from './validation';

export interface ProxyApiProps {
  readonly authorizer: lambda.Function;
  readonly options: AccessProxyProps;
  readonly corsHeaders: Readonly<Record<string, string>>;
}

/** @param permission for API Gateway, with account and ARN. */
export function acknowledgeInvocation(permission: lambda.CfnPermission): void {
  acknowledge(permission, {
    accountByReference: Token.isUnresolved(permission.sourceAccount)
      ? "The account is named, by the reference AWS::AccountId, which the rule does not read; so is the API's ARN."
      : undefined,
  });
}

/** The proxy's REST API with its one stage: access log, gateway responses, authorizer. */
export class ProxyApi extends Construct {
  public readonly restApi: apigateway.RestApi;
  public readonly stage: apigateway.Stage;
  public readonly authorizer: apigateway.RequestAuthorizer;
  public readonly accessLogGroup: logs.ILogGroup;
  public readonly url: string;

  public constructor(scope: Construct, id: string, { authorizer, options, corsHeaders }: ProxyApiProps) {
    super(scope, id);
    const { stageName = 'prod', throttling, domainName } = options;
    assertName(this, 'stageName', stageName, STAGE_RULE);
    assertWithin(this, 'throttling.burstLimit', throttling?.burstLimit, [0, 2_147_483_647], 'requests');
    assertConfiguration(domainName?.basePath === undefined, this, {
      what: 'domainName.basePath',
      given: domainName?.basePath,
      allowed: 'none',
      remedy:
        'API Gateway leaves the base path in the path that functions see, where it stands for a protected API: leave it out.',
    });
    this.accessLogGroup = options.accessLogGroup ?? this.createAccessLog(options);
    this.restApi = new apigateway.RestApi(this, 'RestApi', {
      restApiName: options.restApiName ?? Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
      description: `Access proxy ${scope.node.path}`,
      endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
      apiKeySourceType: apigateway.ApiKeySourceType.AUTHORIZER,
      // Bodies then always arrive as base64, so that bytes round-trip exactly.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: false,
      domainName,
      // It asks for no certificate: with the default endpoint open, nobody would have to show one.
      disableExecuteApiEndpoint: domainName?.mtls === undefined ? undefined : true,
      policy: options.policy,
      deployOptions: {
        stageName,
        description: `Access proxy ${scope.node.path}`,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLogGroup),
        accessLogFormat: accessLogFormat(),
        loggingLevel: apigateway.MethodLoggingLevel.OFF,
        // The execution log would hold credentials.
        dataTraceEnabled: false,
        tracingEnabled: options.tracing ?? false,
        throttlingRateLimit: throttling?.rateLimit,
        throttlingBurstLimit: throttling?.burstLimit,
      },
    });
    this.stage = this.restApi.deploymentStage;
    this.url = domainName === undefined ? this.restApi.url : `https://${domainName.domainName}/`;
    const account = (options.cloudWatchRole ?? CloudWatchRole.created())._bind(this);
    if (account !== undefined) {
      this.stage.node.addDependency(account);
    }
    this.authorizer = this.createAuthorizer(authorizer, options);
    addGatewayResponses(this.restApi, corsHeaders);
    if (options.webAclArn !== undefined) {
      new wafv2.CfnWebACLAssociation(this, 'WebAcl', {
        resourceArn: this.stage.stageArn,
        webAclArn: options.webAclArn,
      });
    }
    this.acknowledgeFindings(options);
  }

  private acknowledgeFindings({ webAclArn, throttling, tracing }: AccessProxyProps): void {
    acknowledge(this.restApi, {
      noRequestValidator:
        "Authorizer and forwarder check method, path, query, headers, size and media type against the route; the body is the upstream's.",
    });
    acknowledge(this.stage, {
      noAnswerCache: 'Answers belong to one caller; a cache of the stage would give them to the next.',
      noClientCertificate:
        'Integrations are functions, which API Gateway calls with IAM; certificates are for HTTP ones.',
      noExecutionLog:
        'It would lie outside the stack, unencrypted by its keys and kept for ever; access log and audit records say more.',
      noStageThrottling:
        throttling?.rateLimit === undefined || throttling.burstLimit === undefined
          ? "Usage plans limit each caller; how much all may do together depends on the account's quota: see throttling."
          : undefined,
      noStageTracing: tracing
        ? undefined
        : "Traces would hold callers' paths and addresses beside the audit log, and cost per request: see tracing.",
      noWebAcl:
        webAclArn === undefined
          ? "No request passes without a verified identity; a web ACL costs monthly and its rules are the account's: see webAclArn."
          : undefined,
    });
  }

  private createAccessLog({ auditLog }: AccessProxyProps): logs.LogGroup {
    return createLogGroup(this, 'AccessLog', auditLog);
  }

  private createAuthorizer(
    handler: lambda.Function,
    { authorizerCache: cache }: AccessProxyProps,
  ): apigateway.RequestAuthorizer {
    const identitySources = cache === undefined ? [] : identitySourcesOf(cache);
    const authorizer = new apigateway.RequestAuthorizer(this, 'Authorizer', {
      handler,
      // A missing identity source is 401 before any function sees it.
      resultsCacheTtl: cache?._ttl ?? Duration.seconds(0),
      identitySources,
    });
    if (cache === undefined) {
      // An empty text would be what the construct makes of no sources.
      (authorizer.node.defaultChild as apigateway.CfnAuthorizer).identitySource = undefined;
    }
    // Before the first method does, so that a proxy without APIs is refused in words.
    authorizer._attachToApi(this.restApi);
    // A stage calls the authorizer as it was when deployed. The CDK minds that behind a feature flag only.
    this.restApi.latestDeployment?.addToLogicalId({
      authorizer: handler.functionArn,
      ...(cache === undefined ? {} : { identitySources, ttl: cache._ttl.toSeconds() }),
    });
    for (const permission of handler.permissionsNode.children) {
      const resource = permission as lambda.CfnPermission;
      if (resource.principal === 'apigateway.amazonaws.com') {
        // The ARN names the account already; both together are what confused-deputy rules ask for.
        resource.sourceAccount = this.restApi.env.account;
        acknowledgeInvocation(resource);
      }
    }
    return authorizer;
  }
}
