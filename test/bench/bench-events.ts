import { encodeAuthorizerContext } from '../../lambda/contract/authorizer-context';
import { canonicaliseRequest } from '../../lambda/domain/canonical-request';

const REQUEST = { method: 'GET', path: '/shop/items/1', query: null, headers: {} };

/** A REQUEST authorizer’s event for a path that the policies permit. */
export function requestEvent(headers: Readonly<Record<string, readonly string[]>>): object {
  return {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-central-1:000000000000:abcdef1234/v1/GET/shop/items/1',
    httpMethod: REQUEST.method,
    path: REQUEST.path,
    multiValueHeaders: headers,
    multiValueQueryStringParameters: null,
    requestContext: {
      path: `/v1${REQUEST.path}`,
      stage: 'v1',
      requestId: 'request-1',
      extendedRequestId: 'extended-1',
      identity: { sourceIp: '203.0.113.9' },
    },
  };
}

/** What the forwarder gets of it. */
export function forwardEvent(): object {
  const canonical = canonicaliseRequest(REQUEST);
  if (!canonical.ok) {
    throw new Error(`The request is refused: ${canonical.reason}`);
  }
  const event = requestEvent({}) as { requestContext: object };
  const authorizer = encodeAuthorizerContext({
    id: 'id-1',
    verdict: 'forward',
    reason: 'none',
    tenant: 'acme',
    principal: 'acme/ci',
    api: 'shop',
    route: 'GET /items/{item}',
    action: 'shop:ReadItem',
    digest: canonical.request.digest,
    policies: 'base.0',
  });
  return { ...event, body: null, isBase64Encoded: false, requestContext: { ...event.requestContext, authorizer } };
}
