import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ApiDocument } from '../../lambda/contract/api-document';
import { AuditTrail } from '../../lambda/domain/audit-trail';
import { composeForwarder } from '../../lambda/forwarder/compose-forwarder';
import { inputOfEvent, resultOfAnswer } from '../../lambda/forwarder/forward-event';
import { DOCUMENT } from './forwarding';

const clock = { now: () => 0 };
const ports = {
  clock,
  secretOf: () => ({ current: async () => 'empty' as const }),
  upstream: { send: () => Promise.reject(new Error('called')) },
  audit: new AuditTrail({ write: () => undefined }, clock, 'chain'),
};
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf';

describe('a cold start', () => {
  const compose = (upstreamUrl: string, document: unknown = DOCUMENT, secretArn: string | undefined = ARN) =>
    composeForwarder({ upstreamUrl, secretArn }, document, ports);

  test('with all it needs', () => {
    expect(compose('http://api.example.com')).toBeDefined();
    expect(
      composeForwarder(
        { upstreamUrl: 'https://api.example.com', secretArn: undefined },
        { ...DOCUMENT, credential: { kind: 'none' } },
        ports,
      ),
    ).toBeDefined();
  });

  test.each(['http://127.0.0.1', 'http://localhost', 'http://169.254.169.254', 'http://metadata.google.internal'])(
    'P5 refuses %s',
    (url) => {
      expect(() => compose(url)).toThrow(/base URL has the host/);
    },
  );

  test('refuses plain http where the document does not say so', () => {
    const secure: ApiDocument = { ...DOCUMENT, upstream: { ...DOCUMENT.upstream, insecure: false } };

    expect(() => compose('http://api.example.com', secure)).toThrow(/has the scheme "http:"/);
  });

  test('refuses a document that does not fit', () => {
    expect(() => compose('https://api.example.com', {})).toThrow(/^API document: document.version is undefined/);
  });

  test('refuses a credential without a secret', () => {
    expect(() =>
      composeForwarder({ upstreamUrl: 'https://api.example.com', secretArn: undefined }, DOCUMENT, ports),
    ).toThrow('The API "shop" has a bearer credential and no secret; name one, or declare none.');
  });
});

describe('the event of a REST API', () => {
  const event = (
    path: string,
    contextPath: string,
    extendedRequestId: string | undefined = 'ext',
  ): APIGatewayProxyEvent =>
    ({
      httpMethod: 'GET',
      path,
      headers: { accept: 'b' },
      multiValueHeaders: { accept: ['a', 'b'] },
      queryStringParameters: { q: '2' },
      multiValueQueryStringParameters: { q: ['1', '2'] },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        stage: 'prod',
        path: contextPath,
        requestId: 'req',
        extendedRequestId,
        identity: { sourceIp: '192.0.2.1' },
        authorizer: { id: 'x' },
      },
    }) as unknown as APIGatewayProxyEvent;

  test('H2 is read with every value of a repeated name', () => {
    expect(inputOfEvent(event('/shop/a', '/prod/shop/a'), () => 7)).toEqual({
      method: 'GET',
      path: '/shop/a',
      stagePath: '/prod',
      query: { q: ['1', '2'] },
      headers: { accept: ['a', 'b'] },
      body: null,
      isBase64Encoded: false,
      authorizer: { id: 'x' },
      requestId: 'req',
      extendedRequestId: 'ext',
      sourceAddress: '192.0.2.1',
      remainingMs: expect.any(Function),
    });
  });

  test.each([
    ['/prod/a', '/prod/a', ''],
    ['/shop/a', '/elsewhere/shop/a', ''],
    ['/prod/a', '/prod/prod/a', '/prod'],
  ])('%s of %s has the stage path "%s"', (path, contextPath, expected) => {
    expect(inputOfEvent(event(path, contextPath), () => 7).stagePath).toBe(expected);
  });

  test('has one id at least', () => {
    const without = event('/shop/a', '/prod/shop/a');
    without.requestContext.extendedRequestId = undefined;

    expect(inputOfEvent(without, () => 7).extendedRequestId).toBe('req');
  });

  test('is answered with the four keys that API Gateway knows', () => {
    const result = resultOfAnswer({
      status: 200,
      headers: new Map([['Link', ['<a>', '<b>']]]),
      body: Buffer.from([0, 255]),
    });

    expect(result).toEqual({
      statusCode: 200,
      multiValueHeaders: { Link: ['<a>', '<b>'] },
      body: 'AP8=',
      isBase64Encoded: true,
    });
  });

  test.each([
    ['text', Buffer.from('{"é":"\u2028"}'), false],
    ['text with a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x61]), false],
    ['nothing', Buffer.alloc(0), false],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xc3]), true],
    ['half a character of UTF-16 in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), true],
    ['text that would not fit into Lambda’s answer as JSON', Buffer.alloc(1_000_000, 1), true],
  ])('R4 %s reaches the client unchanged, as text where it can be', (_, body, isBase64Encoded) => {
    const result = resultOfAnswer({ status: 200, headers: new Map(), body });

    expect(result.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(result.body, isBase64Encoded ? 'base64' : 'utf8')).toEqual(body);
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(6 * 1024 * 1024);
  });
});
