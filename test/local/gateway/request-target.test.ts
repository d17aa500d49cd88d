import { FUNCTION, startGateway, stopGateways } from './gateway-harness';

afterEach(stopGateways);

describe('raw requests', () => {
  const host = 'Host: a\r\nConnection: close\r\n';

  test.each([
    ['an absolute-form target', `GET http://evil.example/prod/x HTTP/1.1\r\n${host}\r\n`],
    ['an asterisk-form target', `OPTIONS * HTTP/1.1\r\n${host}\r\n`],
    ['a fragment', `GET /prod/x#y HTTP/1.1\r\n${host}\r\n`],
    ['TRACE', `TRACE /prod/x HTTP/1.1\r\n${host}\r\n`],
    ['a second Host', `GET /prod/x HTTP/1.1\r\nHost: b\r\n${host}\r\n`],
    ['a second Host with the same value', `GET /prod/x HTTP/1.1\r\nHost: a\r\n${host}\r\n`],
  ])('W2 %s is 400 with a body and reaches no function', async (_case, request) => {
    const twin = await startGateway();
    const answer = await twin.raw(request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/\r\n\r\n\{"message":"Bad Request: .+"\}$/);
    expect(twin.invoker.calls).toEqual([]);
  });

  test.each([
    ['Content-Length beside Transfer-Encoding', 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'],
    ['two Content-Length', 'Content-Length: 1\r\nContent-Length: 2\r\n'],
    ['a folded header', 'X-Folded: a\r\n b\r\n'],
    ['NUL in a header', 'X-Nul: a\0b\r\n'],
    ['a line end without CR in a header', 'X-Bare: a\nX-Other: b\r\n'],
  ])('W2 %s is refused by the parser', async (_case, header) => {
    const twin = await startGateway();
    expect(await twin.raw(`POST /prod/x HTTP/1.1\r\n${host}${header}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(twin.invoker.calls).toEqual([]);
  });

  test('W2 CONNECT is refused', async () => {
    const twin = await startGateway();
    expect(await twin.raw(`CONNECT /prod/x HTTP/1.1\r\n${host}\r\n`)).not.toContain('200');
    expect(twin.invoker.calls).toEqual([]);
  });

  test('1.13 a query is decoded once, plus is a space, a value may be empty', async () => {
    const twin = await startGateway();
    await twin.call('/prod/x?a=1+2&b=%2B&c=&d&e=%2520&f%20g=h');
    const [{ queryStringParameters }] = twin.invoker.of(FUNCTION);
    expect(queryStringParameters).toEqual({ a: '1 2', b: '+', c: '', d: '', e: '%20', 'f g': 'h' });
  });

  test('1.13 queryStringParameters has the last value, the multi form all', async () => {
    const twin = await startGateway();
    await twin.call('/prod/x?a=1&b=x&a=2');
    const [event] = twin.invoker.of(FUNCTION);
    expect(event.queryStringParameters).toEqual({ a: '2', b: 'x' });
    expect(event.multiValueQueryStringParameters).toEqual({ a: ['1', '2'], b: ['x'] });
  });

  test('1.13 a parameter named like an object member is a parameter', async () => {
    const twin = await startGateway();
    await twin.call('/prod/x?__proto__=1&constructor=2');
    const [{ queryStringParameters }] = twin.invoker.of(FUNCTION);
    expect(Object.entries(queryStringParameters)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  test('1.14 a semicolon splits a query', async () => {
    const twin = await startGateway();
    await twin.call('/prod/x?a=1;b=2');
    expect(twin.invoker.of(FUNCTION)[0].queryStringParameters).toEqual({ a: '1', b: '2' });
  });

  test.each(['a|b', 'a={', 'a=}', 'a=%zz', 'a=%ff'])('1.14 the query %s is 400', async (query) => {
    const twin = await startGateway();
    const answer = await twin.raw(`GET /prod/x?${query} HTTP/1.1\r\n${host}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(twin.invoker.calls).toEqual([]);
  });

  test('1.18 a target of 10,240 characters passes, one more is 414', async () => {
    const twin = await startGateway();
    const target = (length: number) => `/prod/${'x'.repeat(length - '/prod/'.length)}`;
    expect((await twin.call(target(10_240))).status).toBe(200);
    expect((await twin.call(target(10_241))).status).toBe(414);
  });

  test('2 headers of 10,240 bytes pass, one more is 431', async () => {
    const twin = await startGateway();
    const others = `${host}X-Long: \r\n`.length - ': '.length * 3;
    const request = (bytes: number) => `GET /prod/x HTTP/1.1\r\n${host}X-Long: ${'x'.repeat(bytes - others)}\r\n\r\n`;
    expect(await twin.raw(request(10_240))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await twin.raw(request(10_241))).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('2 a body of more than 10 MB is 413 in plain text, whatever the gateway responses say', async () => {
    const headers = { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" };
    const twin = await startGateway({ responses: { DEFAULT_4XX: { responseParameters: headers } } });
    const answer = await twin.call('/prod/x', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(answer).toMatchObject({ status: 413, text: 'HTTP content length exceeded 10485760 bytes.' });
    expect(answer.headers['content-type']).toBe('text/plain');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(twin.invoker.calls).toEqual([]);
  });

  test('2 a body of exactly the limit passes', async () => {
    const twin = await startGateway({}, { limits: { requestBodyBytes: 10 } });
    expect((await twin.call('/prod/x', { method: 'POST', body: 'x'.repeat(10) })).status).toBe(200);
    expect((await twin.call('/prod/x', { method: 'POST', body: 'x'.repeat(11) })).status).toBe(413);
  });

  test('1.18 a client that sends a body sees the refusal of its target', async () => {
    const twin = await startGateway();
    const body = Buffer.alloc(8 * 1024 * 1024);
    expect((await twin.call(`/prod/${'x'.repeat(11_000)}`, { method: 'POST', body })).status).toBe(414);
  });

  test('2 a chunked body of more than 10 MB is 413 too', async () => {
    const twin = await startGateway();
    const headers = { 'Transfer-Encoding': 'chunked' };
    const answer = await twin.call('/prod/x', { method: 'POST', headers, body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
  });
});
