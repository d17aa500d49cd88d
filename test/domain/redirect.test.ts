import { judgeLocation } from '../../lambda/domain/redirect';

const BASE = { origin: 'https://api.example.com', path: '/v3' };

function judged(location: string, base = BASE): string {
  const redirect = judgeLocation(location, new URL('https://api.example.com/v3/repos/a?x=1'), base, '/prod/github');
  return redirect.kind === 'refuse' ? 'refuse' : `${redirect.kind} ${redirect.location}`;
}

describe('R1 where a Location leads', () => {
  test.each([
    ['/v3/repos/b?y=2#z', 'rewrite /prod/github/repos/b?y=2#z'],
    ['b', 'rewrite /prod/github/repos/b'],
    ['https://api.example.com/v3', 'rewrite /prod/github'],
    ['https://files.example.net/a', 'keep https://files.example.net/a'],
    ['//files.example.net/a', 'keep https://files.example.net/a'],
    ['/other', 'refuse'],
    ['/v33/a', 'refuse'],
    ['/v3/../other', 'refuse'],
    ['https://user@api.example.com/v3/a', 'refuse'],
    ['https://:pass@api.example.com/v3/a', 'refuse'],
    ['http://api.example.com/v3/a', 'refuse'],
    ['https://api.example.com:8443/v3/a', 'refuse'],
    ['http://10.0.0.1/a', 'refuse'],
    ['http://localhost/a', 'refuse'],
    ['http://backend/a', 'refuse'],
    ['https://user@files.example.net/a', 'refuse'],
    ['https://:pass@files.example.net/a', 'refuse'],
    ['http://files.example.net/a', 'keep http://files.example.net/a'],
    ['ftp://files.example.net/a', 'refuse'],
    ['/a/v3/b', 'refuse'],
    ['javascript:alert(1)', 'refuse'],
    ['https://', 'refuse'],
    ['/v3/\u00e9', 'refuse'],
  ])('%s: %s', (location, expected) => {
    expect(judged(location)).toBe(expected);
  });

  test('without a base path everything of the origin is below it', () => {
    expect(judged('//api.example.com//evil.example.com', { ...BASE, path: '' })).toBe(
      'rewrite /prod/github//evil.example.com',
    );
  });
});
