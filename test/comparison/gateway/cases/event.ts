import type { GatewayCase } from '../gateway-case';

const QUERY = ['event.queryStringParameters', 'event.multiValueQueryStringParameters'];

function query(target: string, about: string): GatewayCase {
  return {
    name: `query: ${about} (${target})`,
    area: 'event',
    stack: 'plain',
    requests: [{ method: 'GET', target: `/static${target}` }],
    look: QUERY,
  };
}

function shown(
  about: string,
  look: readonly string[],
  request: Partial<GatewayCase['requests'][number]> = {},
): GatewayCase {
  return {
    name: `event: ${about}`,
    area: 'event',
    stack: 'plain',
    requests: [{ method: 'GET', target: '/static', ...request }],
    look,
  };
}

/** What the integration's function is given. */
export const EVENT_CASES: readonly GatewayCase[] = [
  query('?a=1&a=2', 'the last value of a repeated name'),
  query('?a=%2B+%20x', 'decoded once, plus is a space'),
  query('?a=%2541', 'not decoded twice'),
  query('?k=&j', 'no value'),
  query('?=v', 'no name'),
  query('?a=1;b=2', 'a semicolon'),
  query('?A=1&a=2', 'letter case of names'),
  query('?a[]=1&a[]=2', 'brackets'),
  query('?a=%C3%A4', 'UTF-8'),
  query('?a=%zz', 'a broken escape'),
  query('?a=b|c', 'a raw bar'),
  query('?', 'empty'),
  query('?a=b=c', 'an equals sign in a value'),
  query('?a=1&&b=2', 'an empty pair'),
  shown('its members', ['keys:event']),
  shown('members of the request context', ['keys:event.requestContext']),
  shown('members of the identity', ['keys:event.requestContext.identity']),
  shown('empty maps and body', [
    'event.queryStringParameters',
    'event.multiValueQueryStringParameters',
    'event.pathParameters',
    'event.body',
    'event.isBase64Encoded',
  ]),
  shown('stage variables', ['event.stageVariables']),
  shown('verb', ['event.httpMethod', 'event.requestContext.httpMethod']),
  shown('ids and times', [
    'event.requestContext.accountId',
    'event.requestContext.apiId',
    'event.requestContext.requestId',
    'event.requestContext.extendedRequestId',
    'event.requestContext.requestTime',
    'event.requestContext.requestTimeEpoch',
    'event.requestContext.protocol',
    'event.requestContext.stage',
  ]),
  shown('domain', ['event.requestContext.domainName, event.requestContext.domainPrefix', 'event.headers.host']),
  shown('who calls', ['event.requestContext.identity.sourceIp', 'event.requestContext.identity.userAgent'], {
    headers: ['User-Agent', 'comparison/1'],
  }),
  shown('no user agent', ['event.requestContext.identity.userAgent', 'event.headers.user-agent']),
  shown('spelling of header names', ['keys:event.headers'], {
    headers: ['X-Probe', '1', 'tEsT-HEADeR', '2', 'user-agent', '3'],
  }),
  shown('a repeated header', ['event.headers.x-probe, event.multiValueHeaders.x-probe'], {
    headers: ['X-Probe', 'first', 'X-Probe', 'second'],
  }),
  shown(
    'headers that are not passed on',
    [
      ['connection', 'content-md5', 'max-forwards', 'proxy-authenticate', 'te', 'www-authenticate', 'server']
        .map((name) => `event.headers.${name}`)
        .join(', '),
    ],
    {
      headers: [
        ...['Content-MD5', 'x', 'Max-Forwards', '1', 'Proxy-Authenticate', 'x', 'TE', 'trailers'],
        ...['WWW-Authenticate', 'x', 'Server', 'x', 'Connection', 'close'],
      ],
    },
  ),
  shown('a signature in Authorization', ['event.headers.authorization'], {
    headers: ['Authorization', 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/execute-api/aws4_request'],
  }),
  shown('a bearer token', ['event.headers.authorization'], { headers: ['Authorization', 'Bearer abc'] }),
  shown('forwarding headers', [
    'event.headers.x-forwarded-for, event.headers.x-forwarded-proto, event.headers.x-forwarded-port',
    'event.headers.x-amzn-trace-id',
  ]),
  shown(
    'forwarding headers of the client',
    ['event.headers.x-forwarded-for', 'event.requestContext.identity.sourceIp'],
    {
      headers: ['X-Forwarded-For', '203.0.113.9'],
    },
  ),
  shown(
    'a text body',
    ['event.body', 'event.isBase64Encoded', 'event.headers.content-length', 'event.headers.content-type'],
    {
      method: 'POST',
      target: '/tree/body',
      headers: ['Content-Type', 'application/json'],
      body: '{"ä":1}',
    },
  ),
  shown('a body that is not UTF-8', ['event.body', 'event.isBase64Encoded'], {
    method: 'POST',
    target: '/tree/body',
    headers: ['Content-Type', 'application/octet-stream'],
    body: Buffer.from([0x61, 0xff, 0x62]),
  }),
  shown('a request id of the client', ['event.requestContext.requestId', 'header.x-amzn-requestid'], {
    headers: ['x-amzn-RequestId', 'ab12cd34-0000-4000-8000-00000000cafe'],
  }),
  shown('a method override', ['event.httpMethod'], { headers: ['X-HTTP-Method-Override', 'DELETE'] }),
];
