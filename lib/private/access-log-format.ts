import { aws_apigateway as apigateway } from 'aws-cdk-lib';
import { AUTHORIZER_CONTEXT_KEYS } from '../../lambda/contract/authorizer-context';

/**
 * What a line says beside the authorizer's context. Values are put in as they are, unescaped, so nothing stands here
 * that a client can put a quote into: not the path, the user agent or a header. The audit records have the path.
 */
const FIELDS: Readonly<Record<string, string>> = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  time: '$context.requestTimeEpoch',
  apiId: '$context.apiId',
  stage: '$context.stage',
  sourceIp: '$context.identity.sourceIp',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  apiKeyId: '$context.identity.apiKeyId',
  status: '$context.status',
  responseType: '$context.error.responseType',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationStatus: '$context.integration.status',
  integrationRequestId: '$context.integration.requestId',
  authorizerLatency: '$context.authorizer.latency',
  authorizerStatus: '$context.authorizer.status',
  authorizerRequestId: '$context.authorizer.requestId',
  wafStatus: '$context.waf.status',
};

/** One JSON object a line: also for what never reached a function, such as a throttled or too large request. */
export function accessLogFormat(): apigateway.AccessLogFormat {
  const authorizer = Object.fromEntries(AUTHORIZER_CONTEXT_KEYS.map((key) => [key, `$context.authorizer.${key}`]));
  return apigateway.AccessLogFormat.custom(JSON.stringify({ ...FIELDS, authorizer }));
}
