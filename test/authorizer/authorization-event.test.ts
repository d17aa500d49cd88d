import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { requestOfEvent } from '../../lambda/authorizer/authorization-event';

function event(change: object = {}, context: object = {}): APIGatewayRequestAuthorizerEvent {
  return {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod/GET/shop',
    httpMethod: 'GET',
    path: '/shop',
    headers: { authorization: 'Bearer last' },
    multiValueHeaders: { authorization: ['Bearer first', 'Bearer last'] },
    queryStringParameters: { a: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    requestContext: {
      requestId: 'request-1',
      extendedRequestId: 'extended-1',
      identity: { sourceIp: '203.0.113.9' },
      ...context,
    },
    ...change,
  } as unknown as APIGatewayRequestAuthorizerEvent;
}

describe('a REQUEST authorizer’s event', () => {
  test('H2 is read by its multi-value forms', () => {
    expect(requestOfEvent(event())).toEqual({
      method: 'GET',
      path: '/shop',
      query: { a: ['1', '2'] },
      headers: { authorization: ['Bearer first', 'Bearer last'] },
      requestId: 'request-1',
      extendedRequestId: 'extended-1',
      sourceAddress: '203.0.113.9',
    });
  });

  test('L1 says so where it lacks what only evidence needs', () => {
    const bare = { requestId: undefined, extendedRequestId: undefined, identity: undefined };

    expect(requestOfEvent(event({}, bare))).toMatchObject({
      requestId: '-',
      extendedRequestId: '-',
      sourceAddress: '-',
    });
  });

  test('H2 without them there is no credential and no query, whatever the single-value forms say', () => {
    const request = requestOfEvent(event({ multiValueHeaders: null, multiValueQueryStringParameters: undefined }));

    expect(request).toMatchObject({ headers: null, query: null });
  });

  test('without an extended id the request id stands in', () => {
    expect(requestOfEvent(event({}, { extendedRequestId: undefined })).extendedRequestId).toBe('request-1');
  });

  test.each([
    ['API Gateway’s own domain and the stage', { path: '/prod/shop' }, 'https://x.example.com/prod/shop'],
    ['a domain of one’s own', { path: '/shop' }, 'https://x.example.com/shop'],
  ])('tells the address that the client called: %s', (_, context, uri) => {
    const request = requestOfEvent(event({}, { domainName: 'x.example.com', stage: 'prod', ...context }));

    expect(request.uri).toBe(uri);
  });

  test.each([
    ['no domain', { path: '/prod/shop', domainName: undefined }],
    ['no outer path', { path: undefined }],
    ['another stage', { path: '/test/shop' }],
    ['a base path', { path: '/base/shop' }],
    ['collapsed slashes', { path: '/prod//shop' }],
    ['another path', { path: '/prod/shop/more' }],
  ])('tells no address where its paths are not of one request: %s', (_, context) => {
    const request = requestOfEvent(event({}, { domainName: 'x.example.com', stage: 'prod', ...context }));

    expect(request).not.toHaveProperty('uri');
  });

  test('tells the certificate that the client showed', () => {
    const identity = { sourceIp: '203.0.113.9', clientCert: { clientCertPem: 'PEM' } };

    expect(requestOfEvent(event({}, { identity })).clientCertificate).toBe('PEM');
    expect(requestOfEvent(event({}, { identity: { ...identity, clientCert: null } }))).not.toHaveProperty(
      'clientCertificate',
    );
  });
});
