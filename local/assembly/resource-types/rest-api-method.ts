import type { GatewayMethod, LambdaProxyIntegration, MockIntegration } from '../../gateway/model';
import { AssemblyError } from '../assembly-error';
import type { ResourceProperties } from '../resource-properties';
import type { DeclaredResource, ResourceType } from '../resource-type';
import { draftOf } from './rest-api';

const FUNCTION_URI = /^arn:aws[\w-]*:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;
const DEFAULT_TIMEOUT_MS = 29_000;

/** `AWS::ApiGateway::Method`: Lambda proxy integrations, buffered, and fixed mock answers. */
export const restApiMethod: ResourceType = {
  applied: [
    'RestApiId',
    'ResourceId',
    'HttpMethod',
    'AuthorizationType',
    'AuthorizerId',
    'ApiKeyRequired',
    'Integration',
  ],
  harmless: ['MethodResponses', 'OperationName', 'RequestParameters'],
  create(resource, deployment) {
    const { properties } = resource;
    const authorizationType = properties.optionalText('AuthorizationType') ?? 'NONE';
    if (authorizationType !== 'NONE' && authorizationType !== 'CUSTOM') {
      return properties.fail(
        'AuthorizationType',
        `is ${authorizationType}, the twin serves NONE and CUSTOM`,
        'Use a REQUEST authorizer',
      );
    }
    const authorizerId = properties.optionalText('AuthorizerId');
    const method: GatewayMethod = {
      httpMethod: properties.text('HttpMethod'),
      authorizationType,
      ...(authorizerId === undefined ? {} : { authorizerId }),
      apiKeyRequired: properties.flag('ApiKeyRequired') ?? false,
      integration: integrationOf(resource),
    };
    draftOf(resource, deployment).addMethod(properties.text('ResourceId'), method);
    return { ref: resource.physicalId.short() };
  },
};

/** @returns the function that an integration or authorizer URI names. */
export function functionArnOf(uri: string, resource: DeclaredResource, property: string): string {
  const arn = FUNCTION_URI.exec(uri)?.[1];
  if (arn !== undefined) return arn;
  throw new AssemblyError(
    resource.place,
    `property ${property} is ${uri}, the twin invokes functions through …lambda:path/2015-03-31/functions/{arn}/invocations`,
    uri.includes('response-streaming') ? 'Use buffered responses' : 'Use a Lambda proxy integration',
  );
}

function integrationOf(resource: DeclaredResource): LambdaProxyIntegration | MockIntegration {
  const integration = resource.properties.nested('Integration');
  if (integration === undefined) return resource.properties.fail('Integration', 'is missing', 'Set it');
  const type = integration.text('Type');
  if (type === 'AWS_PROXY') return lambdaProxy(integration, resource);
  if (type === 'MOCK') return mock(integration);
  return integration.fail('Type', `is ${type}, the twin serves AWS_PROXY and MOCK`, 'Use a Lambda proxy integration');
}

function lambdaProxy(integration: ResourceProperties, resource: DeclaredResource): LambdaProxyIntegration {
  const functionArn = functionArnOf(integration.text('Uri'), resource, 'Integration.Uri');
  integration.allow([
    'Type',
    'Uri',
    'IntegrationHttpMethod',
    'TimeoutInMillis',
    'ResponseTransferMode',
    'PassthroughBehavior',
    'ContentHandling',
    'ConnectionType',
    'CacheNamespace',
    'IntegrationResponses',
  ]);
  const transferMode = integration.optionalText('ResponseTransferMode') ?? 'BUFFERED';
  if (transferMode !== 'BUFFERED') {
    integration.fail('ResponseTransferMode', `is ${transferMode}, the twin serves BUFFERED`, 'Use buffered responses');
  }
  const verb = integration.optionalText('IntegrationHttpMethod');
  if (verb !== 'POST') {
    integration.fail('IntegrationHttpMethod', `is ${verb}, functions are invoked with POST`, 'Set it to POST');
  }
  return {
    type: 'AWS_PROXY',
    functionArn,
    timeoutInMillis: integration.number('TimeoutInMillis') ?? DEFAULT_TIMEOUT_MS,
  };
}

function mock(integration: ResourceProperties): MockIntegration {
  integration.allow([
    'Type',
    'IntegrationResponses',
    'RequestTemplates',
    'PassthroughBehavior',
    'IntegrationHttpMethod',
    'ContentHandling',
  ]);
  assertText(integration);
  const answers = integration.nestedList('IntegrationResponses');
  const [answer] = answers;
  if (answer === undefined || answers.length > 1) {
    return integration.fail(
      'IntegrationResponses',
      `has ${answers.length} entries, the twin serves mock methods with one`,
      'Declare one fixed answer',
    );
  }
  answer.allow(['StatusCode', 'ResponseParameters', 'ContentHandling']);
  assertText(answer);
  const headers: Record<string, string> = {};
  for (const [parameter, value] of Object.entries(answer.textMap('ResponseParameters'))) {
    const name = /^method\.response\.header\.(.+)$/.exec(parameter)?.[1];
    const literal = /^'(.*)'$/s.exec(value)?.[1];
    if (name === undefined || literal === undefined) {
      answer.fail(
        'ResponseParameters',
        `maps ${parameter} from ${value}, the twin serves headers with quoted values`,
        'Use a fixed header value',
      );
    } else {
      headers[name] = literal;
    }
  }
  return { type: 'MOCK', statusCode: Number(answer.text('StatusCode')), headers };
}

/** Where every media type is binary, a fixed answer works only as text. */
function assertText(properties: ResourceProperties): void {
  const contentHandling = properties.optionalText('ContentHandling') ?? 'CONVERT_TO_TEXT';
  if (contentHandling !== 'CONVERT_TO_TEXT') {
    properties.fail('ContentHandling', `is ${contentHandling}, a fixed answer is text`, 'Use CONVERT_TO_TEXT');
  }
}
