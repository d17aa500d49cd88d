import type { Authorization, CallerApiKey, RoutedExchange } from './exchange';
import { type GatewayError, gatewayError } from './gateway-error';
import { methodSource } from './invocation-source';
import type { GatewayLimits } from './limits';
import { firstAcceptedType, isBinaryType } from './media-type';
import type { FunctionInvoker, LambdaProxyIntegration } from './model';
import type { OutgoingResponse } from './outgoing-response';
import { bodyBytes, MalformedProxyResponse, parseProxyResponse, UndecodableBody } from './proxy-response';
import { requestContextOf, requestFieldsOf } from './request-event';
import { remapResponseHeaders } from './response-headers';

/** A function that used up its own timeout: for API Gateway a function error like any other. */
const OWN_TIMEOUT = 'Sandbox.Timedout';

export interface LambdaIntegrationDependencies {
  readonly invoker: FunctionInvoker;
  readonly limits: GatewayLimits;
}

/** Runs an AWS_PROXY integration: one invocation, and its payload as an HTTP response. */
export async function integrateLambda(
  integration: LambdaProxyIntegration,
  exchange: RoutedExchange,
  caller: { readonly authorization?: Authorization; readonly apiKey?: CallerApiKey },
  { invoker, limits }: LambdaIntegrationDependencies,
): Promise<OutgoingResponse | GatewayError> {
  const event = proxyEventOf(exchange, caller.authorization, caller.apiKey);
  if (payloadBytes(event) > limits.functionPayloadBytes) {
    const instead = { status: 413, errorType: 'RequestEntityTooLargeException', message: 'Request Too Long' };
    return gatewayError('DEFAULT_4XX', instead);
  }
  const { functionArn, timeoutInMillis } = integration;
  const result = await invoker.invoke(functionArn, event, timeoutInMillis, methodSource(exchange));
  const latency = Math.round(result.latencyMs);
  exchange.variables.setAll({
    integrationLatency: latency,
    'integration.latency': latency,
    'integration.requestId': result.requestId,
  });
  if (!result.ok && result.timedOut && result.errorType !== OWN_TIMEOUT) {
    return failed(exchange, gatewayError('INTEGRATION_TIMEOUT'), result.errorMessage);
  }
  const serviceStatus = result.ok ? 200 : (result.serviceStatus ?? 200);
  exchange.variables.setAll({ integrationStatus: serviceStatus, 'integration.integrationStatus': serviceStatus });
  if (!result.ok) {
    const isService = result.serviceStatus !== undefined;
    const error = gatewayError(isService ? 'API_CONFIGURATION_ERROR' : 'INTEGRATION_FAILURE');
    return failed(exchange, error, result.errorMessage);
  }
  if (payloadBytes(result.payload) > limits.functionPayloadBytes) {
    return failed(exchange, gatewayError('INTEGRATION_FAILURE'), 'The response is larger than the Lambda limit.');
  }
  return responseOf(result.payload, exchange);
}

function responseOf(payload: unknown, exchange: RoutedExchange): OutgoingResponse | GatewayError {
  try {
    const response = parseProxyResponse(payload);
    exchange.variables.set('integration.status', response.statusCode);
    const headers = remapResponseHeaders(response.headers);
    const hasContentType = headers.some(([name]) => name.toLowerCase() === 'content-type');
    return {
      status: response.statusCode,
      headers: [
        ...(hasContentType ? [] : ([['Content-Type', 'application/json']] as const)),
        ...headers,
        ['x-amzn-RequestId', exchange.requestId],
        ['x-amz-apigw-id', exchange.extendedRequestId],
        ['X-Amzn-Trace-Id', exchange.traceId],
      ],
      body: bodyBytes(response, firstAcceptedType(exchange.headers), exchange.model.binaryMediaTypes),
    };
  } catch (error) {
    if (error instanceof MalformedProxyResponse) {
      return failed(exchange, gatewayError('INTEGRATION_FAILURE'), error.message);
    }
    if (error instanceof UndecodableBody) {
      return failed(exchange, gatewayError('API_CONFIGURATION_ERROR'), error.message);
    }
    throw error;
  }
}

function failed(exchange: RoutedExchange, error: GatewayError, reason: string): GatewayError {
  exchange.variables.setAll({ 'integration.error': reason, integrationErrorMessage: reason });
  return error;
}

/** The event of a Lambda proxy integration, format 1.0 without a `version`; an empty map is `null`. */
function proxyEventOf(
  exchange: RoutedExchange,
  authorization: Authorization | undefined,
  apiKey: CallerApiKey | undefined,
): Record<string, unknown> {
  const fields = requestFieldsOf(exchange);
  const hasBody = exchange.body.length > 0;
  const isBinary = hasBody && isBinaryType(exchange.headers.last('content-type'), exchange.model.binaryMediaTypes);
  return {
    ...fields,
    queryStringParameters: nullIfEmpty(fields.queryStringParameters),
    multiValueQueryStringParameters: nullIfEmpty(fields.multiValueQueryStringParameters),
    pathParameters: nullIfEmpty(fields.pathParameters),
    stageVariables: nullIfEmpty(fields.stageVariables),
    requestContext: {
      ...requestContextOf(exchange, apiKey),
      ...(authorization ? { authorizer: authorizerFieldsOf(authorization) } : {}),
    },
    body: hasBody ? exchange.body.toString(isBinary ? 'base64' : 'utf8') : null,
    isBase64Encoded: isBinary,
  };
}

function authorizerFieldsOf({ context, principalId, integrationLatency }: Authorization): Record<string, unknown> {
  return { ...context, principalId, integrationLatency };
}

function nullIfEmpty<T extends object>(record: T): T | null {
  return Object.keys(record).length === 0 ? null : record;
}

function payloadBytes(payload: unknown): number {
  return Buffer.byteLength(JSON.stringify(payload) ?? '');
}
