import { KnownJwts } from '../../lambda/domain/known-jwts';
import { parseJwtForm, type UnverifiedJwt } from '../../lambda/domain/jwt-form';
import { AuthorizerRig } from '../support/authorizer-rig';

function parsed(jwts: KnownJwts, text: string): UnverifiedJwt {
  const form = jwts.parse(text);
  if (!form.ok) {
    throw new Error(form.reason);
  }
  return form.jwt;
}

const RIG = new AuthorizerRig();

describe('JWTs that were accepted once', () => {
  const [token = '', other = ''] = ['a', 'b'].map((jti) => RIG.jwt({ jti }));

  test('a remembered text has the same claims at every use, and they are those of its form', () => {
    const jwts = new KnownJwts();
    const first = parsed(jwts, token);
    jwts.remember(first);
    jwts.remember(first);

    expect(parsed(jwts, token).claims).toBe(first.claims);
    expect(jwts.parse(token)).toEqual(parseJwtForm(token));
    expect(parsed(jwts, other).claims).not.toBe(first.claims);
    expect(jwts.parse(other)).toEqual(parseJwtForm(other));
  });

  test('what was not accepted is not remembered', () => {
    const jwts = new KnownJwts();

    expect(parsed(jwts, token).claims).not.toBe(parsed(jwts, token).claims);
  });

  test('another spelling of a remembered token is refused as if it had never been seen', () => {
    const jwts = new KnownJwts();
    jwts.remember(parsed(jwts, token));

    for (const spelling of [`${token}=`, ` ${token}`, token.replace(/.$/, '!'), `${token}.`, token.toUpperCase()]) {
      expect(jwts.parse(spelling)).toEqual({ ok: false, reason: 'jwt_malformed' });
    }
  });

  test('memory is bounded: the least recently used gives way', () => {
    const jwts = new KnownJwts();
    const long = Array.from({ length: 600 }, (_, index) => RIG.jwt({ jti: `${index}`, note: 'x'.repeat(5_000) }));
    const forms = long.map((text) => parsed(jwts, text));
    forms.forEach((form) => jwts.remember(form));

    expect(parsed(jwts, long.at(-1) as string).claims).toBe(forms.at(-1)?.claims);
    const first = parsed(jwts, long[0] as string);
    expect(first.claims).not.toBe(forms[0]?.claims);
    jwts.remember(first);
    expect(parsed(jwts, long[0] as string).claims).toBe(first.claims);
  });
});
