import {
  aws_ec2 as ec2,
  aws_kms as kms,
  aws_logs as logs,
  aws_secretsmanager as secretsmanager,
  CfnParameter,
  Duration,
  RemovalPolicy,
  Size,
  Stack,
} from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { decodeEnvironment } from '../../lambda/contract/environment';
import { FORWARDER_ENVIRONMENT } from '../../lambda/contract/function-environments';
import { parseApiDocument } from '../../lambda/contract/parse-api-document';
import { CredentialSecret, UpstreamCredential } from '../../lib';
import { FORWARDER, functionOf, newApi, newProxy, newStack, readJson, templateOf } from './synthesized';

function statementsOf(template: ReturnType<typeof templateOf>, role: RegExp): any[] {
  return Object.entries(template.findResources('AWS::IAM::Role'))
    .filter(([id]) => role.test(id))
    .flatMap(([, { Properties }]) => Properties.Policies[0].PolicyDocument.Statement);
}

describe('a protected API', () => {
  const proxy = newProxy();
  const template = templateOf(proxy);

  test('is two resources, every verb behind the authorizer and a key', () => {
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'orders' });
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: '{proxy+}' });
    template.resourceCountIs('AWS::ApiGateway::Method', 2);
    template.allResourcesProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'ANY',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: Match.stringLikeRegexp('Authorizer') },
      ApiKeyRequired: true,
      Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', TimeoutInMillis: 29_000 },
    });
  });

  test('S5 has one invoke permission, for this API, stage and path, in this account, and none for test calls', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).filter(({ Properties }) =>
      JSON.stringify(Properties.FunctionName).includes('Forwarder'),
    );

    expect(permissions).toHaveLength(1);
    expect(permissions[0]!.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [expect.stringContaining('Forwarder'), 'Arn'] },
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':execute-api:',
            { Ref: 'AWS::Region' },
            ':',
            { Ref: 'AWS::AccountId' },
            ':',
            { Ref: expect.stringContaining('RestApi') },
            '/',
            { Ref: expect.stringContaining('Stageprod') },
            '/*/orders*',
          ],
        ],
      },
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('test-invoke-stage');
  });

  test('every function has one invoke permission', () => {
    const callable = Object.values(template.findResources('AWS::Lambda::Permission')).map(({ Properties }) =>
      JSON.stringify(Properties.FunctionName),
    );

    expect(callable).toHaveLength(2);
    expect(new Set(callable).size).toBe(2);
  });

  test('S6 its forwarder reads one secret and writes one log, and nothing else', () => {
    expect(statementsOf(template, /Forwarder/)).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('AuditLog'), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: expect.stringContaining('OrdersCredential') },
      },
    ]);
  });

  test('S6 the authorizer reads one table and writes one log, and nothing else', () => {
    expect(statementsOf(template, /AuthorizerRole/)).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('AuditLog'), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:BatchGetItem',
        Resource: { 'Fn::GetAtt': [expect.stringContaining('Registry'), 'Arn'] },
      },
    ]);
  });

  test('no role has a managed policy, but API Gateway’s own for its logs', () => {
    const managed = Object.entries(template.findResources('AWS::IAM::Role'))
      .filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined)
      .map(([id]) => id);

    expect(managed).toEqual([expect.stringMatching(/^GatehouseApiGatewayAccountRole/)]);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('functions are of one runtime and log as JSON', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'INFO' },
    });
  });

  test('a created secret holds nothing, not even a random password, and is kept', () => {
    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Retain',
      Properties: { GenerateSecretString: Match.absent(), SecretString: Match.absent() },
    });
  });

  test('its document lies beside the forwarder’s code and parses there', () => {
    const { folder } = functionOf(Stack.of(proxy), FORWARDER);
    const document = readJson(folder, 'api-document.json');

    expect(parseApiDocument(document)).toEqual({ ok: true, document });
    expect(document).toEqual({
      version: 1,
      api: 'orders',
      routes: [
        { method: 'GET', path: '/orders/{order}', action: 'ReadOrder', maxBodyBytes: 1_048_576, contentTypes: [] },
      ],
      upstream: { insecure: false, timeoutMs: 15_000 },
      credential: { kind: 'bearer' },
    });
  });
});

describe('a protected API’s options', () => {
  test('limits, content types, timeout, memory and concurrency', () => {
    const proxy = newProxy();
    const api = newApi(
      proxy,
      {
        name: 'files',
        timeout: Duration.seconds(25),
        memorySize: 1024,
        reservedConcurrency: 5,
        tracing: true,
        routes: [],
      },
      'Files',
    );
    api.addRoute('PUT', '/{path+}', {
      action: 'WriteFile',
      maxBodySize: Size.kibibytes(4),
      contentTypes: ['application/octet-stream'],
    });
    expect(api._document.routes).toEqual([
      {
        method: 'PUT',
        path: '/{path+}',
        action: 'WriteFile',
        maxBodyBytes: 4096,
        contentTypes: ['application/octet-stream'],
      },
    ]);
    templateOf(proxy).hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 1024,
      ReservedConcurrentExecutions: 5,
      TracingConfig: { Mode: 'Active' },
      Timeout: 29,
    });
  });

  test('an upstream known only at deploy time passes through to the function', () => {
    const stack = newStack();
    const host = new CfnParameter(stack, 'Host').valueAsString;
    const proxy = newProxy({}, stack);
    newApi(proxy, { upstream: `https://${host}/v1` }, 'Late');

    templateOf(proxy).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { GATEHOUSE_UPSTREAM_URL: { 'Fn::Join': ['', ['https://', { Ref: 'Host' }, '/v1']] } },
      },
    });
  });

  test('an upstream over plain HTTP needs the explicit word', () => {
    const proxy = newProxy();
    const api = newApi(proxy, { upstream: 'http://legacy.example.com', allowInsecureUpstream: true }, 'Legacy');

    expect(api._document.upstream.insecure).toBe(true);
  });

  test('an upstream without credential has no secret, and its forwarder none to read', () => {
    const proxy = newProxy();
    const api = newApi(proxy, { credential: UpstreamCredential.none() }, 'Open');

    expect(api.credentialSecret).toBeUndefined();
    expect(statementsOf(templateOf(proxy), /^OpenForwarder/)).toHaveLength(1);
    expect(() => api.grants.writeCredential(proxy.authorizer)).toThrow(
      '[Test/Open] grants.writeCredential: given "an API without a credential"; allowed: an API whose credential is kept in a secret. Remove the grant, or give the API a credential.',
    );
  });

  test('S6 a secret’s key may be used through Secrets Manager only', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const proxy = newProxy({}, stack);
    const secret = CredentialSecret.created({ encryptionKey, removalPolicy: RemovalPolicy.DESTROY, field: 'token' });
    newApi(proxy, { credential: UpstreamCredential.bearer(secret) }, 'Keyed');
    const template = templateOf(proxy);

    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Delete',
      Properties: { KmsKeyId: Match.anyValue() },
    });
    expect(statementsOf(template, /^KeyedForwarder/)).toContainEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] },
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
        },
      },
    });
  });

  test('an existing secret known by name is granted with its six unknown characters', () => {
    const stack = newStack();
    const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Known', 'upstream/token');
    const proxy = newProxy({}, stack);
    const api = newApi(proxy, { credential: UpstreamCredential.bearer(CredentialSecret.existing(secret)) }, 'Known1');
    const [, read] = statementsOf(templateOf(proxy), /^Known1Forwarder/);

    expect(api.credentialSecret).toBe(secret);
    expect(JSON.stringify(read.Resource)).toMatch(/upstream\/token-\?{6}/);
  });

  test('whoever fills the credential cannot read it', () => {
    const stack = newStack();
    const proxy = newProxy({}, stack);
    const encryptionKey = new kms.Key(stack, 'Key');
    const api = newApi(
      proxy,
      { credential: UpstreamCredential.bearer(CredentialSecret.created({ encryptionKey })) },
      'Filled',
    );
    api.grants.writeCredential(proxy.authorizer);

    const [policy] = Object.values(templateOf(proxy).findResources('AWS::IAM::Policy'));
    const actions = policy!.Properties.PolicyDocument.Statement.flatMap((statement: any) => statement.Action);
    expect(actions.sort()).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'secretsmanager:DescribeSecret',
      'secretsmanager:PutSecretValue',
    ]);
  });

  test('a forwarder can stand in a network and log elsewhere', () => {
    const stack = newStack();
    const proxy = newProxy({}, stack);
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Elsewhere', '/elsewhere');
    newApi(proxy, { vpc: new ec2.Vpc(stack, 'Vpc'), auditLog: { logGroup } }, 'Inside');

    templateOf(proxy).hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: Match.anyValue(),
      LoggingConfig: { LogGroup: '/elsewhere' },
    });
  });

  test('metrics are the forwarder’s', () => {
    const api = newApi(newProxy(), {}, 'Metered');

    expect(api.metric('Errors').namespace).toBe('AWS/Lambda');
    expect(api.metricErrors().metricName).toBe('Errors');
    expect(api.metricInvocations().metricName).toBe('Invocations');
    expect(api.metricDuration().metricName).toBe('Duration');
    expect(api.metricThrottles().metricName).toBe('Throttles');
  });

  test.each([
    ['Invoices', 'invoices'],
    ['GitHubApi', 'git-hub-api'],
    ['orders_v2', 'orders-v2'],
  ])('the id %s makes the name %s', (id, name) => {
    const stack = newStack();
    const proxy = newProxy({}, stack);

    expect(newApi(proxy, {}, id).apiName).toBe(name);
  });

  test('the environment decodes to what was declared', () => {
    const proxy = newProxy({}, newStack());
    const { properties } = functionOf(Stack.of(proxy), FORWARDER);
    const variables = { ...properties.Environment.Variables, GATEHOUSE_SECRET_ARN: 'arn:secret' };

    expect(decodeEnvironment(FORWARDER_ENVIRONMENT, variables)).toEqual({
      upstreamUrl: 'https://orders.example.com/v1',
      secretArn: 'arn:secret',
    });
  });
});
