import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { AuthorizationRequest } from '../domain/decide-request';

/** What an event does not say. A platform that leaves out what only evidence needs must not stop every request. */
const UNKNOWN = '-';

/** A REQUEST authorizer's event as the decision reads it; single-valued forms are not looked at, they hide values. */
export function requestOfEvent(event: APIGatewayRequestAuthorizerEvent): AuthorizationRequest {
  const { requestContext } = event;
  const requestId = requestContext.requestId ?? UNKNOWN;
  return {
    method: event.httpMethod,
    path: event.path,
    query: event.multiValueQueryStringParameters ?? null,
    headers: event.multiValueHeaders ?? null,
    requestId,
    extendedRequestId: requestContext.extendedRequestId ?? requestId,
    sourceAddress: requestContext.identity?.sourceIp ?? UNKNOWN,
  };
}
