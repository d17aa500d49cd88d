import { createPublicKey, verify } from 'node:crypto';
import { type Issuer, startIssuer } from '../../../local/services/issuer';
import { SettableClock } from '../support/settable-clock';

describe('the twin’s issuer', () => {
  const clock = new SettableClock();
  let issuer: Issuer;

  beforeAll(async () => {
    issuer = await startIssuer({ clock });
  });

  afterAll(() => issuer.stop());

  const get = async (path: string) => (await fetch(issuer.url + path)).json() as Promise<any>;
  const post = (form: Record<string, string> | [string, string][], headers: Record<string, string> = {}) =>
    fetch(`${issuer.url}/token`, { method: 'POST', body: new URLSearchParams(form), headers });

  test.each([['/jwks'], ['/.well-known/jwks.json'], ['/pool/.well-known/jwks.json']])(
    'publishes its key at %s, and a token verifies with it',
    async (path) => {
      const { keys } = await get(path);
      const [header, payload, signature] = (await issuer.token({ sub: 'jane' })).split('.') as [string, string, string];

      const verified = verify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        createPublicKey({ key: keys[0], format: 'jwk' }),
        Buffer.from(signature, 'base64url'),
      );

      expect(verified).toBe(true);
      expect(decode(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: keys[0].kid });
      expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    },
  );

  test('signs for any issuer, with any claim, for any time', async () => {
    const token = await issuer.token({
      iss: 'https://idp.example.com',
      sub: 'jane',
      aud: ['a', 'b'],
      claims: { roles: ['r'] },
      expiresIn: -1,
    });

    const iat = Math.floor(clock.now() / 1000);
    expect(claimsOf(token)).toEqual({
      iss: 'https://idp.example.com',
      sub: 'jane',
      aud: ['a', 'b'],
      iat,
      exp: iat - 1,
      jti: expect.any(String),
      roles: ['r'],
    });
  });

  test('gives people a token for a form', async () => {
    const answer = await post([
      ['issuer', 'https://idp.example.com'],
      ['sub', 'jane'],
      ['aud', 'api'],
      ['expires_in', '60'],
      ['tenant', 'acme'],
      ['roles', 'buyer'],
      ['roles', 'seller'],
      ['groups', '["g"]'],
    ]);

    const body = (await answer.json()) as { access_token: string };
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
    expect(claimsOf(body.access_token)).toMatchObject({
      iss: 'https://idp.example.com',
      aud: 'api',
      tenant: 'acme',
      roles: ['buyer', 'seller'],
      groups: ['g'],
    });
  });

  test('gives the token by itself to those who ask for text', async () => {
    const answer = await post({ sub: 'jane' }, { accept: 'text/plain' });

    expect(claimsOf((await answer.text()).trim())).toMatchObject({ iss: issuer.url, sub: 'jane' });
  });

  describe('gives opaque tokens', () => {
    const introspect = async (token: string, headers: Record<string, string> = { authorization: 'Basic eDp5' }) => {
      const answer = await fetch(`${issuer.url}/introspect`, {
        method: 'POST',
        body: new URLSearchParams({ token }),
        headers,
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const issue = async (): Promise<string> => {
      const form = { sub: 'jane', tenant: 'acme', expires_in: '60', token_format: 'opaque', token_prefix: 'leg_' };
      return ((await (await post(form)).json()) as { access_token: string }).access_token;
    };

    test('and says what they stand for, to whoever says who asks', async () => {
      const token = await issue();

      expect(token).toMatch(/^leg_[\w-]{32}$/);
      expect(await introspect(token)).toEqual({
        status: 200,
        body: {
          active: true,
          token_type: 'Bearer',
          iss: issuer.url,
          sub: 'jane',
          tenant: 'acme',
          iat: expect.any(Number),
          exp: Math.floor(clock.now() / 1000) + 60,
          jti: expect.any(String),
        },
      });
      expect((await introspect(token, {})).status).toBe(401);
      expect((await introspect('leg_unknown')).body).toEqual({ active: false });
    });

    test('which end by their time, or by a revocation', async () => {
      const [expired, revoked] = [await issue(), await issue()];
      await fetch(`${issuer.url}/revoke`, { method: 'POST', body: new URLSearchParams({ token: revoked }) });
      expect((await introspect(revoked)).body).toEqual({ active: false });
      expect((await introspect(expired)).body).toMatchObject({ active: true });

      clock.advance(60_000);

      expect((await introspect(expired)).body).toEqual({ active: false });
    });
  });

  test('refuses a form without a subject', async () => {
    const answer = await post({});

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'invalid_request',
      error_description: 'The form field sub is missing',
    });
  });

  test('describes itself by discovery', async () => {
    expect(await get('/.well-known/openid-configuration')).toMatchObject({
      issuer: issuer.url,
      jwks_uri: `${issuer.url}/.well-known/jwks.json`,
      token_endpoint: `${issuer.url}/token`,
    });
  });

  test('at a port in use it says so in one line', async () => {
    const { port } = new URL(issuer.url);

    await expect(startIssuer({ port: Number(port) })).rejects.toThrow(
      `Port ${port} is in use. Stop what listens there, or choose another port (0 takes a free one).`,
    );
  });
});

function claimsOf(token: string): unknown {
  return decode(token.split('.')[1] as string);
}

function decode(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}
