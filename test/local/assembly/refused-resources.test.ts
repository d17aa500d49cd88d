import { readCloudAssembly } from '../../../local/assembly/cloud-assembly';
import { deployAssembly } from '../../../local/assembly/deploy-assembly';
import { RecordingTarget } from '../support/recording-target';
import { removeTemporaryDirectories } from '../support/temporary-directory';
import { oneStack } from '../support/written-assembly';

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  },
};

function deploy(directory: string, target = new RecordingTarget()) {
  return deployAssembly(readCloudAssembly(directory), { target });
}

afterAll(removeTemporaryDirectories);

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
