import { upstreamTarget } from '../../lambda/domain/upstream-target';

const BASE = { origin: 'https://api.example.com', path: '/v3' };

describe('P5 the URL is the base, the path and the pairs, and nothing else', () => {
  test.each([
    ['/repos/a%20b', 'q=1', [], 'https://api.example.com/v3/repos/a%20b?q=1'],
    ['', '', [], 'https://api.example.com/v3'],
    ['/', '', [['key', 'a b']] as const, 'https://api.example.com/v3/?key=a%20b'],
    ['/a', 'q=1', [['key', "'"]] as const, 'https://api.example.com/v3/a?q=1&key=%27'],
  ])('"%s" and "%s"', (path, query, credential, expected) => {
    expect(upstreamTarget(BASE, { path, query }, credential).href).toBe(expected);
  });

  test('the base alone is the root', () => {
    expect(upstreamTarget({ ...BASE, path: '' }, { path: '', query: '' }, []).href).toBe('https://api.example.com/');
  });

  test.each([
    ['another host', { ...BASE, path: '' }, '@evil.example.com', ''],
    ['another port', { ...BASE, path: '' }, ':1/', ''],
    ['leaves the base', BASE, '/../admin', ''],
    ['leaves the base, encoded', BASE, '/%2e%2e/admin', ''],
    ['a query in the path', BASE, '/a?b', ''],
    ['a fragment in the path', BASE, '/a#b', ''],
    ['a fragment in the query', BASE, '/a', 'q=1#b'],
  ])('%s is not sent', (_name, base, path, query) => {
    expect(() => upstreamTarget(base, { path, query }, [])).toThrow('The upstream URL is not what was decided on.');
  });
});
