import {
  ARN_PREFIX,
  AUTHORIZER_FUNCTION,
  FUNCTION,
  GUARDED,
  type ModelParts,
  permit,
  startGateway,
  stopGateways,
} from './gateway-harness';

afterEach(stopGateways);

const ROUTES = { routes: { 'ANY /{proxy+}': GUARDED } };
const STATEMENT = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' };

async function startGuarded(output: unknown, parts: ModelParts = {}, options = {}) {
  const twin = await startGateway({ ...ROUTES, ...parts }, options);
  twin.invoker.on(AUTHORIZER_FUNCTION, () => output);
  return twin;
}

describe('REQUEST authorizer event', () => {
  test('3 has the documented keys, no body, and empty maps where nothing is', async () => {
    const twin = await startGuarded(permit(), { routes: { 'POST /x': GUARDED } });
    await twin.call('/prod/x', { method: 'POST', body: 'secret' });
    const [event] = twin.invoker.of(AUTHORIZER_FUNCTION);
    expect(Object.keys(event).sort()).toEqual([
      'headers',
      'httpMethod',
      'methodArn',
      'multiValueHeaders',
      'multiValueQueryStringParameters',
      'path',
      'pathParameters',
      'queryStringParameters',
      'requestContext',
      'resource',
      'stageVariables',
      'type',
    ]);
    expect(event).toMatchObject({
      type: 'REQUEST',
      methodArn: `${ARN_PREFIX}/POST/x`,
      resource: '/x',
      path: '/x',
      httpMethod: 'POST',
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      pathParameters: {},
      stageVariables: {},
    });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  test('3 requestContext carries both ids, the path with the stage, and no authorizer', async () => {
    const twin = await startGuarded(permit());
    await twin.call('/prod/a');
    const [{ requestContext }] = twin.invoker.of(AUTHORIZER_FUNCTION);
    const [proxyEvent] = twin.invoker.of(FUNCTION);
    const { authorizer, ...rest } = proxyEvent.requestContext;
    expect(authorizer).toBeDefined();
    expect(requestContext).toEqual(rest);
    expect(requestContext.path).toBe('/prod/a');
    expect(requestContext.requestId).toBeTruthy();
    expect(requestContext.extendedRequestId).toBeTruthy();
  });

  test('3 sees what the integration sees of the request', async () => {
    const twin = await startGuarded(permit(), { stage: { variables: { colour: 'blue' } } });
    await twin.call('/prod/a/b?q=1&q=2', { headers: { 'X-Many': ['one', 'two'] } });
    const [event] = twin.invoker.of(AUTHORIZER_FUNCTION);
    const [proxyEvent] = twin.invoker.of(FUNCTION);
    for (const key of ['headers', 'multiValueHeaders', 'queryStringParameters', 'pathParameters', 'stageVariables']) {
      expect(event[key]).toEqual(proxyEvent[key]);
    }
    expect(event.multiValueQueryStringParameters).toEqual({ q: ['1', '2'] });
  });

  test('3 methodArn has the actual path, not the template, and the actual verb', async () => {
    const twin = await startGuarded(permit());
    await twin.call('/prod/users/42', { method: 'PATCH' });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)[0].methodArn).toBe(`${ARN_PREFIX}/PATCH/users/42`);
  });
});

describe('REQUEST authorizer outcome', () => {
  test.each<[string, string, Record<string, string>]>([
    ['a header', 'method.request.header.Authorization', {}],
    ['an empty header', 'method.request.header.Authorization', { Authorization: '' }],
    ['a query parameter', 'method.request.querystring.token', {}],
    ['an empty query parameter', 'method.request.querystring.empty', {}],
    ['a stage variable', 'stageVariables.tenant', {}],
    ['a context variable', 'context.identity.userAgent', {}],
  ])('3.1 3.3 without %s as identity source: 401 and no call', async (_case, source, headers) => {
    const twin = await startGuarded(permit(), { authorizer: { identitySources: [source], resultTtlInSeconds: 300 } });
    const answer = await twin.call('/prod/x?empty=', { headers });
    expect(answer).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
    expect(answer.body).toHaveLength(26);
    expect(answer.headers['x-amzn-errortype']).toBe('UnauthorizedException');
    expect(twin.invoker.calls).toEqual([]);
  });

  test('3.1 every declared source has to be there', async () => {
    const identitySources = ['method.request.header.Authorization', 'method.request.querystring.token'];
    const twin = await startGuarded(permit(), { authorizer: { identitySources, resultTtlInSeconds: 300 } });
    const headers = { authorization: 'Bearer x' };
    expect((await twin.call('/prod/x', { headers })).status).toBe(401);
    expect((await twin.call('/prod/x?token=1', { headers })).status).toBe(200);
  });

  test('3.2 a declared source is asked for at TTL 0 too', async () => {
    const identitySources = ['method.request.header.Authorization'];
    const twin = await startGuarded(permit(), { authorizer: { identitySources, resultTtlInSeconds: 0 } });
    expect((await twin.call('/prod/x')).status).toBe(401);
  });

  test('3.2 without a source at TTL 0 the function is always called', async () => {
    const twin = await startGuarded(permit());
    await twin.call('/prod/x');
    await twin.call('/prod/x');
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(2);
  });

  test('3.4 an explicit deny is 403 with a capital Message', async () => {
    const twin = await startGuarded(permit({}, { Effect: 'Deny' }));
    const answer = await twin.call('/prod/x');
    expect(answer.status).toBe(403);
    expect(answer.headers['x-amzn-errortype']).toBe('AccessDeniedException');
    expect(answer.text).toMatch(
      /^\{"Message":"User is not authorized to access this resource with an explicit deny[^"]*"\}$/,
    );
    expect(twin.invoker.of(FUNCTION)).toEqual([]);
  });

  test('3.4 the text of an explicit deny can be chosen', async () => {
    const explicitDenyText = 'User is not authorized to access this resource with an explicit deny';
    const twin = await startGuarded(permit({}, { Effect: 'Deny' }), {}, { choices: { explicitDenyText } });
    expect((await twin.call('/prod/x')).text).toBe(`{"Message":"${explicitDenyText}"}`);
  });

  test('3.5 no matching statement is 403 without "explicit deny"', async () => {
    const twin = await startGuarded(permit({}, { Resource: `${ARN_PREFIX}/GET/other` }));
    const answer = await twin.call('/prod/x');
    expect(answer).toMatchObject({
      status: 403,
      text: '{"Message":"User is not authorized to access this resource"}',
    });
    expect(answer.headers['x-amzn-errortype']).toBe('AccessDeniedException');
  });

  test('3.6 throwing exactly Unauthorized is 401', async () => {
    const twin = await startGuarded(permit());
    twin.invoker.endWith(AUTHORIZER_FUNCTION, { errorMessage: 'Unauthorized' });
    const answer = await twin.call('/prod/x');
    expect(answer).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
    expect(answer.headers['x-amzn-errortype']).toBe('UnauthorizedException');
    expect(twin.warnings).toEqual([]);
  });

  test.each(['unauthorized', 'Unauthorized.', 'boom'])('3.7 throwing %j is 500 {"message":null}', async (text) => {
    const twin = await startGuarded(permit());
    twin.invoker.endWith(AUTHORIZER_FUNCTION, { errorMessage: text });
    const answer = await twin.call('/prod/x');
    expect(answer).toMatchObject({ status: 500, text: '{"message":null}' });
    expect(answer.headers['x-amzn-errortype']).toBe('AuthorizerConfigurationException');
  });

  test('3.8 a timeout is 500 {"message":null}', async () => {
    const twin = await startGuarded(permit(), {}, { choices: { authorizerTimeoutInMillis: 4_000 } });
    twin.invoker.endWith(AUTHORIZER_FUNCTION, { timedOut: true, errorMessage: 'Unauthorized' });
    expect(await twin.call('/prod/x')).toMatchObject({ status: 500, text: '{"message":null}' });
    expect(twin.invoker.calls[0]?.deadlineMs).toBe(4_000);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a string', 'allow'],
    ['no policy', { principalId: 'u' }],
    ['a policy that is null', { principalId: 'u', policyDocument: null }],
    ['a policy as text', { principalId: 'u', policyDocument: '{}' }],
    ['no principalId', { policyDocument: (permit() as { policyDocument: object }).policyDocument }],
    ['a principalId that is no string', { ...permit(), principalId: 7 }],
    ['a proxy-style output', { statusCode: 200, body: '' }],
    ['a nested context', permit({ context: { nested: { a: 1 } } })],
    ['an array in context', permit({ context: { list: ['a'] } })],
    ['a null in context', permit({ context: { nothing: null } })],
    ['a context that is an array', permit({ context: ['a'] })],
    ['a usageIdentifierKey that is no string', permit({ usageIdentifierKey: 7 })],
    ['an unknown key', permit({ extra: 1 })],
    ['a statement that is no object', permit({}, ['Allow'] as never)],
    ['no Version', { principalId: 'u', policyDocument: { Statement: STATEMENT } }],
    ['an unknown Version', { principalId: 'u', policyDocument: { Version: '2020-01-01', Statement: STATEMENT } }],
    ['an Effect in lower case', permit({}, { Effect: 'allow' })],
    ['an empty Action', permit({}, { Action: [] })],
    ['a Resource that is no string', permit({}, { Resource: [1] })],
    ['no Resource', permit({}, { Resource: undefined })],
    ['a Resource of more than 512 characters', permit({}, { Resource: `*${'x'.repeat(512)}` })],
    ['a policy variable', permit({}, { Resource: 'arn:${aws:x}' })],
    ['Condition', permit({}, { Condition: { StringEquals: { 'aws:x': 'y' } } })],
    ['NotAction', permit({}, { NotAction: 'x' })],
    ['NotResource', permit({}, { NotResource: 'x' })],
    ['keys in lower case', permit({}, [{ effect: 'Allow', action: '*', resource: '*' }])],
  ])('3.9 %s is 500, with a warning, and reaches no integration', async (_case, output) => {
    const twin = await startGuarded(output);
    const answer = await twin.call('/prod/x');
    expect(answer).toMatchObject({ status: 500, text: '{"message":null}' });
    expect(answer.headers['x-amzn-errortype']).toBe('AuthorizerConfigurationException');
    expect(twin.invoker.of(FUNCTION)).toEqual([]);
    expect(twin.warnings).toHaveLength(1);
  });

  test('3.10 a refusal by the Lambda service is AUTHORIZER_CONFIGURATION_ERROR too', async () => {
    const twin = await startGuarded(permit(), { responses: { AUTHORIZER_CONFIGURATION_ERROR: { statusCode: 598 } } });
    twin.invoker.endWith(AUTHORIZER_FUNCTION, { serviceStatus: 403, errorMessage: 'AccessDenied' });
    expect((await twin.call('/prod/x')).status).toBe(598);
  });

  test('3.11 a method ARN of 1,600 bytes passes, one more is 414 without a call', async () => {
    const twin = await startGuarded(permit());
    const path = (bytes: number) => `/prod/${'x'.repeat(bytes - `${ARN_PREFIX}/GET/`.length)}`;
    expect((await twin.call(path(1_600))).status).toBe(200);
    const answer = await twin.call(path(1_601));
    expect(answer).toMatchObject({ status: 414, text: '{"message":"Request URI too long"}' });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(1);
  });

  test('3.11 an open method has no such limit', async () => {
    const twin = await startGateway();
    expect((await twin.call(`/prod/${'x'.repeat(2_000)}`)).status).toBe(200);
  });
});

describe('authorizer cache', () => {
  const identitySources = ['method.request.header.Authorization', 'method.request.querystring.t'];
  const cached = { authorizer: { identitySources, resultTtlInSeconds: 60 } };
  const headers = { Authorization: 'Bearer a' };

  test('3 cache: a second request within the TTL makes no call, one at its end does', async () => {
    const twin = await startGuarded(permit(), cached);
    await twin.call('/prod/x?t=1', { headers });
    twin.clock.advance(59.999);
    await twin.call('/prod/x?t=1', { headers });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(1);
    twin.clock.advance(0.001);
    await twin.call('/prod/x?t=1', { headers });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(2);
    expect(twin.invoker.of(FUNCTION)).toHaveLength(3);
  });

  test('3 cache: the key is every identity source value', async () => {
    const twin = await startGuarded(permit(), cached);
    await twin.call('/prod/x?t=1', { headers });
    await twin.call('/prod/x?t=2', { headers });
    await twin.call('/prod/x?t=1', { headers: { Authorization: 'Bearer b' } });
    await twin.call('/prod/x?t=2&t=1', { headers });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(4);
    await twin.call('/prod/y?t=1&other=1', { headers });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(4);
  });

  test('A4 cache: the policy is evaluated again, so a policy for one path denies the next', async () => {
    const twin = await startGuarded(permit({}, { Resource: `${ARN_PREFIX}/GET/one` }), cached);
    expect((await twin.call('/prod/one?t=1', { headers })).status).toBe(200);
    const answer = await twin.call('/prod/two?t=1', { headers });
    expect(answer).toMatchObject({
      status: 403,
      text: '{"Message":"User is not authorized to access this resource"}',
    });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(1);
  });

  test('3 cache: a Deny is cached as well', async () => {
    const twin = await startGuarded(permit({}, { Effect: 'Deny' }), cached);
    await twin.call('/prod/x?t=1', { headers });
    expect((await twin.call('/prod/x?t=1', { headers })).status).toBe(403);
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(1);
  });

  test.each(['Unauthorized', 'boom'])('3 cache: throwing %j is not cached', async (errorMessage) => {
    const twin = await startGuarded(permit(), cached);
    twin.invoker.endWith(AUTHORIZER_FUNCTION, { errorMessage });
    await twin.call('/prod/x?t=1', { headers });
    await twin.call('/prod/x?t=1', { headers });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(2);
  });

  test('3 cache: an unusable output is not cached', async () => {
    const twin = await startGuarded({ principalId: 'u' }, cached);
    await twin.call('/prod/x?t=1', { headers });
    await twin.call('/prod/x?t=1', { headers });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(2);
  });

  test('3 cache: context and usageIdentifierKey come from the cache, latency is 0', async () => {
    const twin = await startGuarded(permit({ context: { role: 'reader' } }), cached);
    await twin.call('/prod/x?t=1', { headers });
    await twin.call('/prod/x?t=1', { headers });
    expect(twin.invoker.of(FUNCTION).map(({ requestContext }) => requestContext.authorizer)).toEqual([
      { principalId: 'user-1', role: 'reader', integrationLatency: 12 },
      { principalId: 'user-1', role: 'reader', integrationLatency: 0 },
    ]);
  });

  test('3 cache: flushing makes the next request call again', async () => {
    const twin = await startGuarded(permit(), cached);
    await twin.call('/prod/x?t=1', { headers });
    twin.gateway.flushAuthorizerCache();
    await twin.call('/prod/x?t=1', { headers });
    expect(twin.invoker.of(AUTHORIZER_FUNCTION)).toHaveLength(2);
  });
});
