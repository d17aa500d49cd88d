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
    ...addressOf(event),
    ...certificateOf(event),
  };
}

/**
 * The address that the client called: API Gateway's own domain and the stage, or a domain of one's own without a base
 * path. The two paths that an event tells must be of one request, in one of these ways.
 */
function addressOf({ path, requestContext }: APIGatewayRequestAuthorizerEvent): Pick<AuthorizationRequest, 'uri'> {
  const { domainName, stage, path: outer } = requestContext;
  return domainName !== undefined && (outer === path || outer === `/${stage}${path}`)
    ? { uri: `https://${domainName}${outer}` }
    : {};
}

/** Where the domain asks for certificates, API Gateway has verified it. */
function certificateOf({
  requestContext,
}: APIGatewayRequestAuthorizerEvent): Pick<AuthorizationRequest, 'clientCertificate'> {
  const pem = requestContext.identity?.clientCert?.clientCertPem;
  return pem === undefined ? {} : { clientCertificate: pem };
}
