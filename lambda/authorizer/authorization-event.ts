import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { AuthorizationRequest } from '../domain/decide-request';

/** A REQUEST authorizer's event as the decision reads it; single-valued forms are not looked at, they hide values. */
export function requestOfEvent(event: APIGatewayRequestAuthorizerEvent): AuthorizationRequest {
  const { requestContext } = event;
  return {
    method: event.httpMethod,
    path: event.path,
    query: event.multiValueQueryStringParameters ?? null,
    headers: event.multiValueHeaders ?? null,
    requestId: requestContext.requestId,
    extendedRequestId: requestContext.extendedRequestId ?? requestContext.requestId,
    sourceAddress: requestContext.identity.sourceIp,
  };
}
