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
      'AWS WAF is not applied by the twin.',
      'Custom domains are not served by the twin; call its loopback URL.',
      'Stack/T (AWS::DynamoDB::Table): property TimeToLiveSpecification is not applied: the deletion of expired items.',
    ]);
  });
});
