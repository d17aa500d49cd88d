import type { GatewayCase, StackName } from '../gateway-case';

function answered(
  about: string,
  answer: unknown,
  look: readonly string[] = [],
  stack: StackName = 'plain',
  headers: readonly string[] = [],
): GatewayCase {
  return {
    name: `integration: ${about}`,
    area: 'integration',
    stack,
    requests: [
      {
        method: 'GET',
        target: '/answer',
        headers: ['x-answer', answer === 'throw' ? 'throw' : JSON.stringify(answer), ...headers],
      },
    ],
    look: ['header.content-type', ...look],
  };
}

function sent(
  about: string,
  stack: StackName,
  request: GatewayCase['requests'][number],
  look: readonly string[],
): GatewayCase {
  return { name: `integration: ${about}`, area: 'integration', stack, requests: [request], look };
}

const ok = { statusCode: 200 };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const PREFLIGHT = ['header.content-type', 'header.access-control-allow-origin', 'header.vary'];

/** What the client gets of a function's answer, and of fixed answers. */
export const INTEGRATION_CASES: readonly GatewayCase[] = [
  answered('status alone', ok, ['header.content-length']),
  answered('headers alone', { headers: { 'X-Probe': '1' } }, ['header.x-probe']),
  answered('an empty object', {}),
  answered('null', null),
  answered('a text', 'text'),
  answered('a list', [1]),
  answered('status as text', { statusCode: '201' }),
  answered('status that is no number', { statusCode: 'test' }),
  answered('status 99', { statusCode: 99 }),
  answered('status 600', { statusCode: 600 }),
  answered('an unknown key', { ...ok, cookies: ['a=b'] }),
  answered('a misspelled key', { ...ok, statuscode: 201 }),
  answered('headers null', { ...ok, headers: null }),
  answered('headers a list', { ...ok, headers: ['a'] }),
  answered('a header value true', { ...ok, headers: { 'X-Probe': true } }, ['header.x-probe']),
  answered('a header value 5', { ...ok, headers: { 'X-Probe': 5 } }, ['header.x-probe']),
  answered('a header value null', { ...ok, headers: { 'X-Probe': null } }, ['header.x-probe']),
  answered('a content type of its own', { ...ok, headers: { 'content-type': 'text/plain' }, body: 'x' }),
  answered('two cookies', { ...ok, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } }, ['header.set-cookie']),
  answered('multi values not in a list', { ...ok, multiValueHeaders: { 'X-Probe': 'x' } }, ['header.x-probe']),
  answered(
    'the same name in both maps',
    { ...ok, headers: { 'X-Probe': 'solo' }, multiValueHeaders: { 'X-Probe': ['multi'] } },
    ['header.x-probe'],
  ),
  answered(
    'the same name and value in both maps',
    { ...ok, headers: { 'X-Probe': 'x' }, multiValueHeaders: { 'X-Probe': ['x'] } },
    ['header.x-probe'],
  ),
  answered('a body that is an object', { ...ok, body: { a: 1 } }),
  answered('a body that is a number', { ...ok, body: 1 }),
  answered('a body null', { ...ok, body: null }),
  answered('a base64 body without a binary type', { ...ok, body: base64('hello'), isBase64Encoded: true }),
  answered('a flag that is text', { ...ok, body: base64('hello'), isBase64Encoded: 'true' }),
  answered('status 204 with a body', { statusCode: 204, body: 'x' }),
  answered('status 404', { statusCode: 404, body: '{"message":"mine"}' }),
  answered('status 500', { statusCode: 500, body: 'mine' }),
  answered('an error', 'throw'),
  answered(
    'headers that are renamed',
    {
      ...ok,
      headers: { 'WWW-Authenticate': 'Basic', Server: 'mine', Date: 'now', Authorization: 'x', 'User-Agent': 'x' },
    },
    [
      [
        ...['www-authenticate', 'x-amzn-remapped-www-authenticate', 'x-amzn-remapped-server', 'x-amzn-remapped-date'],
        ...['authorization', 'x-amzn-remapped-authorization', 'user-agent', 'x-amzn-remapped-user-agent'],
      ]
        .map((name) => `header.${name}`)
        .join(', '),
    ],
  ),
  answered(
    'headers that never leave',
    { ...ok, headers: { Via: 'x', Expect: 'x', TE: 'x', Upgrade: 'x', 'Proxy-Authenticate': 'x', Trailer: 'x' } },
    [['via', 'expect', 'te', 'upgrade', 'proxy-authenticate', 'trailer'].map((name) => `header.${name}`).join(', ')],
  ),
  answered('ids of an answer', ok, ['header.x-amzn-requestid', 'header.x-amzn-trace-id']),
  answered(
    'binary, decoded for the accepted type',
    { ...ok, body: base64('hello'), isBase64Encoded: true },
    [],
    'shaped',
    ['Accept', 'image/png'],
  ),
  answered('binary, accepted type second', { ...ok, body: base64('hello'), isBase64Encoded: true }, [], 'shaped', [
    'Accept',
    'text/html, image/png',
  ]),
  answered('binary, any type accepted', { ...ok, body: base64('hello'), isBase64Encoded: true }, [], 'shaped', [
    'Accept',
    '*/*',
  ]),
  ...['application/whatever', 'application/*', 'application', 'image/*', '*/test', 'image/png,*/*;q=0.8'].map(
    (accept) =>
      answered(
        `binary, Accept ${accept} where image/png and application/* are binary`,
        { ...ok, body: base64('hello'), isBase64Encoded: true },
        [],
        'shaped',
        ['Accept', accept],
      ),
  ),
  answered('binary, no Accept', { ...ok, body: base64('hello'), isBase64Encoded: true }, [], 'shaped'),
  sent(
    'a request of a type that a wildcard covers',
    'shaped',
    { method: 'POST', target: '/echo', headers: ['Content-Type', 'application/zip'], body: 'hello' },
    ['event.body', 'event.isBase64Encoded'],
  ),
  answered('every type binary, no Accept', { ...ok, body: base64('hello'), isBase64Encoded: true }, [], 'binary'),
  answered('every type binary, Accept', { ...ok, body: base64('hello'), isBase64Encoded: true }, [], 'binary', [
    'Accept',
    'text/html',
  ]),
  answered('every type binary, not base64', { ...ok, body: '***', isBase64Encoded: true }, [], 'binary', [
    'Accept',
    'a/b',
  ]),
  answered('every type binary, text', { ...ok, body: 'hello' }, [], 'binary', ['Accept', 'text/html']),
  sent(
    'a request of the binary type',
    'shaped',
    { method: 'POST', target: '/echo', headers: ['Content-Type', 'image/png'], body: 'hello' },
    ['event.body', 'event.isBase64Encoded'],
  ),
  sent(
    'a request of another type beside a binary one',
    'shaped',
    { method: 'POST', target: '/echo', headers: ['Content-Type', 'text/plain'], body: 'hello' },
    ['event.body', 'event.isBase64Encoded'],
  ),
  sent(
    'a request where every type is binary',
    'binary',
    { method: 'POST', target: '/echo', headers: ['Content-Type', 'text/plain'], body: 'hello' },
    ['event.body', 'event.isBase64Encoded'],
  ),
  sent(
    'a request without a type where every type is binary',
    'binary',
    { method: 'POST', target: '/echo', body: 'hello' },
    ['event.body', 'event.isBase64Encoded'],
  ),
  sent('a request without a body where every type is binary', 'binary', { method: 'GET', target: '/echo' }, [
    'event.body',
    'event.isBase64Encoded',
  ]),
  sent('preflight', 'plain', { method: 'OPTIONS', target: '/preflight' }, PREFLIGHT),
  sent(
    'preflight of a browser',
    'plain',
    {
      method: 'OPTIONS',
      target: '/preflight',
      headers: ['Origin', 'https://app.example', 'Access-Control-Request-Method', 'GET'],
    },
    PREFLIGHT,
  ),
  sent('preflight where every type is binary', 'binary', { method: 'OPTIONS', target: '/preflight' }, PREFLIGHT),
  sent('ids of a fixed answer', 'plain', { method: 'OPTIONS', target: '/preflight' }, [
    'header.x-amzn-requestid',
    'header.x-amzn-trace-id',
  ]),
];
