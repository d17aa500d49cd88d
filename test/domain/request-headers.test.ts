import * as fc from 'fast-check';
import { foldHeaderName } from '../../lambda/domain/header-name';
import { filterRequestHeaders } from '../../lambda/domain/request-headers';
import { propertyRuns } from '../support/property-runs';

function kept(headers: Record<string, string[] | undefined> | null, replaced: string[] = []): string[] | 'refused' {
  const filtered = filterRequestHeaders(headers, replaced);
  return filtered.ok ? filtered.headers.map(([name, value]) => `${name}: ${value}`) : 'refused';
}

const FORBIDDEN = [
  'Authorization',
  'Connection',
  'Content-Length',
  'Cookie',
  'Expect',
  'Forwarded',
  'Host',
  'Keep-Alive',
  'Origin',
  'Proxy',
  'Proxy-Authorization',
  'Proxy-Connection',
  'Remote-User',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Via',
  'X-Amzn-Trace-Id',
  'X-Api-Key',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Gatehouse-Principal',
  'X-HTTP-Method-Override',
  'X-Original-URL',
  'X-Real-IP',
  'X-Request-Id',
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

  test.each(['Authorization', 'x_forwarded_for', 'X-Api-Key', 'Content-Type', 'Host', 'X-Token', 'X-HTTP-Method'])(
    'refuses the request where it is %s',
    (name) => {
      expect(kept({ Connection: [`keep-alive, ${name}`] }, ['X-Token'])).toBe('refused');
    },
  );
});

function swapCase(character: string): string {
  return character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
}

test('folding makes one name of all its spellings', () => {
  expect(foldHeaderName('X_Forwarded-FOR')).toBe('x-forwarded-for');
});
