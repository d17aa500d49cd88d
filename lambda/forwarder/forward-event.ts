import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { ForwardAnswer, ForwardInput } from '../domain/forward-input';

/** What an event does not say. */
const UNKNOWN = '-';

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

/** Four keys and no other: API Gateway answers 502 for any that it does not know. */
export function resultOfAnswer(answer: ForwardAnswer): APIGatewayProxyResult {
  return {
    statusCode: answer.status,
    multiValueHeaders: Object.fromEntries([...answer.headers].map(([name, values]) => [name, [...values]])),
    body: Buffer.from(answer.body).toString('base64'),
    isBase64Encoded: true,
  };
}
