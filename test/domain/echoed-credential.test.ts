import { echoesCredential } from '../../lambda/domain/echoed-credential';
import { Redacted } from '../../lambda/domain/ports';

const SECRET = 'p/ss+w"rd~12345=';

function echoes(body: string, headers: readonly (readonly [string, string])[] = [], secret = SECRET): boolean {
  return echoesCredential({ status: 200, headers, body: Buffer.from(body) }, [new Redacted(secret)]);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('R2 an answer that carries the credential is found', () => {
  test.each([
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['URL-encoded in lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['inside JSON', JSON.stringify({ key: SECRET })],
    ['URL-encoded in part', SECRET.replace('+', '%2B')],
    ['inside JSON with escaped slashes', JSON.stringify({ key: SECRET }).replaceAll('/', '\\/')],
    ['inside JSON with escaped signs', SECRET.replace('+', '\\u002B').replace('"', '\\u0022')],
    ['inside JavaScript', SECRET.replace('/', '\\x2f').replace('"', '\\"')],
    ['inside HTML', SECRET.replace('"', '&QUOT;').replace('+', '&#43;').replace('/', '&#x2F;')],
    ['inside HTML, its own five signs by name', SECRET.replace('"', '&quot;')],
    ['inside HTML with numbers of many digits', SECRET.replace('"', '&#00034;').replace('/', '&#x000002f;')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in hexadecimal of upper case', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['in base64', base64(SECRET)],
    ['in base64 after one byte', base64(`:${SECRET}:`)],
    ['in base64 after two bytes', base64(`a:${SECRET}b`)],
    ['in base64 for URLs', Buffer.from(`\u00ff${SECRET}`).toString('base64url')],
  ])('%s', (_name, text) => {
    expect(echoes(`before ${text} after`)).toBe(true);
    expect(echoes('', [['X-Debug', `a ${text}`]])).toBe(true);
  });

  test('not in a body that a content coding hides, but in its headers', () => {
    expect(echoes(SECRET, [['Content-Encoding', 'gzip']])).toBe(false);
    expect(echoes(SECRET, [['content-encoding', 'Identity ']])).toBe(true);
    expect(
      echoes('', [
        ['Content-Encoding', 'br'],
        ['X-Debug', SECRET],
      ]),
    ).toBe(true);
  });

  test.each([
    ['amp', '&'],
    ['lt', '<'],
    ['gt', '>'],
    ['quot', '"'],
    ['apos', "'"],
  ])('with &%s; for %s', (name, sign) => {
    expect(echoes(`a12345&${name};6789`, [], `a12345${sign}6789`)).toBe(true);
  });

  test('of eight characters, and no fewer', () => {
    expect([echoes('x12345678', [], '12345678'), echoes('x1234567', [], '1234567')]).toEqual([true, false]);
  });

  test('also one that is not ASCII', () => {
    expect(echoes('{"saw":"geheim-ä+1"}', [], 'geheim-ä+1')).toBe(true);
  });

  test('not for another text, nor for a secret so short that it turns up by chance', () => {
    expect(echoes('nothing to see, 100 %, &amp; \\n')).toBe(false);
    expect(echoes('short', [], 'short')).toBe(false);
  });
});
