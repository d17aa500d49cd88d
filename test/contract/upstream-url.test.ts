import { parseUpstreamUrl } from '../../lambda/contract/upstream-url';

test.each([
  ['https://api.example.com', 'https://api.example.com', ''],
  ['https://api.example.com/', 'https://api.example.com', ''],
  ['https://api.example.com/v3/', 'https://api.example.com', '/v3'],
  ['https://API.example.com:8443/a/b', 'https://api.example.com:8443', '/a/b'],
  ['https://api.internal/v1', 'https://api.internal', '/v1'],
])('%s is read', (text, origin, path) => {
  expect(parseUpstreamUrl(text, false)).toEqual({ ok: true, base: { origin, path } });
});

test('http needs the explicit word', () => {
  expect(parseUpstreamUrl('http://api.example.com', true)).toMatchObject({ ok: true });
  expect(parseUpstreamUrl('http://api.example.com', false)).toMatchObject({
    ok: false,
    error: expect.stringContaining('has the scheme "http:"'),
  });
});

test('the host rule can be another one', () => {
  expect(parseUpstreamUrl('http://127.0.0.1:80', true, () => true)).toMatchObject({ ok: true });
});

test.each([
  ['no URL', 'api.example.com', 'no absolute URL'],
  ['another scheme', 'ftp://api.example.com', 'scheme'],
  ['a user', 'https://user@api.example.com', 'user or password'],
  ['a password', 'https://:secret@api.example.com', 'user or password'],
  ['a query', 'https://api.example.com/?', 'query or fragment'],
  ['a fragment', 'https://api.example.com/#', 'query or fragment'],
  ['an IPv4 literal', 'https://10.0.0.1', 'host'],
  ['an IPv4 literal in one number', 'https://2852039166', 'host'],
  ['an IPv4 literal in hexadecimal', 'https://0xa9.0xfe.0xa9.0xfe', 'host'],
  ['an IPv4 literal, shortened', 'https://127.1', 'host'],
  ['an IPv4 literal in full-width digits', 'https://１27.0.0.1', 'host'],
  ['an IPv6 literal', 'https://[::1]', 'host'],
  ['an IPv6 literal with an IPv4 tail', 'https://[::ffff:1.2.3.4]', 'host'],
  ['localhost', 'https://localhost', 'host'],
  ['a name below localhost', 'https://a.localhost', 'host'],
  ['a single label', 'https://backend', 'host'],
  ['a dot at the end', 'https://api.example.com.', 'host'],
  ['a metadata service', 'https://metadata.google.internal', 'host'],
  ['an escape in its path', 'https://api.example.com/a%2fb', 'path'],
  ['a double slash in its path', 'https://api.example.com/a//b', 'path'],
  ['a backslash', 'https://api.example.com\\a', 'path'],
])('P5 a base URL with %s is refused', (_name, text, problem) => {
  const parsed = parseUpstreamUrl(text, false);

  expect(parsed).toMatchObject({ ok: false, error: expect.stringContaining(problem) });
  expect(JSON.stringify(parsed)).not.toContain('secret@');
});
