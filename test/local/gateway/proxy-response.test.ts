import { type Answer, FUNCTION, startGateway, stopGateways } from './gateway-harness';

afterEach(stopGateways);

const SPACED_ERROR = '{"message": "Internal server error"}';

async function answerTo(payload: unknown, parts = {}, headers: Record<string, string> = {}): Promise<Answer> {
  const twin = await startGateway(parts);
  twin.invoker.on(FUNCTION, () => payload);
  return twin.call('/prod/x', { headers });
}

function rawValues(answer: Answer, name: string): string[] {
  return answer.rawHeaders.filter((_, index) => index % 2 === 1 && answer.rawHeaders[index - 1] === name);
}

describe('Lambda proxy response', () => {
  test('2 {"statusCode":200}: empty body, JSON type, Content-Length 0', async () => {
    const answer = await answerTo({ statusCode: 200 });
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '0' });
  });

  test('2 headers only is 200', async () => {
    const answer = await answerTo({ headers: { 'X-A': 'a' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-a']).toBe('a');
  });

  test('2 statusCode "201" is 201', async () => {
    expect((await answerTo({ statusCode: '201' })).status).toBe(201);
  });

  test.each([
    ['statusCode "test"', { statusCode: 'test' }],
    ['a statusCode outside HTTP', { statusCode: 99 }],
    ['an interim statusCode', { statusCode: 101 }],
    ['an empty object', {}],
    ['a bare string', 'hello'],
    ['null', null],
    ['a list', [{ statusCode: 200 }]],
    ['nothing', undefined],
    ['a multiValueHeaders value that is no list', { statusCode: 200, multiValueHeaders: { 'X-A': 'a' } }],
    ['an unknown key', { statusCode: 200, extra: 1 }],
    ['cookies, which belong to streaming', { statusCode: 200, cookies: ['a=b'] }],
    ['a body that is no string', { statusCode: 200, body: { a: 1 } }],
    ['a header with a line end', { statusCode: 200, headers: { 'X-A': 'a\r\nX-B: b' } }],
    ['a header value that is an object', { statusCode: 200, headers: { 'X-A': {} } }],
    ['an isBase64Encoded that is no boolean', { statusCode: 200, isBase64Encoded: 'true' }],
  ])('2 %s is 502', async (_case, payload) => {
    const answer = await answerTo(payload);
    expect(answer).toMatchObject({ status: 502, text: SPACED_ERROR });
    expect(answer.body).toHaveLength(36);
    expect(answer.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
  });

  test('2 "headers":null is 200', async () => {
    expect((await answerTo({ statusCode: 200, headers: null })).status).toBe(200);
  });

  test('2 a header value true is sent as true', async () => {
    expect((await answerTo({ statusCode: 200, headers: { 'X-A': true } })).headers['x-a']).toBe('true');
  });

  test('2 a name in both maps has both values, multi first, in the spelling of multiValueHeaders', async () => {
    const answer = await answerTo({
      headers: { 'x-a': 'value-solo', 'x-b': 'same' },
      multiValueHeaders: { 'X-A': ['value-multi'], 'X-B': ['same'] },
    });
    expect(rawValues(answer, 'X-A')).toEqual(['value-multi', 'value-solo']);
    expect(rawValues(answer, 'X-B')).toEqual(['same']);
    expect(answer.headers['x-a']).toBe('value-multi, value-solo');
  });

  test('2 several cookies stay several headers', async () => {
    const answer = await answerTo({ multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  test('2 a Content-Type of the function s is kept', async () => {
    const answer = await answerTo({ headers: { 'content-type': 'text/html' }, body: '<p>' });
    expect(answer.headers['content-type']).toBe('text/html');
  });

  test.each([
    'Authorization',
    'Connection',
    'Content-MD5',
    'Max-Forwards',
    'User-Agent',
    'WWW-Authenticate',
    'Date',
    'Server',
  ])('2 %s is remapped', async (name) => {
    const answer = await answerTo({ headers: { [name]: 'value' } });
    expect(rawValues(answer, `x-amzn-Remapped-${name}`)).toEqual(['value']);
    expect(rawValues(answer, name)).not.toContain('value');
  });

  test.each(['Expect', 'Host', 'Proxy-Authenticate', 'TE', 'Transfer-Encoding', 'Trailer', 'Upgrade', 'Via'])(
    '2 %s is dropped',
    async (name) => {
      const answer = await answerTo({ headers: { [name]: 'value' }, body: 'x' });
      expect(answer.text).toBe('x');
      expect(answer.rawHeaders).not.toContain('value');
    },
  );

  test('2 a Content-Length of the function s does not frame the response', async () => {
    const answer = await answerTo({ headers: { 'Content-Length': '1' }, body: 'longer' });
    expect(answer.text).toBe('longer');
    expect(rawValues(answer, 'Content-Length')).toEqual(['6']);
  });

  test('2 success carries the ids and the trace id of the event', async () => {
    const twin = await startGateway();
    const { headers } = await twin.call('/prod/x');
    const [event] = twin.invoker.of(FUNCTION);
    expect(headers['x-amzn-requestid']).toBe(event.requestContext.requestId);
    expect(headers['x-amz-apigw-id']).toBe(event.requestContext.extendedRequestId);
    expect(headers['x-amzn-trace-id']).toBe(event.headers['X-Amzn-Trace-Id']);
  });

  const encoded = { isBase64Encoded: true, body: Buffer.from('bytes').toString('base64') };

  test.each([
    ['no match: the text stays', ['image/png'], 'text/plain', encoded.body],
    ['the first type matches: decoded', ['image/png'], 'image/png;q=0.5, text/plain', 'bytes'],
    ['only a later type matches: the text stays', ['image/png'], 'text/plain, image/png', encoded.body],
    ['Accept */* does not match image/png', ['image/png'], '*/*', encoded.body],
    ['Accept */* matches a configured */*', ['*/*'], '*/*', 'bytes'],
    ['any Accept matches a configured */*', ['*/*'], 'text/plain', 'bytes'],
    ['no Accept with a configured */*', ['*/*'], undefined, 'bytes'],
    ['Accept image/webp matches a configured image/*', ['image/*'], 'image/webp', 'bytes'],
    ['Accept image/* matches a configured image/*', ['image/*'], 'image/*', 'bytes'],
    ['Accept image/* does not match image/png', ['image/png'], 'image/*', encoded.body],
    ['a star in front is no wildcard', ['*/png'], '*/png', encoded.body],
    ['no Accept with image/png', ['image/png'], undefined, encoded.body],
  ])('2 isBase64Encoded, %s', async (_case, binaryMediaTypes, accept, expected) => {
    const headers: Record<string, string> = accept === undefined ? {} : { Accept: accept };
    expect((await answerTo(encoded, { binaryMediaTypes }, headers)).text).toBe(expected);
  });

  test('2 a body without isBase64Encoded is never decoded', async () => {
    expect((await answerTo({ body: encoded.body }, { binaryMediaTypes: ['*/*'] })).text).toBe(encoded.body);
  });

  test('2 a failed Base64 conversion is 500', async () => {
    const answer = await answerTo({ isBase64Encoded: true, body: 'not base64!' }, { binaryMediaTypes: ['*/*'] });
    expect(answer).toMatchObject({ status: 500, text: SPACED_ERROR });
  });
});

describe('integration faults', () => {
  test('2 a function error is 502 with a body of 36 bytes', async () => {
    const twin = await startGateway();
    twin.invoker.endWith(FUNCTION, { errorMessage: 'secret detail' });
    const answer = await twin.call('/prod/x');
    expect(answer).toMatchObject({ status: 502, text: SPACED_ERROR });
    expect(answer.headers['content-length']).toBe('36');
    expect(answer.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
  });

  test('2 the integration timeout is the deadline; passing it is 504', async () => {
    const integration = { type: 'AWS_PROXY', functionArn: FUNCTION, timeoutInMillis: 1_500 } as const;
    const twin = await startGateway({ routes: { 'GET /x': { integration } } });
    twin.invoker.endWith(FUNCTION, { timedOut: true });
    const answer = await twin.call('/prod/x');
    expect(answer).toMatchObject({ status: 504, text: '{"message": "Endpoint request timed out"}' });
    expect(answer.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
    expect(twin.invoker.calls[0]?.deadlineMs).toBe(1_500);
  });

  test('2 a function that uses up its own timeout is a function error, 502', async () => {
    const twin = await startGateway();
    twin.invoker.endWith(FUNCTION, { timedOut: true, errorType: 'Sandbox.Timedout' });
    expect(await twin.call('/prod/x')).toMatchObject({ status: 502, text: SPACED_ERROR });
  });

  test('2 a timeout is of type INTEGRATION_TIMEOUT', async () => {
    const twin = await startGateway({ responses: { INTEGRATION_TIMEOUT: { statusCode: 598 } } });
    twin.invoker.endWith(FUNCTION, { timedOut: true });
    expect((await twin.call('/prod/x')).status).toBe(598);
  });

  test('2 a refusal by the Lambda service is 500', async () => {
    const twin = await startGateway();
    twin.invoker.endWith(FUNCTION, { serviceStatus: 403 });
    expect(await twin.call('/prod/x')).toMatchObject({ status: 500, text: SPACED_ERROR });
  });

  test('2 an event of more than 6 MB is 413 and is not sent', async () => {
    const twin = await startGateway();
    const answer = await twin.call('/prod/x', { method: 'POST', body: 'x'.repeat(6 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect(twin.invoker.calls).toEqual([]);
  });

  test('2 a result of more than 6 MB is 502', async () => {
    expect((await answerTo({ body: 'x'.repeat(6 * 1024 * 1024) })).status).toBe(502);
  });

  test('an invoker that throws is 500, and the twin goes on', async () => {
    const twin = await startGateway();
    twin.invoker.on(FUNCTION, () => {
      throw new Error('broken invoker');
    });
    expect((await twin.call('/prod/x')).status).toBe(500);
    expect(twin.warnings.join()).toContain('broken invoker');
    twin.invoker.on(FUNCTION, () => ({ statusCode: 204 }));
    expect((await twin.call('/prod/x')).status).toBe(204);
  });
});
