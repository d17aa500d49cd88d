import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { ForwardAnswer, ForwardInput } from '../domain/forward-input';
import { RESPONSE_LIMIT_BYTES } from '../domain/upstream-exchange';

/** What an event does not say. */
const UNKNOWN = '-';
/** Room for a body as JSON text, in bytes: what the largest answer takes as base64. */
const TEXT_LIMIT_BYTES = Math.ceil((RESPONSE_LIMIT_BYTES * 4) / 3);

/**
 * A REST API's proxy event as the forwarder reads it. Only the multi-value forms are read: the single-value ones keep
 * the last value of a repeated name and hide the others.
 */
export function inputOfEvent(event: APIGatewayProxyEvent, remainingMs: () => number): ForwardInput {
  const { requestContext } = event;
  const { stage } = requestContext;
  const requestId = requestContext.requestId ?? UNKNOWN;
  return {
    method: event.httpMethod,
    path: event.path,
    // Behind a custom domain the client's path has no stage.
    stagePath: requestContext.path !== event.path && requestContext.path.startsWith(`/${stage}/`) ? `/${stage}` : '',
    query: event.multiValueQueryStringParameters,
    headers: event.multiValueHeaders,
    body: event.body,
    isBase64Encoded: event.isBase64Encoded,
    authorizer: requestContext.authorizer,
    requestId,
    extendedRequestId: requestContext.extendedRequestId ?? requestId,
    sourceAddress: requestContext.identity?.sourceIp ?? UNKNOWN,
    remainingMs,
  };
}

/**
 * Four keys and no other: API Gateway answers 502 for any that it does not know.
 *
 * Text goes as text: whether API Gateway decodes base64 depends on the client's first `Accept` type, and what it does
 * without one is not documented.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function resultOfAnswer(answer: ForwardAnswer): APIGatewayProxyResult {
  return {
    statusCode: answer.status,
    multiValueHeaders: Object.fromEntries([...answer.headers].map(([name, values]) => [name, [...values]])),
    ...bodyOf(Buffer.from(answer.body)),
  };
}

function bodyOf(bytes: Buffer): Pick<APIGatewayProxyResult, 'body' | 'isBase64Encoded'> {
  const text = bytes.toString('utf8');
  return isUtf8(bytes) && Buffer.byteLength(JSON.stringify(text)) <= TEXT_LIMIT_BYTES
    ? { body: text, isBase64Encoded: false }
    : { body: bytes.toString('base64'), isBase64Encoded: true };
}
