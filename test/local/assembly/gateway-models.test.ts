import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { readCloudAssembly } from '../../../local/assembly/cloud-assembly';
import { deployAssembly } from '../../../local/assembly/deploy-assembly';
import { RecordingTarget } from '../support/recording-target';
import { functionFrom, smallGateway } from '../support/small-gateway';
import { removeTemporaryDirectories } from '../support/temporary-directory';

const target = () => new RecordingTarget(() => ({ physicalResourceId: 'x', attributes: { Release: 'r' } }));

afterAll(removeTemporaryDirectories);

describe('the gateway that CDK’s own constructs declare', () => {
  test('paths, methods, authorizer, preflight and access log are those of the app', async () => {
    const functions = target();

    const { gateways } = await deployAssembly(readCloudAssembly(smallGateway()), { target: functions });

    const [model] = gateways;
    const arnOf = (prefix: string) => functions.functions.find(({ logicalId }) => logicalId.startsWith(prefix))?.arn;
    const methods = model?.resources.flatMap(({ path, methods: byVerb }) =>
      [...byVerb.values()].map((method) => ({ path, ...method })),
    );
    expect(methods).toEqual([
      {
        path: '/orders',
        httpMethod: 'OPTIONS',
        authorizationType: 'NONE',
        apiKeyRequired: false,
        integration: {
          type: 'MOCK',
          statusCode: 204,
          headers: expect.objectContaining({
            'Access-Control-Allow-Origin': 'https://app.example.com',
            Vary: 'Origin',
          }),
        },
      },
      {
        path: '/orders/{proxy+}',
        httpMethod: 'ANY',
        authorizationType: 'CUSTOM',
        authorizerId: expect.stringMatching(/^[a-z0-9]{6}$/),
        apiKeyRequired: false,
        integration: { type: 'AWS_PROXY', functionArn: arnOf('Forwarder'), timeoutInMillis: 29_000 },
      },
    ]);
    expect(model).toMatchObject({ apiKeySource: 'HEADER', accountId: '000000000000', region: 'us-east-1' });
    expect(model?.authorizers.get(methods?.[1]?.authorizerId ?? '')).toMatchObject({
      functionArn: arnOf('AuthorizerFunction'),
      identitySources: [],
      resultTtlInSeconds: 0,
    });
    expect(model?.stage).toMatchObject({
      name: 'prod',
      accessLog: { format: '$context.requestId $context.status $context.authorizer.tenant', logGroupName: 'access' },
    });
  });

  test('functions have their code, their settings and the values of other stacks', async () => {
    const functions = target();
    const directory = smallGateway(({ gateway }) => {
      functionFrom(gateway, 'Extra', 'exports.handler = async () => 1;', {
        timeout: Duration.seconds(7),
        memorySize: 256,
        reservedConcurrentExecutions: 2,
        functionName: 'extra',
      });
    });

    await deployAssembly(readCloudAssembly(directory), { target: functions });

    const extra = functions.functions.find(({ name }) => name === 'extra');
    expect(extra).toMatchObject({
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:extra',
      handler: 'index.handler',
      timeoutSeconds: 7,
      memoryMb: 256,
      reservedConcurrency: 2,
      logGroupName: '/aws/lambda/extra',
    });
    expect(extra?.codeDirectory).toContain(`${directory}/asset.`);
    const forwarder = functions.functions.find(({ logicalId }) => logicalId.startsWith('Forwarder'));
    expect(forwarder?.environment).toMatchObject({
      TABLE: functions.tables[0]?.name,
      SECRET: functions.secrets[0]?.arn,
      RELEASE: 'r',
    });
  });

  test('settings of methods, gateway responses and variables reach the stage', async () => {
    const directory = smallGateway(({ api }) => {
      const stage = api.deploymentStage.node.defaultChild as apigateway.CfnStage;
      stage.variables = { a: 'b' };
      stage.methodSettings = [
        { resourcePath: '/*', httpMethod: '*', throttlingRateLimit: 5, throttlingBurstLimit: 9 },
        { resourcePath: '/~1orders~1{proxy+}', httpMethod: 'GET', throttlingRateLimit: 1 },
      ];
      api.addGatewayResponse('Denied', {
        type: apigateway.ResponseType.ACCESS_DENIED,
        statusCode: '404',
        responseHeaders: { 'X-Why': "'no'" },
        templates: { 'application/json': '{}' },
      });
    });

    const { gateways } = await deployAssembly(readCloudAssembly(directory), { target: target() });

    expect([...(gateways[0]?.stage.methodSettings ?? [])]).toEqual([
      ['*/*', { rateLimit: 5, burstLimit: 9 }],
      ['/orders/{proxy+}/GET', { rateLimit: 1 }],
    ]);
    expect(gateways[0]?.stage.variables).toEqual({ a: 'b' });
    expect(gateways[0]?.gatewayResponses.get('ACCESS_DENIED')).toEqual({
      responseType: 'ACCESS_DENIED',
      statusCode: 404,
      responseParameters: { 'gatewayresponse.header.X-Why': "'no'" },
      responseTemplates: { 'application/json': '{}' },
    });
  });
});
