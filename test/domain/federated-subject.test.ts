import type { IssuerDocument } from '../../lambda/contract/proxy-document';
import { mapFederatedSubject } from '../../lambda/domain/federated-subject';
import { identifyJwt } from '../../lambda/domain/identity';
import { AuthorizerRig, DECLARATIONS, ISSUER } from '../support/authorizer-rig';

function map(claims: Record<string, unknown>, issuer: Partial<IssuerDocument> = {}) {
  return mapFederatedSubject({ sub: 'alice', org: 'acme', ...claims }, { ...ISSUER, claims: [], ...issuer });
}

describe('a federated subject', () => {
  test('has tenant, name and roles from its claims', () => {
    expect(map({ groups: ['reader', 'reader', 'writer'] })).toEqual({
      issuerId: 'idp',
      tenant: 'acme',
      user: 'idp|alice',
      roles: ['reader', 'writer'],
      claims: {},
      scopes: [],
    });
  });

  test('says which scopes its token has, when it was issued and how its subject was authenticated', () => {
    expect(map({ scope: 'read  write read', iat: 5, acr: 'urn:mfa', amr: ['pwd', 'otp'] })).toMatchObject({
      scopes: ['read', 'write'],
      issuedAt: 5,
      acr: 'urn:mfa',
      amr: ['pwd', 'otp'],
    });
    expect(map({ scp: ['read'] })).toMatchObject({ scopes: ['read'] });
    expect(map({})).not.toHaveProperty('issuedAt');
  });

  test.each<[string, Record<string, unknown>]>([
    ['acr that is no text', { acr: 1 }],
    ['acr that is long', { acr: 'x'.repeat(1025) }],
    ['amr that is no list', { amr: 'otp' }],
    ['amr with a number', { amr: ['otp', 1] }],
    ['amr of many', { amr: Array(129).fill('x') }],
    ['amr that is long', { amr: ['x'.repeat(1025)] }],
    ['more scopes than are looked at', { scp: Array(129).fill('x') }],
    ['a long scope', { scp: ['x'.repeat(1025)] }],
  ])('%s is refused: a policy that asks for it must not be passed by', (_name, claims) => {
    expect(map(claims)).toBeUndefined();
  });

  test.each<[string, Record<string, unknown>]>([
    ['acr', { acr: 'x'.repeat(1024) }],
    ['amr', { amr: Array(128).fill('x'.repeat(1024)) }],
    ['scopes', { scp: Array.from({ length: 128 }, (_, index) => `s${index}`) }],
    ['a tenant', { org: 'a'.repeat(128) }],
    ['roles', { groups: Array.from({ length: 64 }, (_, index) => String(index).padEnd(128, 'x')) }],
    ['a declared claim', { own: 'x'.repeat(1024) }],
    ['a declared list', { own: Array(128).fill('x'.repeat(1024)) }],
  ])('as much as is allowed is read: %s', (_name, claims) => {
    const type = typeof claims.own === 'string' ? 'String' : 'StringSet';
    const own = { name: 'own', claim: 'own', type } as const;

    expect(map(claims, { claims: [own] })).toBeDefined();
  });

  test.each<[string, Record<string, unknown>]>([
    ['a role of 129 characters', { groups: ['x'.repeat(129)] }],
    ['a role that starts with a line end', { groups: ['\nreader'] }],
    ['a role with a line separator', { groups: ['rea\u2028der'] }],
    ['a role with a paragraph separator', { groups: ['rea\u2029der'] }],
    ['a tenant that starts with a space', { org: ' acme' }],
    ['a subject with a space behind 254 characters', { sub: `${'x'.repeat(254)} ` }],
    ['a subject that starts with a quote', { sub: '"alice' }],
  ])('%s is refused', (_name, claims) => {
    expect(map(claims)).toBeUndefined();
  });

  test.each(['a', 'a b', '~!', 'idp|alice', '[]', '#$'])('the subject %j is read', (sub) => {
    expect(map({ sub })?.user).toBe(`idp|${sub}`);
  });

  test('one text as its roles claim is one role; none is none', () => {
    expect(map({ groups: 'team a, team b' })?.roles).toEqual(['team a, team b']);
    expect(map({})?.roles).toEqual([]);
  });

  test('has the tenant and roles that its issuer is fixed to', () => {
    const issuer = {
      tenant: { kind: 'fixed', values: ['globex'] },
      roles: { kind: 'fixed', values: ['partner'] },
    } as const;

    expect(map({ org: 'acme', groups: ['admin'] }, issuer)).toMatchObject({ tenant: 'globex', roles: ['partner'] });
  });

  test('has no roles where its issuer gives none', () => {
    expect(map({ groups: ['admin'] }, { roles: { kind: 'none' } })?.roles).toEqual([]);
  });

  test('inherits nothing: a claim is the token’s own member', () => {
    expect(map({}, { subjectClaim: 'constructor' })).toBeUndefined();
    expect(map({}, { tenant: { kind: 'claim', claim: 'toString' } })).toBeUndefined();
  });

  test.each<[IssuerDocument['claims'][number]['type'], string, unknown, unknown]>([
    ['String', 'x', 'text', 'text'],
    ['String', 'x', 1, undefined],
    ['Long', 'x', -5, -5],
    ['Long', 'x', 2 ** 53 - 1, 2 ** 53 - 1],
    ['Long', 'x', '5', undefined],
    ['Bool', 'x', false, false],
    ['Bool', 'x', 'false', undefined],
    ['StringSet', 'x', ['a', 'b'], ['a', 'b']],
    ['StringSet', 'x', 'a b', ['a b']],
    ['StringSet', 'scope', 'a b', ['a', 'b']],
    ['StringSet', 'x', [1], undefined],
    ['StringSet', 'x', {}, undefined],
    ['StringSet', 'x', ['x'.repeat(1_025)], undefined],
    ['StringSet', 'x', Array(129).fill('a'), undefined],
  ])('the %s claim %s = %j is read as %j', (type, claim, given, read) => {
    const subject = map({ [claim]: given }, { claims: [{ name: 'own', claim, type }] });

    expect(subject?.claims.own).toEqual(read);
    expect(subject === undefined).toBe(read === undefined);
  });

  test('a declared claim may be called like a member of every object', () => {
    const claims = JSON.parse('{"__proto__":"x"}') as Record<string, unknown>;
    const declared = [{ name: '__proto__', claim: '__proto__', type: 'String' as const }];

    const subject = mapFederatedSubject(
      Object.assign(Object.create(null), { sub: 'alice', org: 'acme' }, Object.fromEntries(Object.entries(claims))),
      { ...ISSUER, claims: declared },
    );

    expect(Object.getPrototypeOf(subject?.claims)).toBe(Object.prototype);
  });

  test('a set of a claim reaches the policies as a set', async () => {
    const rig = new AuthorizerRig();
    const claims = [{ name: 'teams', claim: 'teams', type: 'StringSet' as const }];
    rig.registry.publish({
      ...DECLARATIONS,
      proxy: { version: 1, issuers: [{ ...ISSUER, claims }] },
      policies: [
        {
          id: 'teams',
          text: 'permit(principal, action, resource) when { context.claims has teams && context.claims.teams.contains("red") };',
        },
      ],
    });

    expect((await rig.askAs(rig.jwt({ teams: ['blue', 'red'] }))).kind).toBe('pass');
    expect((await rig.askAs(rig.jwt({ teams: ['blue'] }))).kind).toBe('deny');
  });

  test('a jti that is no text is refused by us too', async () => {
    const rig = new AuthorizerRig();
    const identification = await identifyJwt(
      { text: '', header: { alg: 'RS256', kid: 'key-1' }, claims: rig.claims({ jti: 1 }) },
      { version: 1, issuers: [ISSUER] },
      { clock: rig.clock, verifier: { verify: async () => ({ ok: true }) } },
    );

    expect(identification).toEqual({ ok: false, reason: 'jwt_claims', credential: 'jwt:idp' });
  });

  test('a token of a service names its client, by the word for it alone', () => {
    const service = { sub: undefined, client_id: 'batch', azp: 'other' };

    expect(map(service)).toBeUndefined();
    expect(map(service, { clientAsSubject: true })?.user).toBe('idp.client|batch');
    expect(map({ ...service, client_id: undefined }, { clientAsSubject: true })?.user).toBe('idp.client|other');
    expect(map({ client_id: 'batch' }, { clientAsSubject: true })?.user).toBe('idp|alice');
    expect(map({ sub: 'batch', client_id: 'batch' })?.user).toBe('idp|batch');
    for (const nobody of [
      { client_id: 1 },
      { client_id: null },
      { sub: null },
      { client_id: undefined, azp: undefined },
    ]) {
      expect(map({ ...service, ...nobody }, { clientAsSubject: true })).toBeUndefined();
    }
  });
});
