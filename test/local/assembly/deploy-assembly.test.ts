import { readCloudAssembly } from '../../../local/assembly/cloud-assembly';
import { type DeployOptions, deployAssembly } from '../../../local/assembly/deploy-assembly';
import { RecordingTarget } from '../support/recording-target';
import { removeTemporaryDirectories } from '../support/temporary-directory';
import { oneStack, writtenAssembly } from '../support/written-assembly';

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  },
};

function deploy(directory: string, target = new RecordingTarget(), options: Partial<DeployOptions> = {}) {
  return deployAssembly(readCloudAssembly(directory), { target, ...options });
}

afterAll(removeTemporaryDirectories);

describe('creating the resources of an assembly', () => {
  test('each comes after what it refers to and what it depends on', async () => {
    const target = new RecordingTarget();
    const directory = oneStack({
      Last: { Type: 'Custom::Thing', Properties: { ServiceToken: 't', Secret: { Ref: 'Secret' } }, DependsOn: 'Table' },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Description: { 'Fn::GetAtt': ['Table', 'Arn'] } } },
      Table: TABLE,
    });

    await deploy(directory, target);

    expect(target.order).toEqual(['Table', 'Secret', 'Last']);
  });

  test('values cross stacks through exports, and the same template gets the same names again', async () => {
    const stacks = {
      Reader: {
        dependencies: ['Owner'],
        template: {
          Resources: {},
          Outputs: { Seen: { Value: { 'Fn::Sub': ['${T}!', { T: { 'Fn::ImportValue': 'Owner:Table' } }] } } },
        },
      },
      Owner: {
        template: {
          Resources: { Table: TABLE },
          Outputs: { T: { Value: { Ref: 'Table' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Table' } } } },
        },
      },
    };

    const first = await deploy(writtenAssembly(stacks));
    const second = await deploy(writtenAssembly(stacks));

    expect(first.outputs['Reader']?.['Seen']).toMatch(/^Owner-Table-[A-Z0-9]{12}!$/);
    expect(second.outputs).toEqual(first.outputs);
    expect(first.physicalIds['Owner']).toEqual({ Table: first.outputs['Owner']?.['T'] });
  });

  test('parameters take their defaults, and a resource whose condition is false is left out', async () => {
    const target = new RecordingTarget();
    const directory = oneStack(
      { Kept: { ...TABLE, Condition: 'IsProd' }, Left: { ...TABLE, Condition: 'IsTest' } },
      {
        Parameters: {
          Stage: { Type: 'String', Default: 'prod' },
          BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk' },
        },
        Conditions: {
          IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
          IsTest: { 'Fn::Not': [{ Condition: 'IsProd' }] },
        },
      },
    );

    await deploy(directory, target);

    expect(target.order).toEqual(['Kept']);
  });

  test('a custom resource gets every scalar as text, its service token included, and gives its attributes', async () => {
    const target = new RecordingTarget(() => ({ physicalResourceId: 'id-1', attributes: { Release: 'r1' } }));
    const directory = oneStack(
      {
        Thing: {
          Type: 'Custom::Thing',
          Properties: { ServiceToken: 'arn:fn', Flag: true, Count: 3, Nested: { List: [1, false, 'x'] } },
        },
      },
      { Outputs: { Id: { Value: { Ref: 'Thing' } }, Release: { Value: { 'Fn::GetAtt': ['Thing', 'Release'] } } } },
    );

    const { outputs } = await deploy(directory, target);

    expect(outputs['Stack']).toEqual({ Id: 'id-1', Release: 'r1' });
    expect(target.customResources).toEqual([
      {
        serviceToken: 'arn:fn',
        stackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/Stack\//),
        logicalId: 'Thing',
        resourceType: 'Custom::Thing',
        properties: { ServiceToken: 'arn:fn', Flag: 'true', Count: '3', Nested: { List: ['1', 'false', 'x'] } },
      },
    ]);
  });

  test('the caller may change what a custom resource is told, but not whom it asks', async () => {
    const target = new RecordingTarget();
    const directory = oneStack({
      Thing: { Type: 'Custom::Thing', Properties: { ServiceToken: 'arn:fn', Url: 'https://idp' } },
    });

    await deploy(directory, target, {
      customResourceProperties: (logicalId, properties) => ({
        ...properties,
        Url: `http://${logicalId}`,
        ServiceToken: 'other',
      }),
    });

    expect(target.customResources[0]).toMatchObject({
      serviceToken: 'arn:fn',
      properties: { Url: 'http://Thing', ServiceToken: 'arn:fn' },
    });
  });

  test('a custom resource that fails ends the start with its reason', async () => {
    const target = new RecordingTarget(() => {
      throw new Error('policy 3 does not validate.');
    });
    const directory = oneStack({ Thing: { Type: 'Custom::Thing', Properties: { ServiceToken: 'arn:fn' } } });

    await expect(deploy(directory, target)).rejects.toThrow(
      'Stack/Thing (Custom::Thing): custom resource failed: policy 3 does not validate. Correct what the reason names',
    );
  });

  test('a secret has the declared value, a generated one, or none at all', async () => {
    const target = new RecordingTarget();
    const generate = {
      GenerateStringKey: 'password',
      SecretStringTemplate: '{"user":"u"}',
      PasswordLength: 12,
      ExcludePunctuation: true,
    };
    const secret = (properties: object) => ({ Type: 'AWS::SecretsManager::Secret', Properties: properties });

    await deploy(
      oneStack({
        A: secret({ SecretString: 'x' }),
        B: secret({ GenerateSecretString: generate }),
        C: secret({ Name: 'c' }),
      }),
      target,
    );

    const [given, generated, empty] = target.secrets;
    expect(given?.initialValue).toBe('x');
    expect(JSON.parse(generated?.initialValue ?? '')).toEqual({
      user: 'u',
      password: expect.stringMatching(/^[A-Za-z0-9]{12}$/),
    });
    expect(empty).not.toHaveProperty('initialValue');
    expect(empty?.arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:c-[A-Za-z0-9]{6}$/);
  });

  test('keys and plans reach the registry with the ids of their API and stage', async () => {
    const target = new RecordingTarget();
    const directory = oneStack({
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'a' } },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: {
          UsagePlanName: 'gold',
          ApiStages: [
            { ApiId: { Ref: 'Api' }, Stage: 'prod', Throttle: { '/x/GET': { RateLimit: 0.5, BurstLimit: 2 } } },
          ],
          Throttle: { RateLimit: '10', BurstLimit: 20 },
          Quota: { Limit: 100, Period: 'DAY' },
        },
      },
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Name: 'k', Enabled: 'true' } },
      Link: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
      },
    });

    const { physicalIds } = await deploy(directory, target);

    const { Api, Plan, Key } = physicalIds['Stack'] as Record<string, string>;
    expect(Api).toMatch(/^[a-z0-9]{10}$/);
    expect(target.plans).toEqual([
      {
        id: Plan,
        name: 'gold',
        apiStages: [{ apiId: Api, stage: 'prod', throttle: new Map([['/x/GET', { rateLimit: 0.5, burstLimit: 2 }]]) }],
        throttle: { rateLimit: 10, burstLimit: 20 },
        quota: { limit: 100, offset: 0, period: 'DAY' },
      },
    ]);
    expect(target.keys).toEqual([{ id: Key, enabled: true, name: 'k' }]);
    expect(target.planKeys).toEqual([`${Plan}:${Key}`]);
  });

  test('what is accepted without effect is listed once', async () => {
    const directory = oneStack({
      A: { Type: 'AWS::IAM::Role', Properties: {} },
      B: { Type: 'AWS::IAM::Role', Properties: {} },
      Acl: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn: 'x' } },
      Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: { DomainName: 'api.example.com' } },
      T: {
        ...TABLE,
        Properties: { ...TABLE.Properties, TimeToLiveSpecification: { AttributeName: 'e', Enabled: true } },
      },
    });

    const { notices } = await deploy(directory);

    expect(notices).toEqual([
      'IAM is not evaluated by the twin: roles, policies and key policies are accepted as they are.',
      'AWS WAF is not applied by the twin.',
      'Custom domains are not served by the twin; call its loopback URL.',
      'Stack/T (AWS::DynamoDB::Table): property TimeToLiveSpecification is not applied: the deletion of expired items.',
    ]);
  });
});

describe('what the twin cannot honour is refused with stack, logical id, type, property and remedy', () => {
  const api = { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'a' } } };
  const method = (properties: object) => ({
    ...api,
    M: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        HttpMethod: 'GET',
        ...properties,
      },
    },
  });
  const uri = (path: string) => `arn:aws:apigateway:us-east-1:lambda:path/${path}`;
  const fn = (properties: object) => ({
    F: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'k' }, ...properties },
    },
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'a resource type',
      { Q: { Type: 'AWS::SQS::Queue' } },
      'Stack/Q (AWS::SQS::Queue): this resource type is not supported by the twin. Leave it out',
    ],
    [
      'a table with a stream',
      { T: { ...TABLE, Properties: { ...TABLE.Properties, StreamSpecification: {} } } },
      'Stack/T (AWS::DynamoDB::Table): property StreamSpecification is not supported',
    ],
    [
      'layers',
      fn({ Layers: ['x'] }),
      'Stack/F (AWS::Lambda::Function): property Layers is not supported by the twin. Remove it',
    ],
    ['another runtime', fn({ Runtime: 'python3.13' }), 'property Runtime is python3.13, the twin runs nodejs*'],
    [
      'snapshots',
      fn({ SnapStart: { ApplyOn: 'PublishedVersions' } }),
      'property SnapStart applies on PublishedVersions',
    ],
    ['inline code', fn({ Code: { ZipFile: 'x' } }), 'property Code has no S3Key'],
    ['code that is not in the assembly', fn({}), 'its code (asset k) is in no assets manifest'],
    [
      'a resource policy',
      { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Policy: {} } } },
      'Stack/Api (AWS::ApiGateway::RestApi): property Policy is not supported',
    ],
    [
      'IAM authorization',
      method({ AuthorizationType: 'AWS_IAM' }),
      'property AuthorizationType is AWS_IAM, the twin serves NONE and CUSTOM',
    ],
    [
      'an HTTP integration',
      method({ Integration: { Type: 'HTTP_PROXY', Uri: 'https://x' } }),
      'property Integration.Type is HTTP_PROXY',
    ],
    [
      'response streaming',
      method({ Integration: { Type: 'AWS_PROXY', Uri: uri('2021-11-15/functions/f/response-streaming-invocations') } }),
      'response-streaming-invocations, the twin invokes functions through',
    ],
    [
      'a streaming transfer mode',
      method({
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          ResponseTransferMode: 'STREAM',
          Uri: uri('2015-03-31/functions/f/invocations'),
        },
      }),
      'property Integration.ResponseTransferMode is STREAM',
    ],
    [
      'an integration that is not POST',
      method({
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'GET',
          Uri: uri('2015-03-31/functions/f/invocations'),
        },
      }),
      'property Integration.IntegrationHttpMethod is GET',
    ],
    [
      'request mapping',
      method({
        Integration: {
          Type: 'AWS_PROXY',
          RequestParameters: { a: 'b' },
          Uri: uri('2015-03-31/functions/f/invocations'),
        },
      }),
      'property Integration.RequestParameters is not supported',
    ],
    [
      'a mock without an answer',
      method({ Integration: { Type: 'MOCK' } }),
      'property Integration.IntegrationResponses has 0 entries',
    ],
    [
      'a computed mock header',
      method({
        Integration: {
          Type: 'MOCK',
          IntegrationResponses: [
            { StatusCode: 204, ResponseParameters: { 'method.response.header.X': 'context.requestId' } },
          ],
        },
      }),
      'property Integration.IntegrationResponses[0].ResponseParameters maps',
    ],
    [
      'a token authorizer',
      { ...api, A: { Type: 'AWS::ApiGateway::Authorizer', Properties: { RestApiId: { Ref: 'Api' }, Type: 'TOKEN' } } },
      'property Type is TOKEN, the twin serves REQUEST',
    ],
    [
      'a stage cache',
      {
        ...api,
        S: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: { RestApiId: { Ref: 'Api' }, StageName: 'p', CacheClusterEnabled: true },
        },
      },
      'property CacheClusterEnabled is true',
    ],
    [
      'a REST API of another assembly',
      { S: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: 'abc', StageName: 'p' } } },
      'property RestApiId names abc, which is not in this assembly',
    ],
    [
      'a replaced secret value',
      { S: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: '{{resolve:ssm:x}}' } } },
      'Stack/S (AWS::SecretsManager::Secret): holds a dynamic reference',
    ],
    [
      'a circle',
      { A: { ...TABLE, DependsOn: 'B' }, B: { ...TABLE, DependsOn: ['A'] } },
      'Stack Stack: resources depend on each other: A → B → A',
    ],
    [
      'an attribute that the twin does not have',
      { T: TABLE, R: { Type: 'AWS::IAM::Policy', Properties: { X: { 'Fn::GetAtt': ['T', 'StreamArn'] } } } },
      'Stack/R (AWS::IAM::Policy): reads attribute StreamArn of T (AWS::DynamoDB::Table), which has Arn',
    ],
    [
      'an import that nobody exports',
      { T: { ...TABLE, Properties: { ...TABLE.Properties, TableName: { 'Fn::ImportValue': 'x' } } } },
      'imports x, which no stack before it exports',
    ],
  ])('%s', async (_, resources, fault) => {
    const refused = deploy(oneStack(resources));

    await expect(refused).rejects.toThrow(fault);
    await expect(refused).rejects.toThrow(/^[^\n]+\.$/);
  });

  test('before anything is created', async () => {
    const target = new RecordingTarget();

    await expect(deploy(oneStack({ T: TABLE, Q: { Type: 'AWS::SQS::Queue' } }), target)).rejects.toThrow(
      'AWS::SQS::Queue',
    );

    expect(target.order).toEqual([]);
  });

  test.each([
    ['without a default', { Parameters: { P: { Type: 'String' } } }, 'needs parameter P, which has no default'],
    [
      'from Parameter Store',
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' } } },
      'needs parameter P, which AWS would read from Parameter Store',
    ],
  ])('a parameter %s', async (_, rest, fault) => {
    const directory = oneStack({ T: { ...TABLE, Properties: { ...TABLE.Properties, TableName: { Ref: 'P' } } } }, rest);

    await expect(deploy(directory)).rejects.toThrow(fault);
  });
});
