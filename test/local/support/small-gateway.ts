import { App, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { temporaryDirectory } from './temporary-directory';

/** A function from one source file. */
export function functionFrom(
  scope: Stack,
  id: string,
  source: string,
  props: Partial<lambda.FunctionProps> = {},
): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(temporaryDirectory({ 'index.js': source })),
    ...props,
  });
}

/** A custom resource provider that answers with what `answer` (an expression over `event`) gives. */
export function registrarSource(answer: string): string {
  return `
    const https = require('node:https');
    exports.handler = async (event) => {
      const { StackId, RequestId, LogicalResourceId } = event;
      const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'registry', StackId, RequestId, LogicalResourceId, ...(${answer}) });
      await new Promise((resolve, reject) => {
        const request = https.request(event.ResponseURL, { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } }, (response) => {
          response.resume();
          response.on('end', resolve);
        });
        request.on('error', reject);
        request.end(body);
      });
    };`;
}

const AUTHORIZER = `
  exports.handler = async (event) => ({
    principalId: 'alice',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: event.headers.authorization === 'Bearer good' || event.headers.Authorization === 'Bearer good' ? 'Allow' : 'Deny', Resource: event.methodArn }] },
    context: { tenant: 'acme' },
  });`;

const FORWARDER = `
  const https = require('node:https');
  exports.handler = async (event) => {
    console.log('forwarding ' + event.path);
    const url = new URL('https://api.example.com' + event.path);
    const { status, body } = await new Promise((resolve, reject) => {
      https.get(url, { agent: new https.Agent({ keepAlive: true }), headers: { authorization: 'Bearer upstream' } }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
      }).on('error', reject);
    });
    return { statusCode: status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ table: process.env.TABLE, secret: process.env.SECRET, release: process.env.RELEASE, tenant: event.requestContext.authorizer.tenant, upstream: JSON.parse(body) }) };
  };`;

/** Two stacks: state and a custom resource in one, the REST API in the other. @returns the assembly's directory. */
export function smallGateway(
  change: (stacks: { state: Stack; gateway: Stack; api: apigateway.RestApi }) => void = () => {},
): string {
  const app = new App({ outdir: temporaryDirectory(), analyticsReporting: false });
  const state = new Stack(app, 'State');
  const gateway = new Stack(app, 'Gateway');
  const table = new dynamodb.Table(state, 'Registry', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expires',
  });
  table.addGlobalSecondaryIndex({
    indexName: 'bySk',
    partitionKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
  });
  const secret = new secretsmanager.CfnSecret(state, 'UpstreamToken', { name: 'orders/token' });
  const registrar = functionFrom(
    state,
    'Registrar',
    registrarSource("{ Data: { Release: event.ResourceProperties.Count + '/' + event.RequestType } }"),
  );
  const release = new CustomResource(state, 'Release', {
    serviceToken: registrar.functionArn,
    resourceType: 'Custom::Release',
    properties: { Count: 3, Strict: true },
  });
  const forwarder = functionFrom(gateway, 'Forwarder', FORWARDER, {
    environment: { TABLE: table.tableName, SECRET: secret.ref, RELEASE: release.getAttString('Release') },
  });
  const api = new apigateway.RestApi(gateway, 'Api', {
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    cloudWatchRole: false,
    deployOptions: {
      stageName: 'prod',
      accessLogDestination: new apigateway.LogGroupLogDestination(
        new logs.LogGroup(gateway, 'AccessLog', { logGroupName: 'access' }),
      ),
      accessLogFormat: apigateway.AccessLogFormat.custom(
        '$context.requestId $context.status $context.authorizer.tenant',
      ),
    },
  });
  const authorizer = new apigateway.RequestAuthorizer(gateway, 'Authorizer', {
    handler: functionFrom(gateway, 'AuthorizerFunction', AUTHORIZER),
    identitySources: [],
    resultsCacheTtl: Duration.seconds(0),
  });
  const orders = api.root.addResource('orders');
  orders
    .addResource('{proxy+}')
    .addMethod('ANY', new apigateway.LambdaIntegration(forwarder, { allowTestInvoke: false }), {
      authorizer,
      authorizationType: apigateway.AuthorizationType.CUSTOM,
    });
  orders.addCorsPreflight({ allowOrigins: ['https://app.example.com'], allowMethods: ['GET'] });
  change({ state, gateway, api });
  app.synth();
  return app.outdir;
}
