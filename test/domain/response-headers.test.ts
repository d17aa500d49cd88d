import { filterResponseHeaders } from '../../lambda/domain/response-headers';

describe('R1 what a client sees of an upstream', () => {
  test.each([
    'Set-Cookie',
    'set_cookie',
    'Server',
    'Via',
    'X-Powered-By',
    'WWW-Authenticate',
    'Proxy-Authenticate',
    'Connection',
    'Keep-Alive',
    'Transfer-Encoding',
    'Content-Length',
    'Trailer',
    'Upgrade',
    'Access-Control-Allow-Origin',
    'Strict-Transport-Security',
    'Clear-Site-Data',
    'Refresh',
    'Location',
    'X-Request-Id',
    'X-Amzn-RequestId',
    'x-amzn-Remapped-Server',
  ])('not %s', (name) => {
    expect(filterResponseHeaders([[name, 'x']]).size).toBe(0);
  });

  test('not what Connection names, and nothing that leaves its line', () => {
    const kept = filterResponseHeaders([
      ['Connection', 'X-Hop, close'],
      ['x-hop', '1'],
      ['X-A', 'a\r\nSet-Cookie: b'],
      ['X-B', '\u00e9'],
      ['X C', 'd'],
    ]);

    expect(kept.size).toBe(0);
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
