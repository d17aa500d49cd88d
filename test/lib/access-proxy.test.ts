import {
  aws_certificatemanager as acm,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  type aws_lambda as lambda,
  aws_logs as logs,
  aws_s3 as s3,
  CfnParameter,
  Duration,
  RemovalPolicy,
  type Stack,
} from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AUTHORIZER_CONTEXT_KEYS } from '../../lambda/contract/authorizer-context';
import { AccessProxy, CloudWatchRole } from '../../lib';
import { newApi, newApp, newProxy, newStack, refusalsOf, templateOf } from './synthesized';

function certificateIn(stack: Stack): acm.ICertificate {
  return acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/a');
}

describe('an access proxy without options', () => {
  const proxy = newProxy();
  const template = templateOf(proxy);

  test('is a regional REST API that takes keys from the authorizer and every body as bytes', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      ApiKeySourceType: 'AUTHORIZER',
      BinaryMediaTypes: ['*/*'],
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
  });

  test('A1 the authorizer’s answer is never cached and needs no identity source', () => {
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: Match.absent(),
    });
  });

  test('the stage is called prod, logs accesses and traces nothing', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'prod',
      TracingEnabled: false,
      AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.anyValue() },
      MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: false, LoggingLevel: 'OFF' }],
    });
  });

  test('L2 the access log has the authorizer’s context, the response type and the platform’s own ids', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
    const format = JSON.parse(stage!.Properties.AccessLogSetting.Format);

    expect(Object.keys(format.authorizer)).toEqual(AUTHORIZER_CONTEXT_KEYS);
    expect(format).toMatchObject({
      requestId: '$context.requestId',
      extendedRequestId: '$context.extendedRequestId',
      responseType: '$context.error.responseType',
      status: '$context.status',
      responseLatency: '$context.responseLatency',
    });
  });

  test('L3 nothing stands in the access log that a client could put a quote into', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));

    expect(stage!.Properties.AccessLogSetting.Format).not.toMatch(
      /context\.(path|protocol|identity\.userAgent|error\.message)/,
    );
  });

  test('the registry is kept, protected and restorable', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  test('logs are kept for a year', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));

    expect(groups).toHaveLength(3);
    expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual([365, 365, 365]);
    expect(groups.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain', 'Retain', 'Retain']);
  });

  test('API Gateway gets a role to write logs with, before the stage, and kept', () => {
    const [account] = Object.keys(template.findResources('AWS::ApiGateway::Account'));

    template.resourceCountIs('AWS::ApiGateway::Account', 1);
    template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([account]) });
  });

  test('revocations act within the default freshness, and an output says so', () => {
    expect(proxy.revocationBound.toSeconds()).toBe(5);
    template.hasOutput('*', { Value: '5', Description: 'Seconds within which a revocation acts' });
  });

  test('S5 the authorizer may be called by this API’s authorizer only, in this account', () => {
    const [permission, ...others] = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
      ({ Properties }) => JSON.stringify(Properties.SourceArn).includes('/authorizers/'),
    );

    expect(others).toEqual([]);
    expect(permission!.Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  test('decisions are counted out of the audit records, in a namespace of the proxy’s own', () => {
    for (const [metricName, decision] of [
      ['Allowed', 'permit'],
      ['Refused', 'forbid'],
      ['Fault', 'fault'],
    ]) {
      template.hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterPattern: `{ ($.unmapped.event = "decision") && ($.unmapped.decision = "${decision}") }`,
        MetricTransformations: [
          {
            MetricName: metricName,
            MetricNamespace: { 'Fn::Join': ['', ['Gatehouse/', { Ref: Match.stringLikeRegexp('RestApi') }]] },
            MetricValue: '1',
            DefaultValue: 0,
          },
        ],
      });
    }
  });
});

describe('an access proxy with options', () => {
  test('stage, throttling, tracing, web ACL and resource policy', () => {
    const policy = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          principals: [new iam.AnyPrincipal()],
          actions: ['execute-api:Invoke'],
          resources: ['execute-api:/*'],
        }),
      ],
    });
    const template = templateOf(
      newProxy({
        restApiName: 'gate',
        stageName: 'live',
        throttling: { rateLimit: 100, burstLimit: 200 },
        tracing: true,
        webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b',
        policy,
      }),
    );

    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'live',
      TracingEnabled: true,
      MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 })],
    });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: 'gate', Policy: Match.anyValue() });
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      WebACLArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b',
    });
    template.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  });

  test('a domain name of one’s own is where callers find it', () => {
    const stack = newStack();
    const proxy = newProxy(
      { domainName: { domainName: 'gate.example.com', certificate: certificateIn(stack) } },
      stack,
    );

    expect(proxy.url).toBe('https://gate.example.com/');
    const template = templateOf(proxy);
    template.hasResourceProperties('AWS::ApiGateway::DomainName', { DomainName: 'gate.example.com' });
    template.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: Match.absent() });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: Match.absent() });
  });

  test('where callers show certificates to a domain name of one’s own, there is no way round it', () => {
    const stack = newStack();
    const mtls = { bucket: s3.Bucket.fromBucketName(stack, 'Trust', 'trust'), key: 'roots.pem' };
    const domainName = { domainName: 'gate.example.com', certificate: certificateIn(stack), mtls };

    templateOf(newProxy({ domainName }, stack)).hasResourceProperties('AWS::ApiGateway::RestApi', {
      DisableExecuteApiEndpoint: true,
    });
  });

  test('a domain name with a base path is refused: functions would see it in every path', () => {
    const stack = newStack();
    const domainName = { domainName: 'gate.example.com', certificate: certificateIn(stack), basePath: 'v1' };

    expect(() => newProxy({ domainName }, stack)).toThrow(
      '[Test/Proxy/Api] domainName.basePath: given "v1"; allowed: none. API Gateway leaves the base path in the path that functions see, where it stands for a protected API: leave it out.',
    );
  });

  test('another authorizer makes another deployment, whatever the CDK’s flags', () => {
    const [one, other] = ['Authorizer', 'Other'].map((logicalId) => {
      const proxy = newProxy({}, newStack('Bare', undefined, newApp({})));
      (proxy.authorizer.node.defaultChild as lambda.CfnFunction).overrideLogicalId(logicalId);
      return Object.keys(templateOf(proxy).findResources('AWS::ApiGateway::Deployment'));
    });

    expect(other).not.toEqual(one);
  });

  test('a registry that goes with its stack is not protected from it', () => {
    templateOf(
      newProxy({ registry: { removalPolicy: RemovalPolicy.DESTROY, pointInTimeRecovery: false } }),
    ).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: {
        DeletionProtectionEnabled: false,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      },
    });
  });

  test('an existing table and an existing audit log group are used as they are', () => {
    const stack = newStack();
    const table = dynamodb.Table.fromTableName(stack, 'Table', 'gatehouse');
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Audit', '/audit');
    const proxy = newProxy({ registry: { table }, auditLog: { logGroup } }, stack);
    const template = templateOf(proxy);

    expect(proxy.tableName).toBe('gatehouse');
    expect(proxy.auditLogGroupName).toBe('/audit');
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { GATEHOUSE_TABLE: 'gatehouse', GATEHOUSE_FRESHNESS_MS: '5000' } },
      LoggingConfig: { LogGroup: '/audit' },
    });
  });

  test('S6 a key of the registry’s may be used through DynamoDB only', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const proxy = newProxy({ registry: { encryptionKey } }, stack);
    const statements = Object.values(templateOf(proxy).findResources('AWS::IAM::Role'))
      .flatMap(({ Properties }) => Properties.Policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('kms:'));

    expect(statements).toHaveLength(2);
    for (const statement of statements) {
      expect(statement.Action).toBe('kms:Decrypt');
      expect(statement.Condition).toEqual({
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
        },
      });
    }
  });

  test('functions in a network may make their interfaces there', () => {
    const stack = newStack();
    const template = templateOf(newProxy({ vpc: new ec2.Vpc(stack, 'Vpc') }, stack));
    const inside = Object.values(template.findResources('AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties.VpcConfig !== undefined,
    );

    expect(inside.map(({ Properties }) => Properties.Description)).toEqual([
      expect.stringMatching(/Identifies/),
      expect.stringMatching(/Publishes/),
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']), Resource: '*' }),
            ]),
          },
        },
      ],
    });
  });

  test('the authorizer’s memory and concurrency can be set', () => {
    templateOf(newProxy({ authorizerMemorySize: 2048, authorizerReservedConcurrency: 20 })).hasResourceProperties(
      'AWS::Lambda::Function',
      { MemorySize: 2048, ReservedConcurrentExecutions: 20, Description: Match.stringLikeRegexp('Identifies') },
    );
  });

  test.each([
    [Duration.seconds(0), 0, '0'],
    [Duration.millis(1500), 1.5, '1500'],
    [Duration.minutes(1), 60, '60000'],
  ])('freshness %s is the bound on revocation and the authorizer’s own', (freshness, seconds, milliseconds) => {
    const proxy = newProxy({ freshness });

    expect(proxy.revocationBound.toSeconds({ integral: false })).toBe(seconds);
    templateOf(proxy).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { GATEHOUSE_FRESHNESS_MS: milliseconds } },
    });
  });

  test('two proxies of one stack share API Gateway’s role', () => {
    const stack = newStack();
    newProxy({}, stack);
    const second = new AccessProxy(stack, 'Second');
    newApi(second, {}, 'OtherOrders');

    templateOf(stack).resourceCountIs('AWS::ApiGateway::Account', 1);
  });

  test('API Gateway’s role can be given, or be left to whoever set it up', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/logs');
    const given = templateOf(newProxy({ cloudWatchRole: CloudWatchRole.existing(role) }, stack));
    const left = templateOf(newProxy({ cloudWatchRole: CloudWatchRole.alreadySet() }));

    given.hasResourceProperties('AWS::ApiGateway::Account', {
      CloudWatchRoleArn: 'arn:aws:iam::111122223333:role/logs',
    });
    left.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('works without the CDK’s recommended flags too', () => {
    const template = templateOf(newProxy({ usagePlans: { free: {} } }, newStack('Bare', undefined, newApp({}))));

    template.resourceCountIs('AWS::ApiGateway::Account', 1);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { ApiKeySourceType: 'AUTHORIZER' });
  });
});

describe('an access proxy refuses', () => {
  test.each([
    [
      { freshness: Duration.seconds(61) },
      '[Test/Proxy] freshness: given "1 minute 1 second"; allowed: 0 to 60 seconds. A revocation must act within it: choose a shorter one.',
    ],
    [
      { stageName: 'pro/d' },
      '[Test/Proxy/Api] stageName: given "pro/d"; allowed: 1 to 128 of letters, digits, "-" and "_". Rename it.',
    ],
    [
      { authorizerMemorySize: 128 },
      '[Test/Proxy] authorizerMemorySize: given 128; allowed: a whole number of MB from 256 to 10240. Choose one of them.',
    ],
    [
      { throttling: { burstLimit: 1.5 } },
      '[Test/Proxy/Api] throttling.burstLimit: given 1.5; allowed: a whole number of requests from 0 to 2147483647. Choose one of them.',
    ],
  ])('%j', (props, message) => {
    expect(() => newProxy(props)).toThrow(new Error(message));
  });

  test('a freshness known only at deploy time, because the bound is computed from it', () => {
    const stack = newStack();
    const freshness = Duration.seconds(new CfnParameter(stack, 'Freshness', { type: 'Number' }).valueAsNumber);

    expect(() => newProxy({ freshness }, stack)).toThrow(
      '[Test/Proxy] freshness: given "a value known only at deploy time"; allowed: a Duration known at synth. Write it out: the bound on revocation is computed from it.',
    );
  });

  test('to be deployed without a protected API', () => {
    const stack = newStack();
    new AccessProxy(stack, 'Proxy');

    expect(refusalsOf(stack)).toContain(
      '[Test/Proxy] protected APIs: given 0; allowed: one or more. Add a ProtectedApi: API Gateway deploys no API without methods.',
    );
  });

  test('a tenant twice', () => {
    const proxy = newProxy();
    proxy.addTenant('acme');

    expect(() => proxy.addTenant('acme')).toThrow(
      '[Test/Proxy] tenant: given "acme"; allowed: a name that is not taken; this one is, at Test/Proxy. Choose another name, or declare it once.',
    );
  });
});
