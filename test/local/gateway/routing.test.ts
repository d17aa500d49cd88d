import { createHash } from 'node:crypto';
import { FUNCTION, GUARDED, startGateway, stopGateways } from './gateway-harness';

afterEach(stopGateways);

/** Answers with the resource that was reached, so that a route shows in the response. */
async function startEcho(routes: Parameters<typeof startGateway>[0], options = {}) {
  const twin = await startGateway(routes, options);
  twin.invoker.on(FUNCTION, (event) => ({ statusCode: 200, body: `${event.httpMethod} ${event.resource}` }));
  return twin;
}

describe('routing', () => {
  test('1.1 a verb that only the proxy serves reaches the proxy from a literal sibling', async () => {
    const twin = await startEcho({ routes: { 'POST /test': {}, 'OPTIONS /{proxy+}': {} } });
    expect((await twin.call('/prod/test', { method: 'OPTIONS' })).text).toBe('OPTIONS /{proxy+}');
    expect((await twin.call('/prod/test', { method: 'POST' })).text).toBe('POST /test');
  });

  test('1.1 a node without methods or with another verb falls to the most specific proxy with the verb', async () => {
    const twin = await startEcho({
      bare: ['/a/b'],
      routes: { 'OPTIONS /a/c': {}, 'POST /a/{proxy+}': {}, 'GET /{proxy+}': {}, 'POST /{proxy+}': {} },
    });
    expect((await twin.call('/prod/a/b')).text).toBe('GET /{proxy+}');
    expect((await twin.call('/prod/a/b', { method: 'POST' })).text).toBe('POST /a/{proxy+}');
    expect((await twin.call('/prod/a/c', { method: 'POST' })).text).toBe('POST /a/{proxy+}');
  });

  test.each([
    [['GET /part1', 'GET /part1/hardcoded-value', 'GET /{param+}']],
    [['GET /{param+}', 'GET /part1/hardcoded-value', 'GET /part1']],
  ])('1.2 backtracks to the greedy resource whatever the creation order: %j', async (order) => {
    const twin = await startEcho({ routes: Object.fromEntries(order.map((route) => [route, {}])) });
    expect((await twin.call('/prod/part1/random-value')).text).toBe('GET /{param+}');
    expect((await twin.call('/prod/part1/hardcoded-value')).text).toBe('GET /part1/hardcoded-value');
    expect((await twin.call('/prod/part1')).text).toBe('GET /part1');
  });

  test('1.3 routing precedes authorization: another verb of a guarded path reaches the open proxy', async () => {
    const twin = await startEcho({ routes: { 'POST /admin': GUARDED, 'ANY /{proxy+}': {} } });
    expect(await twin.call('/prod/admin')).toMatchObject({ status: 200, text: 'GET /{proxy+}' });
  });

  test('1.4 literal before parameter before proxy', async () => {
    const twin = await startEcho({ routes: { 'GET /{proxy+}': {}, 'GET /{id}': {}, 'GET /me': {} } });
    expect((await twin.call('/prod/me')).text).toBe('GET /me');
    expect((await twin.call('/prod/you')).text).toBe('GET /{id}');
    expect((await twin.call('/prod/you/too')).text).toBe('GET /{proxy+}');
  });

  test('1.4 a missing verb reaches a parameter sibling only where that is chosen', async () => {
    const routes = { 'POST /me': {}, 'GET /{id}': {} };
    const refusing = await startEcho({ routes });
    const falling = await startEcho({ routes }, { choices: { verbMismatchReachesParameter: true } });
    expect((await refusing.call('/prod/me')).status).toBe(403);
    expect((await falling.call('/prod/me')).text).toBe('GET /{id}');
  });

  test.each([
    ['an unknown path', '/prod/nothing', 'GET'],
    ['an unknown verb', '/prod/known', 'DELETE'],
    ['the root without a method', '/prod', 'GET'],
  ])('1.5 %s is 403 Missing Authentication Token', async (_case, path, method) => {
    const twin = await startEcho({ routes: { 'GET /known': {} } });
    const answer = await twin.call(path, { method });
    expect(answer).toMatchObject({ status: 403, text: '{"message":"Missing Authentication Token"}' });
    expect(answer.body).toHaveLength(42);
    expect(answer.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
  });

  test('1.6 no route with a bearer token is IncompleteSignatureException with a digest, never the token', async () => {
    const twin = await startEcho({ routes: { 'GET /known': {} } });
    const answer = await twin.call('/prod/nothing', { headers: { Authorization: 'Bearer secret-token' } });
    expect(answer.status).toBe(403);
    expect(answer.headers['x-amzn-errortype']).toBe('IncompleteSignatureException');
    const digest = createHash('sha256').update('Bearer secret-token').digest('base64');
    expect(JSON.parse(answer.text).message).toBe(
      `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${digest}'.`,
    );
    expect(answer.text).not.toContain('secret-token');
  });

  test('1.6 no route with a key=value form names Credential, Signature and SignedHeaders', async () => {
    const twin = await startEcho({ routes: { 'GET /known': {} } });
    const answer = await twin.call('/prod/nothing', { headers: { Authorization: 'Token token=abc' } });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("'Credential'");
    expect(answer.text).toContain("'Signature'");
    expect(answer.text).toContain("'SignedHeaders'");
    expect(answer.text).not.toContain('abc');
  });

  test('1.6 no route with an Authorization header is of type DEFAULT_4XX', async () => {
    const twin = await startEcho({
      routes: { 'GET /known': {} },
      responses: {
        DEFAULT_4XX: { responseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' } },
        MISSING_AUTHENTICATION_TOKEN: { statusCode: 404 },
      },
    });
    const answer = await twin.call('/prod/nothing', { headers: { Authorization: 'Bearer x' } });
    expect(answer).toMatchObject({ status: 403, text: '{"type":"DEFAULT_4XX"}' });
    expect((await twin.call('/prod/nothing')).status).toBe(404);
  });

  test('1.7 a trailing slash is kept in both paths and stripped from the greedy value', async () => {
    const twin = await startEcho({});
    await twin.call('/prod/proxy-value/');
    const [event] = twin.invoker.of(FUNCTION);
    expect(event.path).toBe('/proxy-value/');
    expect(event.pathParameters).toEqual({ proxy: 'proxy-value' });
    expect(event.requestContext.path).toBe('/prod/proxy-value/');
  });

  test('1.8 a trailing slash on a literal resource matches it', async () => {
    const twin = await startEcho({ routes: { 'GET /known': {}, 'GET /{proxy+}': {} } });
    expect((await twin.call('/prod/known/')).text).toBe('GET /known');
  });

  test('1.9 a double slash inside a greedy value is kept in all three', async () => {
    const twin = await startEcho({});
    await twin.call('/prod/a//b');
    const [event] = twin.invoker.of(FUNCTION);
    expect(event.path).toBe('/a//b');
    expect(event.pathParameters.proxy).toBe('a//b');
    expect(event.requestContext.path).toBe('/prod/a//b');
  });

  test('1.9 an empty segment fits no parameter, and nothing is no greedy value', async () => {
    const twin = await startEcho({ routes: { 'GET /users/{id}/x': {}, 'GET /a/{proxy+}': {} } });
    expect((await twin.call('/prod/users//x')).status).toBe(403);
    expect((await twin.call('/prod/a//')).status).toBe(403);
    expect((await twin.call('/prod/a')).status).toBe(403);
  });

  test('1.10 slashes after the stage collapse in path only', async () => {
    const twin = await startEcho({});
    await twin.call('/prod//x');
    const [event] = twin.invoker.of(FUNCTION);
    expect(event.path).toBe('/x');
    expect(event.requestContext.path).toBe('/prod//x');
  });

  test('1.10 slashes before the stage collapse everywhere', async () => {
    const twin = await startEcho({});
    await twin.raw('GET //prod/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const [event] = twin.invoker.of(FUNCTION);
    expect(event.path).toBe('/x');
    expect(event.requestContext.path).toBe('/prod/x');
  });

  test('1.11 percent-encoding is not decoded', async () => {
    const twin = await startEcho({});
    await twin.call('/prod/a%2Bb%20c@d+e');
    const [event] = twin.invoker.of(FUNCTION);
    expect(event.path).toBe('/a%2Bb%20c@d+e');
    expect(event.pathParameters.proxy).toBe('a%2Bb%20c@d+e');
    expect(event.requestContext.path).toBe('/prod/a%2Bb%20c@d+e');
  });

  test('1.11 dot segments arrive as sent', async () => {
    const twin = await startEcho({ routes: { 'ANY /open/{proxy+}': {}, 'ANY /closed/{proxy+}': GUARDED } });
    await twin.call('/prod/open/../closed/x');
    const [event] = twin.invoker.of(FUNCTION);
    expect(event.pathParameters.proxy).toBe('../closed/x');
  });

  test('1.11 a route that depends on decoding is refused, and says so', async () => {
    const twin = await startEcho({ routes: { 'GET /admin': GUARDED, 'ANY /{proxy+}': {} } });
    expect((await twin.call('/prod/%61dmin')).status).toBe(400);
    expect(twin.warnings.join()).toContain('/%61dmin');
    expect(twin.invoker.calls).toEqual([]);
  });

  test('1.12 an encoded slash stays inside one segment', async () => {
    const twin = await startEcho({ routes: { 'GET /resource/{ID}': {} } });
    expect((await twin.call('/prod/resource/my-id%2F100')).status).toBe(200);
    expect(twin.invoker.of(FUNCTION)[0].pathParameters).toEqual({ ID: 'my-id%2F100' });
  });

  test.each(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])('1.15 ANY serves %s', async (method) => {
    const twin = await startEcho({});
    expect((await twin.call('/prod/x', { method })).status).toBe(200);
    expect(twin.invoker.of(FUNCTION)[0].httpMethod).toBe(method);
  });

  test('1.15 ANY does not serve other verbs, and GET does not serve HEAD', async () => {
    const twin = await startEcho({ routes: { 'ANY /any': {}, 'GET /get': {} } });
    expect((await twin.call('/prod/any', { method: 'PROPFIND' })).status).toBe(403);
    expect((await twin.call('/prod/get', { method: 'HEAD' })).status).toBe(403);
  });

  test('1.15 an explicit verb beats ANY', async () => {
    const other = 'arn:aws:lambda:eu-central-1:123456789012:function:other';
    const integration = { type: 'AWS_PROXY', functionArn: other, timeoutInMillis: 1_000 } as const;
    const twin = await startEcho({ routes: { 'ANY /x': {}, 'GET /x': { integration } } });
    await twin.call('/prod/x');
    expect(twin.invoker.calls.map(({ functionArn }) => functionArn)).toEqual([other]);
  });

  test('1.16 X-HTTP-Method-Override is refused unless the choice is to ignore it', async () => {
    const headers = { 'X-HTTP-Method-Override': 'DELETE' };
    const refusing = await startEcho({});
    const ignoring = await startEcho({}, { choices: { methodOverride: 'IGNORE' } });
    expect((await refusing.call('/prod/x', { headers })).status).toBe(400);
    expect(refusing.warnings).toHaveLength(1);
    expect((await ignoring.call('/prod/x', { headers })).text).toBe('GET /{proxy+}');
  });

  test('1.20 a MOCK preflight gives 204, no body, the fixed headers and no trace id', async () => {
    const headers = {
      'Access-Control-Allow-Headers': 'Authorization',
      'Access-Control-Allow-Methods': 'GET',
      'Access-Control-Allow-Origin': '*',
    };
    const twin = await startEcho({
      routes: { 'OPTIONS /x': { integration: { type: 'MOCK', statusCode: 204, headers } } },
    });
    const answer = await twin.call('/prod/x', { method: 'OPTIONS' });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers).toMatchObject({
      'access-control-allow-headers': 'Authorization',
      'access-control-allow-methods': 'GET',
      'access-control-allow-origin': '*',
    });
    expect(answer.headers['access-control-max-age']).toBeUndefined();
    expect(answer.headers['x-amzn-requestid']).toBeDefined();
    expect(answer.headers['x-amz-apigw-id']).toBeDefined();
    expect(answer.headers['x-amzn-trace-id']).toBeUndefined();
  });

  test('1.21 paths are case-sensitive', async () => {
    const twin = await startEcho({ routes: { 'GET /known': {} } });
    expect((await twin.call('/prod/Known')).status).toBe(403);
  });

  test('another stage is 403 Forbidden', async () => {
    const twin = await startEcho({});
    expect(await twin.call('/test/x')).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
    expect(await twin.call('/')).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
  });
});
