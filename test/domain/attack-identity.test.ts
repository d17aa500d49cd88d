import { tenantKey } from '../../lambda/contract/registry-records';
import { federatedUserReference, tenantReference, userReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS, ISSUER } from '../support/authorizer-rig';
import { forgeJwt, rsaKey } from '../support/jwt-forge';

const ATTACKER = rsaKey('attacker');
const HEADER = { alg: 'RS256', kid: 'key-1', typ: 'JWT' };

async function refused(rig: AuthorizerRig, token: string): Promise<string | undefined> {
  expect(await rig.askAs(token)).toEqual({ kind: 'unauthorized' });
  expect(rig.records.at(-1)?.unmapped).toMatchObject({ decision: 'forbid', tenant: '-', principal: '-', status: 401 });
  return rig.reason;
}

async function passes(rig: AuthorizerRig, token: string): Promise<void> {
  expect([(await rig.askAs(token)).kind, rig.reason]).toEqual(['pass', 'none']);
}

describe('the credential', () => {
  test.each([
    ['Bearer', 'Bearer'],
    ['two spaces', 'Bearer  x.y.z'],
    ['a tab', 'Bearer\tx.y.z'],
    ['two tokens', 'Bearer x.y.z, Bearer x.y.z'],
    ['a trailing space', 'Bearer x.y.z '],
    ['another scheme', 'DPoP x.y.z'],
    ['no scheme', 'x.y.z'],
    ['a line end', 'Bearer x.y.z\r\nX-Evil: 1'],
    ['a parameter', 'Bearer token="x.y.z"'],
  ])('J12 an Authorization header with %s is refused', async (_, value) => {
    const rig = new AuthorizerRig();

    expect(await rig.ask({ headers: { authorization: [value] } })).toEqual({ kind: 'unauthorized' });
    expect(rig.reason).toBe('credential_malformed');
  });

  test('J12 two credentials are refused, in whatever spelling, even if one or both are good', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    const bearer = `Bearer ${text}`;
    for (const headers of [
      { authorization: [bearer, bearer] },
      { authorization: [bearer], Authorization: [bearer] },
      { authorization: [bearer], AUTHORIZATION: ['Bearer x'] },
      { authorization: [bearer], 'x-api-key': [text] },
      { authorization: [bearer], X_Api_Key: [text] },
      { 'x-api-key': [text, text] },
      { authorization: [''], 'x-api-key': [text] },
    ]) {
      expect(await rig.ask({ headers })).toEqual({ kind: 'unauthorized' });
      expect(rig.reason).toBe('credential_conflict');
    }
  });

  test('J12 a JWT does not go into x-api-key', async () => {
    const rig = new AuthorizerRig();

    expect(await rig.ask({ headers: { 'x-api-key': [rig.jwt()] } })).toEqual({ kind: 'unauthorized' });
    expect(rig.reason).toBe('credential_malformed');
  });
});

describe('the proxy token', () => {
  function parts(text: string): string[] {
    return text.slice('gth_'.length).split('.');
  }

  test('Q1 every single changed character is refused', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    await passes(rig, text);

    for (let index = 0; index < text.length; index += 1) {
      const changed = `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`;
      expect(await rig.askAs(changed)).toEqual({ kind: 'unauthorized' });
    }
  });

  test('Q1 a malformed one costs no read', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');

    for (const wrong of [
      text.slice(0, -1),
      `${text}A`,
      text.toUpperCase(),
      `${text}=`,
      'gth_',
      text.replace('.', '-'),
    ]) {
      expect(await refused(rig, wrong)).toMatch(/^(credential|jwt)_malformed$/);
    }
    expect(rig.registry.reads).toEqual([]);
  });

  test('Q3 ids of one token with the secret of another open nothing, whoever owns them', async () => {
    const rig = new AuthorizerRig();
    const { checked } = tokenForger();
    const [ci, bob, eve] = [
      rig.registry.mint('acme', 'ci').text,
      rig.registry.mint('acme', 'bob').text,
      rig.registry.mint('globex', 'eve').text,
    ].map(parts) as [string[], string[], string[]];

    for (const victim of [bob, eve]) {
      for (const mask of [0b0001, 0b0010, 0b0011, 0b0100, 0b0101, 0b0110, 0b0111]) {
        const mixed = [0, 1, 2, 3].map((index) => ((mask >> index) & 1 ? victim : ci)[index] as string);
        if (![ci, victim].some((own) => mixed.every((part, index) => part === own[index]))) {
          expect(await refused(rig, checked(mixed))).toBe('token_unknown');
        }
      }
    }
  });

  test('Q3 S4 a token whose record names another owner is not believed', async () => {
    const rig = new AuthorizerRig();
    const { text, key } = rig.registry.mint('acme', 'ci');
    rig.registry.change(key, { tenant: 'globex', user: 'eve' });

    expect((await rig.askAs(text)).kind).toBe('fault');
  });

  test('Q2 neither the metering key nor the stored digest opens anything', async () => {
    const rig = new AuthorizerRig();
    const { key } = rig.registry.mint('acme', 'ci');
    const { digest } = rig.registry.items.get(`${key.pk} ${key.sk}`) as { digest: string };

    for (const value of ['metering-key-of-acme-ci', digest]) {
      expect(await rig.ask({ headers: { 'x-api-key': [value] } })).toEqual({ kind: 'unauthorized' });
      expect(await rig.askAs(value)).toEqual({ kind: 'unauthorized' });
    }
  });

  test('Q2 what API Gateway meters by is the key of the record, and nothing of what the client sent', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');

    const verdict = await rig.askAs(text);

    expect(verdict).toMatchObject({ kind: 'pass', meteringKey: 'metering-key-of-acme-ci' });
    expect(JSON.stringify(verdict)).not.toContain(text.split('.')[3]);
  });
});

/** Puts a valid check behind chosen parts, as anybody can. */
function tokenForger(): { checked: (parts: readonly string[]) => string } {
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) {
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
    return value;
  });
  return {
    checked: (parts) => {
      const text = `gth_${parts.join('.')}`;
      let crc = 0xffffffff;
      for (const byte of Buffer.from(text)) {
        crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
      }
      const check = Buffer.alloc(4);
      check.writeUInt32BE(~crc >>> 0);
      return `${text}.${check.toString('base64url')}`;
    },
  };
}

describe('S4 the tenant', () => {
  test('comes from the verified claim alone: no header, query or path changes it', async () => {
    const rig = new AuthorizerRig();

    const verdict = await rig.ask({
      headers: { authorization: [`Bearer ${rig.jwt()}`], 'x-tenant': ['globex'], org: ['globex'] },
      query: { org: ['globex'], tenant: ['globex'] },
    });

    expect(verdict).toMatchObject({ context: { tenant: 'acme' } });
  });

  test('an unverified tenant is not read, nor recorded', async () => {
    const rig = new AuthorizerRig();
    await rig.askAs(rig.jwt());
    rig.registry.reads = [];

    expect(await refused(rig, forgeJwt(ATTACKER, HEADER, rig.claims({ org: 'globex' })))).toBe('jwt_signature');

    const read = rig.registry.reads.flat().map(({ pk }) => pk);
    expect(read).not.toContain(tenantKey(tenantReference('globex')).pk);
    expect(rig.lines.at(-1)).not.toContain('globex');
  });

  test('a subject cannot name itself into the item of a proxy user or of another tenant', () => {
    const references = new Set([
      userReference('acme', 'ci'),
      userReference('acme', 'idp|ci'),
      userReference('acme', 'federated\0idp\0ci'),
      federatedUserReference('acme', 'idp', 'ci'),
      federatedUserReference('acme', 'idp\0ci', ''),
      federatedUserReference('acm', 'e', 'idp'),
    ]);

    expect(references.size).toBe(6);
  });
});

describe('the claims', () => {
  async function reasonOf(change: Record<string, unknown>, issuer: Partial<typeof ISSUER> = {}) {
    const rig = new AuthorizerRig();
    rig.registry.publish({ ...DECLARATIONS, proxy: { version: 1, issuers: [{ ...ISSUER, ...issuer }] } });
    await rig.askAs(rig.jwt(change));
    return rig.reason;
  }

  const S = Date.UTC(2026, 10, 24, 12) / 1000;

  test.each<[Record<string, unknown>, string]>([
    [{ exp: undefined }, 'jwt_claims'],
    [{ exp: null }, 'jwt_claims'],
    [{ exp: String(S + 60) }, 'jwt_claims'],
    [{ exp: 1e308 }, 'jwt_claims'],
    [{ exp: -1e300 }, 'jwt_claims'],
    [{ exp: S }, 'jwt_expired'],
    [{ exp: S - 1 }, 'jwt_expired'],
    [{ exp: S + 0.5 }, 'none'],
    [{ exp: 0, iat: 0 }, 'jwt_expired'],
    [{ exp: S + 86_400 }, 'none'],
    [{ exp: S + 86_401 }, 'jwt_claims'],
    [{ exp: S + 86_401, iat: S + 10 }, 'jwt_claims'],
    [{ exp: S + 86_401, iat: undefined }, 'jwt_claims'],
    [{ exp: S + 600, iat: S - 86_000 }, 'jwt_claims'],
    [{ nbf: S + 30 }, 'none'],
    [{ nbf: S + 31 }, 'jwt_not_yet_valid'],
    [{ nbf: '0' }, 'jwt_claims'],
    [{ nbf: 2 ** 36 }, 'jwt_not_yet_valid'],
    [{ nbf: 2 ** 36 + 1 }, 'jwt_claims'],
    [{ nbf: 0, iat: S + 30 }, 'none'],
    [{ iat: S + 31 }, 'jwt_not_yet_valid'],
    [{ iat: -1 }, 'jwt_claims'],
    [{ iat: undefined }, 'none'],
  ])('J6 %j: %s', async (change, reason) => {
    expect(await reasonOf(change)).toBe(reason);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ iss: undefined }, 'jwt_issuer'],
    [{ iss: `${ISSUER.issuer}/` }, 'jwt_issuer'],
    [{ iss: ISSUER.issuer.toUpperCase() }, 'jwt_issuer'],
    [{ iss: [ISSUER.issuer] }, 'jwt_issuer'],
    [{ aud: undefined }, 'jwt_audience'],
    [{ aud: '' }, 'jwt_audience'],
    [{ aud: [] }, 'jwt_audience'],
    [{ aud: 'api://gateway2' }, 'jwt_audience'],
    [{ aud: 'API://GATEWAY' }, 'jwt_audience'],
    [{ aud: { 0: 'api://gateway' } }, 'jwt_audience'],
    [{ aud: ['api://gateway', 1] }, 'jwt_audience'],
    [{ aud: ['another', 'api://gateway'] }, 'none'],
    [{ sub: undefined }, 'jwt_claims'],
    [{ sub: '' }, 'jwt_claims'],
    [{ sub: 'x'.repeat(256) }, 'jwt_claims'],
    [{ sub: 'x'.repeat(255) }, 'none'],
    [{ jti: 1 }, 'jwt_claims'],
    [{ jti: undefined }, 'none'],
  ])('J7 %j: %s', async (change, reason) => {
    expect(await reasonOf(change)).toBe(reason);
  });

  test.each<[Record<string, unknown>, string]>([
    [{}, 'jwt_audience'],
    [{ azp: 'app-2' }, 'jwt_audience'],
    [{ azp: 'app-1' }, 'none'],
    [{ client_id: 'app-1' }, 'none'],
    [{ client_id: 'app-1', azp: 'app-2' }, 'jwt_audience'],
    [{ client_id: 1 }, 'jwt_audience'],
  ])('J7 of the client app-1 alone, %j: %s', async (change, reason) => {
    expect(await reasonOf(change, { clientIds: ['app-1'] })).toBe(reason);
  });

  test('J7 without an audience check, by an explicit word, any audience passes', async () => {
    expect(await reasonOf({ aud: 'another' }, { audiences: [], clientIds: [] })).toBe('none');
  });

  test.each<[Record<string, unknown>, string]>([
    [{ token_use: 'id' }, 'jwt_claims'],
    [{}, 'jwt_claims'],
    [{ token_use: 'access' }, 'none'],
  ])('J7 token_use access, %j: %s', async (change, reason) => {
    expect(await reasonOf(change, { tokenUse: 'access' })).toBe(reason);
  });

  test.each<[Record<string, unknown>, string]>([
    [{}, 'jwt_claims'],
    [{ scope: 'reader' }, 'jwt_claims'],
    [{ scope: 'write read' }, 'none'],
    [{ scp: ['read'] }, 'none'],
    [{ scp: 'read' }, 'none'],
    [{ scp: [1] }, 'jwt_claims'],
    [{ scope: 'write', scp: 'read' }, 'jwt_claims'],
  ])('every token must carry the scope read, %j: %s', async (change, reason) => {
    expect(await reasonOf(change, { scopes: ['read'] })).toBe(reason);
  });

  test.each([
    'a\r\nX-Evil: 1',
    'a\u0000',
    'a"b',
    'a\\b',
    'ali\u202ece',
    'aliсe',
    ' alice',
    'alice ',
    'alice\u2028',
    '\ud800',
  ])('H5 the subject %j is refused', async (sub) => {
    const rig = new AuthorizerRig();

    expect(await refused(rig, rig.jwt({ sub }))).toBe('jwt_claims');
    expect(rig.lines[0]).toMatch(/^[\x20-\x7e]*$/);
  });

  test.each<Record<string, unknown>>([
    { org: undefined },
    { org: '' },
    { org: ['acme', 'globex'] },
    { org: [] },
    { org: 1 },
    { org: 'acme\r\n' },
    { org: 'acme/idp' },
    { org: 'a'.repeat(129) },
    { groups: 'reader\n' },
    { groups: ['reader', ''] },
    { groups: ['reader', 1] },
    { groups: { reader: true } },
    { groups: Array.from({ length: 65 }, (_, n) => `g${n}`) },
    { level: '5' },
    { level: 5.5 },
    { level: 2 ** 53 },
    { level: null },
    { email: ['a@example.com'] },
    { email: 'x'.repeat(1025) },
    { email: '\ud800' },
  ])('S4 %j is refused, never repaired or left out', async (change) => {
    const rig = new AuthorizerRig();

    expect(await refused(rig, rig.jwt(change))).toBe('jwt_claims');
  });

  test('L3 L4 whatever a credential holds, its text stands in no record', async () => {
    const rig = new AuthorizerRig();
    const { text } = rig.registry.mint('acme', 'ci');
    const jwt = rig.jwt({ jti: 'id\r\n\u001b[31m' });
    for (const token of [text, jwt, forgeJwt(ATTACKER, HEADER, rig.claims()), `${text}x`]) {
      await rig.askAs(token, { path: `/shop/items/${token}` });
    }

    const secrets = [text.split('.')[3]!, jwt.split('.')[2]!, 'metering-key'];
    for (const line of rig.lines) {
      expect(line).toMatch(/^[\x20-\x7e]*$/);
      expect(secrets.filter((secret) => line.includes(secret))).toEqual([]);
    }
  });
});
