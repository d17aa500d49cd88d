import * as fc from 'fast-check';
import { foldHeaderName } from '../../lambda/domain/header-name';
import { filterRequestHeaders, isWithheldHeader } from '../../lambda/domain/request-headers';
import { propertyRuns } from '../support/property-runs';

function kept(headers: Record<string, string[] | undefined> | null, replaced: string[] = []): string[] | 'refused' {
  const filtered = filterRequestHeaders(headers, replaced);
  return filtered.ok ? filtered.headers.map(([name, value]) => `${name}: ${value}`) : 'refused';
}

/** One name a row of what the proxy withholds: dropping a row would let a client say who calls. */
const FORBIDDEN = [
  '.Method',
  '_method',
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'cf-access-any',
  'cf-connecting-ip',
  'client-ip',
  'cloudfront-any',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'dpop',
  'expect',
  'fastly-client-ip',
  'forwarded',
  'from',
  'front-end-https',
  'host',
  'http-method-override',
  'http2-settings',
  'keep-alive',
  'max-forwards',
  'origin',
  'proxy',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'referer',
  'remote-addr',
  'remote-user',
  'sec-any',
  'ssl-client-any',
  'tailscale-user-any',
  'te',
  'trailer',
  'transfer-encoding',
  'true-client-ip',
  'upgrade',
  'via',
  'x-accel-any',
  'x-amz-cf-any',
  'x-amz-security-token',
  'x-amzn-any',
  'x-api-key',
  'x-appengine-any',
  'x-auth-request-any',
  'x-auth-token',
  'x-authenticated-any',
  'x-client-cert',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-consumer-any',
  'x-credential-any',
  'x-envoy-any',
  'x-forwarded',
  'x-forwarded-for',
  'x-gatehouse-any',
  'x-goog-authenticated-user',
  'x-goog-authenticated-user-for',
  'x-goog-iap-any',
  'x-host',
  'x-http-destinationurl',
  'x-http-host-override',
  'x-http-method',
  'x-http-method-override',
  'x-httpmethod',
  'x-jwt-any',
  'x-method',
  'x-method-override',
  'x-middleware-any',
  'x-ms-client-principal',
  'x-ms-client-principal-for',
  'x-ms-token-any',
  'x-original-any',
  'x-originating-any',
  'x-override-any',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-remote-any',
  'x-request-id',
  'x-rewrite-any',
  'x-scheme',
  'x-ssl-client-any',
  'x-url-scheme',
  'x-user',
  'x-user-any',
  'x-webauth-any',
  'Authorization',
  'X-Forwarded-For',
  'X-Original-URL',
  'X-Amzn-Trace-Id',
  'X-Gatehouse-Principal',
];

describe('H1 remove, then set', () => {
  test.each(FORBIDDEN)('%s does not get through', (name) => {
    expect(kept({ [name]: ['x'] })).toEqual([]);
  });

  test('no spelling of a forbidden name gets through', () => {
    const spelled = fc
      .constantFrom(...FORBIDDEN)
      .chain((name) =>
        fc
          .array(fc.constantFrom('', '_', '.', '!', '~'), { minLength: name.length, maxLength: name.length })
          .map((flips) =>
            [...name]
              .map((character, i) => (flips[i] === '' ? character : character === '-' ? flips[i] : swapCase(character)))
              .join(''),
          ),
      );
    fc.assert(
      fc.property(fc.dictionary(spelled, fc.array(fc.constantFrom('x', 'close'))), (headers) => {
        expect(kept(headers)).toEqual([]);
      }),
      propertyRuns(2000),
    );
  });

  test('the name that the proxy sets itself goes first, in every spelling', () => {
    const sent = { 'X-Upstream-Token': ['a'], x_upstream_token: ['b'], Accept: ['c'] };

    expect(kept(sent, ['x-upstream-TOKEN'])).toEqual(['Accept: c']);
  });

  test.each(FORBIDDEN)('a route cannot declare %s for its policies to read', (name) => {
    expect(isWithheldHeader(name)).toBe(true);
  });

  test('a route can declare a header that reaches the upstream', () => {
    expect(['accept', 'x-custom', 'content-type', 'my-x-forwarded'].map(isWithheldHeader)).toEqual(
      Array(4).fill(false),
    );
  });

  test('everything else is kept as it was sent', () => {
    const sent = {
      'user-agent': ['curl'],
      Accept: ['a', 'b'],
      'Accept-Encoding': ['gzip'],
      'Content-Type': ['text/plain'],
      'If-None-Match': ['"1"'],
      Range: ['bytes=0-1'],
      x_custom: ['1'],
      None: undefined,
    };

    expect(kept(sent)).toEqual([
      'user-agent: curl',
      'Accept: a',
      'Accept: b',
      'Accept-Encoding: gzip',
      'Content-Type: text/plain',
      'If-None-Match: "1"',
      'Range: bytes=0-1',
      'x_custom: 1',
    ]);
    expect(kept(null)).toEqual([]);
  });
});

describe('H3 what Connection names', () => {
  test('is stripped', () => {
    expect(kept({ Connection: ['close, X-Hop', 'x_other'], 'x-hop': ['1'], 'X-Other': ['2'], Accept: ['3'] })).toEqual([
      'Accept: 3',
    ]);
  });

  test.each([
    'Authorization',
    'x_forwarded_for',
    'X-Api-Key',
    'Content-Type',
    'content_length',
    'Host',
    'X-Token',
    'X-HTTP-Method',
  ])('refuses the request where it is %s', (name) => {
    expect(kept({ Connection: [`keep-alive, ${name}`] }, ['X-Token'])).toBe('refused');
  });
});

function swapCase(character: string): string {
  return character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
}

test('folding makes one name of all its spellings', () => {
  expect(foldHeaderName('X_Forwarded-FOR')).toBe('x-forwarded-for');
});
