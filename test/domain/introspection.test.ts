import fc from 'fast-check';
import type { OpaqueIssuerDocument } from '../../lambda/contract/proxy-document';
import { parseIntrospection, refuseIntrospected } from '../../lambda/domain/introspection';
import { isOpaque, issuerOfOpaque } from '../../lambda/domain/opaque-token';
import { DependencyFault } from '../../lambda/domain/ports';
import { revocationOf } from '../../lambda/domain/revocation';
import { AuthorizerRig, DECLARATIONS, ISSUER, NOW } from '../support/authorizer-rig';
import { propertyRuns } from '../support/property-runs';

const OPAQUE: OpaqueIssuerDocument = {
  ...ISSUER,
  id: 'legacy',
  issuer: 'https://legacy.example.com',
  introspectionUrl: 'https://legacy.example.com/introspect',
  clientId: 'gatehouse',
  secretArn: 'arn:secret',
  clientIds: ['app'],
  scopes: ['call'],
};
const SECOND: OpaqueIssuerDocument = {
  ...OPAQUE,
  id: 'second',
  issuer: 'https://two.example.com',
  tokenPrefix: 'two_',
};
const TOKEN = 'mF_9.B5f-4.1JqM-and-more'.replaceAll('.', '~');
const CLAIMS = {
  active: true,
  iss: OPAQUE.issuer,
  sub: 'alice',
  aud: ['api://gateway', 'other'],
  client_id: 'app',
  scope: 'read call',
  org: 'acme',
  groups: ['reader'],
  exp: NOW / 1000 + 60,
  token_type: 'Bearer',
};

function rigWith(...opaqueIssuers: OpaqueIssuerDocument[]): AuthorizerRig {
  const rig = new AuthorizerRig();
  rig.registry.publish({ ...DECLARATIONS, proxy: { ...DECLARATIONS.proxy, opaqueIssuers } });
  rig.introspections.set(TOKEN, CLAIMS);
  return rig;
}

describe('an opaque token', () => {
  test('J13 that its issuer calls active passes, as the subject that the issuer names', async () => {
    const rig = rigWith(OPAQUE);

    expect(await rig.askAs(TOKEN)).toMatchObject({ kind: 'pass', context: { principal: 'acme/legacy|alice' } });
    expect(rig.records[0]?.unmapped).toMatchObject({ credential: 'opaque:legacy', credentialId: '-' });
  });

  test('J13 that its issuer does not call active is refused', async () => {
    const rig = rigWith(OPAQUE);

    expect(await rig.askAs(`${TOKEN}x`)).toEqual({ kind: 'unauthorized' });
    expect([rig.reason, rig.records[0]?.unmapped.credential]).toEqual(['opaque_inactive', 'opaque:legacy']);
  });

  test('J13 an issuer that does not answer is a fault, never an open door', async () => {
    for (const [fault, reason] of [
      [new DependencyFault('issuer', 'unavailable', 'x'), 'issuer_unavailable'],
      [new DependencyFault('issuer', 'corrupt', 'x'), 'issuer_unavailable'],
      [new DependencyFault('secret', 'unavailable', 'x'), 'secret_unavailable'],
      [new TypeError('x'), 'unexpected'],
    ] as const) {
      const rig = rigWith(OPAQUE);
      rig.introspections.set(TOKEN, fault);

      expect(await rig.askAs(TOKEN)).toMatchObject({ kind: 'fault', reason });
      expect(rig.records).toHaveLength(1);
    }
  });

  test('J13 is refused, and nobody is asked, where no issuer of opaque tokens is declared', async () => {
    const rig = new AuthorizerRig();

    expect(await rig.askAs(TOKEN)).toEqual({ kind: 'unauthorized' });
    expect([rig.reason, rig.asked]).toEqual(['jwt_malformed', []]);
  });

  test.each([
    ['short', 'a'.repeat(15)],
    ['long', 'a'.repeat(4_097)],
    ['padded inside', `${'a'.repeat(16)}=b`],
    ['padded three times', `${'a'.repeat(16)}===`],
    ['two dots', 'aaaaaaaa.bbbbbbbb.cccccccc'],
    ['four dots', 'aaaaaaaa.bbbbbbbb.cccccccc.d.e'],
    ['the start of a JOSE header', `eyJ${'a'.repeat(16)}`],
  ])('J13 that is spelled as none can be is asked of nobody: %s', async (_name, text) => {
    const rig = rigWith(OPAQUE);
    rig.introspections.set(text, CLAIMS);

    expect(await rig.askAs(text)).toEqual({ kind: 'unauthorized' });
    expect([rig.asked, rig.registry.reads]).toEqual([[], []]);
  });

  test.each([16, 4_096])('J13 of %i characters is asked about', async (length) => {
    const rig = rigWith(OPAQUE);
    await rig.askAs('a'.repeat(length));

    expect(rig.asked).toEqual([`legacy ${'a'.repeat(length)}`]);
  });

  test('J13 a JWT is never introspected, nor a proxy token', async () => {
    const rig = rigWith(OPAQUE);
    await rig.askAs(rig.jwt());
    await rig.askAs(rig.registry.mint('acme', 'ci').text);

    expect([rig.asked, rig.reason]).toEqual([[], 'none']);
  });

  test('J13 goes to the issuer of its prefix, and what has none to the issuer without one; never to two', async () => {
    const rig = rigWith(OPAQUE, SECOND);
    await rig.askAs(`two_${TOKEN}`);
    await rig.askAs(`tw_${TOKEN}`);

    expect(rig.asked).toEqual([`second two_${TOKEN}`, `legacy tw_${TOKEN}`]);
    expect(issuerOfOpaque(TOKEN, [SECOND])).toBeUndefined();
  });

  test('J13 one issuer’s outage is not another’s', async () => {
    const rig = rigWith(OPAQUE, SECOND);
    rig.introspections.set(`two_${TOKEN}`, new DependencyFault('issuer', 'unavailable', 'x'));

    expect((await rig.askAs(`two_${TOKEN}`)).kind).toBe('fault');
    expect((await rig.askAs(TOKEN)).kind).toBe('pass');
  });

  test('can be revoked by its jti and by its subject', async () => {
    for (const [kind, name] of [
      ['jwt', 'j'],
      ['subject', 'alice'],
    ] as const) {
      const rig = rigWith(OPAQUE);
      rig.introspections.set(TOKEN, { ...CLAIMS, jti: 'j' });
      expect((await rig.askAs(TOKEN)).kind).toBe('pass');
      const { key, record } = revocationOf({ kind, issuer: OPAQUE.issuer, name }, NOW);

      rig.registry.put(key, record);

      expect((await rig.askAs(TOKEN)).kind).toBe('unauthorized');
    }
  });

  test('reaches policies as `opaque`', async () => {
    const rig = new AuthorizerRig();
    rig.registry.publish({
      ...DECLARATIONS,
      proxy: { ...DECLARATIONS.proxy, opaqueIssuers: [OPAQUE] },
      policies: [{ id: 'o', text: 'permit(principal, action, resource) when { context.credential == "opaque" };' }],
    });
    rig.introspections.set(TOKEN, CLAIMS);

    expect((await rig.askAs(TOKEN)).kind).toBe('pass');
    expect((await rig.askAs(rig.jwt())).kind).toBe('deny');
  });

  test('J13 what can be opaque never has a JWT’s form', () => {
    const part = fc.string({ unit: fc.constantFrom(...'abeyJz09_-') });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.join('.');
        if (isOpaque(text)) {
          expect([3, 5]).not.toContain(parts.length);
          expect(text).not.toMatch(/^e[w-z0-9_-]/);
        }
      }),
      propertyRuns(500),
    );
  });
});

describe('what an issuer says of a token', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['another issuer', { iss: 'https://evil.example.com' }, 'opaque_claims'],
    ['another audience', { aud: 'other' }, 'opaque_claims'],
    ['no audience', { aud: undefined }, 'opaque_claims'],
    ['another client', { client_id: 'other' }, 'opaque_claims'],
    ['no client', { client_id: undefined }, 'opaque_claims'],
    ['no scope', { scope: undefined }, 'opaque_claims'],
    ['another scope', { scope: 'read' }, 'opaque_claims'],
    ['an end that is text', { exp: '9999999999' }, 'opaque_claims'],
    ['an end of 1e308', { exp: 1e308 }, 'opaque_claims'],
    ['a start that is text', { nbf: '0' }, 'opaque_claims'],
    ['a past end', { exp: NOW / 1000 }, 'opaque_inactive'],
    ['a future start', { nbf: NOW / 1000 + 1 }, 'opaque_inactive'],
    ['a refresh token by token_type', { token_type: 'refresh_token' }, 'opaque_claims'],
    ['a refresh token by token_use', { token_use: 'refresh_token' }, 'opaque_claims'],
    ['a refresh token by typ', { typ: 'Refresh' }, 'opaque_claims'],
    ['a typ that is no text', { typ: 1 }, 'opaque_claims'],
    ['no subject', { sub: undefined }, 'opaque_claims'],
    ['no tenant', { org: undefined }, 'opaque_claims'],
    ['a jti that is no text', { jti: 1 }, 'opaque_claims'],
  ])('J13 %s is refused', async (_name, change, reason) => {
    const rig = rigWith(OPAQUE);
    rig.introspections.set(TOKEN, { ...CLAIMS, ...change });

    expect(await rig.askAs(TOKEN)).toEqual({ kind: 'unauthorized' });
    expect(rig.reason).toBe(reason);
  });

  test('J13 may leave out what RFC 7662 leaves out', () => {
    const { iss, exp, token_type, ...rest } = CLAIMS;
    expect([iss, exp, token_type]).not.toContain(undefined);

    expect(refuseIntrospected(rest, OPAQUE, NOW)).toBeUndefined();
    expect(refuseIntrospected({ ...rest, nbf: NOW / 1000, typ: 'at+JWT' }, OPAQUE, NOW)).toBeUndefined();
  });

  test.each([
    { token_type: 'Bearer' },
    { token_type: 'DPoP' },
    { token_use: 'access' },
    { token_use: 'access_token' },
    { typ: 'Bearer' },
    { typ: 'DPoP' },
    { typ: 'JWT' },
    { typ: 'at+jwt' },
    { exp: NOW / 1000 + 0.5 },
    { nbf: NOW / 1000 },
    { nbf: NOW / 1000 - 1, exp: undefined },
    { exp: 2 ** 36 },
  ])('J13 %j fits an access token in force', (change) => {
    expect(refuseIntrospected({ ...CLAIMS, ...change }, OPAQUE, NOW)).toBeUndefined();
  });

  test.each([
    'aaaaaaaaaaaaaaaa.b',
    'aaaaaaaa.b.c.ddddddd',
    'aaaaaaaa.b.c.d.e.f.g',
    'e0aaaaaaaaaaaaaaaaaaa'.replace('e0', 'eV'),
    'evaaaaaaaaaaaaaaaaaaa',
    'aeyJaaaaaaaaaaaaaaaaa',
    'aaaaaaaa/b+c~d.e.f===='.slice(0, -2),
    'aaaaaaaaaaaaaaaa=',
    'aaaaaaaaaaaaaaaa==',
  ])('J13 %s can be an opaque token', (text) => {
    expect(isOpaque(text)).toBe(true);
  });

  test.each([
    'ewaaaaaaaaaaaaaaaaaaa',
    'ezaaaaaaaaaaaaaaaaaaa',
    'e0aaaaaaaaaaaaaaaaaaa',
    'e-aaaaaaaaaaaaaaaaaaa',
    'e_aaaaaaaaaaaaaaaaaaa',
    'aaaaaaaaaaaaaaaaaa..b',
    '..aaaaaaaaaaaaaaaaaaa',
    'aaaaaaaaaaaaaaa....bb',
    ' aaaaaaaaaaaaaaaaaaaa',
    'aaaaaaaaaaaaaaaaaaaa ',
    'aaaaaaaaa:aaaaaaaaaaa',
    '=aaaaaaaaaaaaaaaaaaaa',
    '================',
  ])('J13 %j can be none', (text) => {
    expect(isOpaque(text)).toBe(false);
  });

  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"active":"true"}',
    '{"active":1}',
    '{"active":false,"active":true}',
    '{"active":tru',
  ])('J13 `active` must be a boolean: %s is no answer', (text) => {
    expect(parseIntrospection(text)).toBeUndefined();
  });

  test('J13 an answer is the one or the other', () => {
    expect(parseIntrospection('{"active":false,"sub":"x"}')).toEqual({ active: false });
    expect(parseIntrospection('{"active":true,"sub":"x"}')).toEqual({
      active: true,
      claims: { active: true, sub: 'x' },
    });
  });
});
