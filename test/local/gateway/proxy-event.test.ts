import { API_ID, FUNCTION, GUARDED, START, startGateway, stopGateways } from './gateway-harness';

afterEach(stopGateways);

async function eventOf(call: Parameters<Awaited<ReturnType<typeof startGateway>>['call']>, parts = {}, options = {}) {
  const twin = await startGateway(parts, options);
  await twin.call(...call);
  return twin.invoker.of(FUNCTION)[0];
}

describe('Lambda proxy event', () => {
  test('2 has exactly the keys of format 1.0 without a version', async () => {
    const event = await eventOf(['/prod/a/b']);
    expect(Object.keys(event).sort()).toEqual([
      'body',
      'headers',
      'httpMethod',
      'isBase64Encoded',
      'multiValueHeaders',
      'multiValueQueryStringParameters',
      'path',
      'pathParameters',
      'queryStringParameters',
      'requestContext',
      'resource',
      'stageVariables',
    ]);
    expect(event).toMatchObject({ resource: '/{proxy+}', path: '/a/b', httpMethod: 'GET', isBase64Encoded: false });
  });

  test('2 empty query, path parameters, stage variables and body are null', async () => {
    const event = await eventOf(['/prod/x'], { routes: { 'GET /x': {} } });
    expect(event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
    });
  });

  test('2 requestContext and identity have exactly the documented keys', async () => {
    const { requestContext } = await eventOf(['/prod/a', { headers: { 'User-Agent': 'test/1' } }]);
    const { identity, requestId, extendedRequestId, ...rest } = requestContext;
    expect(rest).toEqual({
      accountId: '123456789012',
      apiId: API_ID,
      deploymentId: 'dep123',
      domainName: `${API_ID}.execute-api.eu-central-1.amazonaws.com`,
      domainPrefix: API_ID,
      httpMethod: 'GET',
      path: '/prod/a',
      protocol: 'HTTP/1.1',
      requestTime: '08/Jul/2026:19:19:04 +0000',
      requestTimeEpoch: START,
      resourceId: 'res/{proxy+}',
      resourcePath: '/{proxy+}',
      stage: 'prod',
    });
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(extendedRequestId).toMatch(/^[A-Za-z0-9+/]{15}=$/);
    expect(identity).toEqual({
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: '127.0.0.1',
      user: null,
      userAgent: 'test/1',
      userArn: null,
    });
  });

  test('2 stage variables are passed on', async () => {
    const event = await eventOf(['/prod/x'], { stage: { variables: { colour: 'blue' } } });
    expect(event.stageVariables).toEqual({ colour: 'blue' });
  });

  test('2 headers keep the client spelling, except Host and User-Agent', async () => {
    const event = await eventOf(['/prod/x', { headers: { 'tEsT-HEADeR': 'a', 'user-agent': 'u', accept: 'b' } }]);
    expect(event.headers).toMatchObject({ 'tEsT-HEADeR': 'a', 'User-Agent': 'u', accept: 'b' });
    expect(event.headers.Host).toBe(`${API_ID}.execute-api.eu-central-1.amazonaws.com`);
    expect(Object.keys(event.headers)).not.toContain('host');
  });

  test('2 a repeated header has its last value in headers and all in multiValueHeaders', async () => {
    const event = await eventOf(['/prod/x', { headers: { 'X-Many': ['one', 'two'] } }]);
    expect(event.headers['X-Many']).toBe('two');
    expect(event.multiValueHeaders['X-Many']).toEqual(['one', 'two']);
  });

  test('2 Regional headers are added, edge headers are not', async () => {
    const { headers } = await eventOf(['/prod/x']);
    expect(headers).toMatchObject({
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
    });
    expect(headers['X-Amzn-Trace-Id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(headers.Via).toBeUndefined();
    expect(Object.keys(headers).filter((name) => name.startsWith('CloudFront'))).toEqual([]);
  });

  test('2 the source address is appended to X-Forwarded-For and can be given', async () => {
    const call = ['/prod/x', { headers: { 'x-forwarded-for': '10.0.0.1' } }] as const;
    const event = await eventOf([...call], {}, { sourceAddress: () => '203.0.113.7' });
    expect(event.headers['X-Forwarded-For']).toBe('10.0.0.1, 203.0.113.7');
    expect(event.headers['x-forwarded-for']).toBeUndefined();
    expect(event.requestContext.identity.sourceIp).toBe('203.0.113.7');
  });

  test('2 hop-by-hop and refused headers do not arrive', async () => {
    const twin = await startGateway();
    const names = ['Content-MD5', 'Max-Forwards', 'Proxy-Authenticate', 'Server', 'TE', 'WWW-Authenticate'];
    const headers = Object.fromEntries([...names.map((name) => [name, '1']), ['X-Kept', '1']]);
    await twin.call('/prod/x', { method: 'POST', body: 'x', headers });
    await twin.raw(
      'POST /prod/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n1\r\nx\r\n0\r\n\r\n',
    );
    for (const event of twin.invoker.of(FUNCTION)) {
      const arrived = Object.keys(event.headers).map((name) => name.toLowerCase());
      for (const name of [...names, 'Content-Length', 'Connection', 'Transfer-Encoding', 'Trailer']) {
        expect(arrived).not.toContain(name.toLowerCase());
      }
      expect(event.body).toBe('x');
    }
    expect(twin.invoker.of(FUNCTION)[0].headers['X-Kept']).toBe('1');
  });

  test('2 Authorization arrives unless it carries SigV4', async () => {
    const plain = await eventOf(['/prod/x', { headers: { Authorization: 'Bearer x' } }]);
    const signed = await eventOf(['/prod/x', { headers: { Authorization: 'AWS4-HMAC-SHA256 Credential=a' } }]);
    expect(plain.headers.Authorization).toBe('Bearer x');
    expect(signed.headers.Authorization).toBeUndefined();
  });

  test.each([
    ['image/png', ['image/png'], true],
    ['IMAGE/PNG ; q=1', ['image/png'], true],
    ['text/plain', ['image/png'], false],
    ['text/plain', ['*/*'], true],
    [undefined, ['*/*'], true],
    [undefined, ['image/png'], false],
    ['image/png', [], false],
    ['image/png', ['image/*'], true],
    ['image', ['image/*'], false],
    ['text/plain', ['image/*'], false],
    ['text/png', ['*/png'], false],
  ])('2 a body of type %s with binary types %j: Base64 %s', async (type, binaryMediaTypes, isBase64Encoded) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };
    const event = await eventOf(['/prod/x', { method: 'POST', body: 'héllo', headers }], { binaryMediaTypes });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(event.body).toBe(isBase64Encoded ? Buffer.from('héllo').toString('base64') : 'héllo');
  });

  test('6 a text body that is not UTF-8 has U+FFFD', async () => {
    const event = await eventOf(['/prod/x', { method: 'POST', body: Buffer.from([0x61, 0xff, 0x62]) }]);
    expect(event.body).toBe('a\ufffdb');
  });

  test('2 without an authorizer requestContext.authorizer is absent', async () => {
    expect((await eventOf(['/prod/x'])).requestContext).not.toHaveProperty('authorizer');
  });

  test('2 with an authorizer the context values are strings', async () => {
    const twin = await startGateway({ routes: { 'GET /x': GUARDED } });
    twin.invoker.on('arn:aws:lambda:eu-central-1:123456789012:function:authorizer', () => ({
      principalId: 'user-1',
      policyDocument: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
      context: { text: 'a', number: 1.5, yes: true },
    }));
    await twin.call('/prod/x');
    expect(twin.invoker.of(FUNCTION)[0].requestContext.authorizer).toEqual({
      principalId: 'user-1',
      text: 'a',
      number: '1.5',
      yes: 'true',
      integrationLatency: 12,
    });
  });

  test('7 a UUID in x-amzn-RequestId is adopted and echoed, the extended id is never the client s', async () => {
    const twin = await startGateway();
    const id = '6f1c1a52-8f4b-4b0e-9d4e-111111111111';
    const headers = { 'x-amzn-RequestId': id, 'x-amz-apigw-id': 'mine' };
    const answer = await twin.call('/prod/x', { headers });
    const [{ requestContext }] = twin.invoker.of(FUNCTION);
    expect(requestContext.requestId).toBe(id);
    expect(answer.headers['x-amzn-requestid']).toBe(id);
    expect(requestContext.extendedRequestId).not.toBe('mine');
    expect(answer.headers['x-amz-apigw-id']).toBe(requestContext.extendedRequestId);
  });

  test('7 each request has ids of its own', async () => {
    const twin = await startGateway();
    await twin.call('/prod/x');
    await twin.call('/prod/x');
    const [first, second] = twin.invoker.of(FUNCTION).map(({ requestContext }) => requestContext);
    expect(first.requestId).not.toBe(second.requestId);
    expect(first.extendedRequestId).not.toBe(second.extendedRequestId);
  });

  test('2 a client keeps its trace root', async () => {
    const root = `Root=1-65a0c1d2-${'a'.repeat(24)}`;
    const event = await eventOf(['/prod/x', { headers: { 'X-Amzn-Trace-Id': `${root};Sampled=1` } }]);
    expect(event.headers['X-Amzn-Trace-Id']).toBe(root);
  });
});
