import { filterResponseHeaders } from '../../lambda/domain/response-headers';

describe('R1 what a client sees of an upstream', () => {
  test.each([
    'access-control-any',
    'alt-svc',
    'authentication-info',
    'clear-site-data',
    'connection',
    'content-length',
    'date',
    'expect-ct',
    'forwarded',
    'keep-alive',
    'location',
    'nel',
    'proxy-authenticate',
    'proxy-authentication-info',
    'proxy-connection',
    'public-key-pins',
    'refresh',
    'report-to',
    'reporting-endpoints',
    'server',
    'service-worker-allowed',
    'set-cookie',
    'set-cookie2',
    'strict-transport-security',
    'te',
    'timing-allow-origin',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'via',
    'www-authenticate',
    'x-accel-any',
    'x-amz-apigw-any',
    'x-amz-cf-any',
    'x-amzn-any',
    'x-aspnet-version',
    'x-aspnetmvc-version',
    'x-backend-server',
    'x-debug-any',
    'x-envoy-any',
    'x-forwarded',
    'x-forwarded-for',
    'x-gatehouse-any',
    'x-generator',
    'x-powered-by',
    'x-real-ip',
    'x-request-id',
    'x-runtime',
    'x-sendfile',
    'x-served-by',
    'x-varnish',
    'Set-Cookie',
    'set_cookie',
    'WWW-Authenticate',
    'X-Amzn-RequestId',
    'x-amzn-Remapped-Server',
  ])('not %s', (name) => {
    expect(filterResponseHeaders([[name, 'x']]).size).toBe(0);
  });

  test('not what Connection names, and nothing that leaves its line', () => {
    const kept = filterResponseHeaders([
      ['Connection', 'X-Hop, close'],
      ['x-hop', '1'],
      ['Close', '2'],
      ['X-A', 'a\r\nSet-Cookie: b'],
      ['X-B', '\u00e9'],
      ['X C', 'd'],
    ]);

    expect(kept.size).toBe(0);
  });

  test('a name that only ends like a stopped one is another', () => {
    expect([
      ...filterResponseHeaders([
        ['My-X-Debug-A', 'x'],
        ['Servers', 'y'],
      ]).keys(),
    ]).toEqual(['My-X-Debug-A', 'Servers']);
  });

  test('everything else, repeated fields under the spelling that came first', () => {
    const kept = filterResponseHeaders([
      ['Content-Type', 'text/plain'],
      ['ETag', '"1"'],
      ['link', '<a>'],
      ['Link', '<b>'],
      ['X-RateLimit-Remaining', '1'],
    ]);

    expect(Object.fromEntries(kept)).toEqual({
      'Content-Type': ['text/plain'],
      ETag: ['"1"'],
      link: ['<a>', '<b>'],
      'X-RateLimit-Remaining': ['1'],
    });
  });
});
