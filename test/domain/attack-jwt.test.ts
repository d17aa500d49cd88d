import { createHmac, sign } from 'node:crypto';
import { AuthorizerRig, DECLARATIONS, ISSUER, SIGNER } from '../support/authorizer-rig';
import { ecKey, edKey, encodePart, type ForgeKey, forgeJwt, rsaKey } from '../support/jwt-forge';

const ATTACKER = rsaKey('attacker');
const HEADER = { alg: 'RS256', kid: 'key-1', typ: 'JWT' };

/** A token with any header and claims, truly signed by the issuer's own key. */
function signed(header: unknown, claims: unknown): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), SIGNER.privateKey).toString('base64url')}`;
}

async function refused(rig: AuthorizerRig, token: string): Promise<string | undefined> {
  expect(await rig.askAs(token)).toEqual({ kind: 'unauthorized' });
  expect(rig.records.at(-1)?.unmapped).toMatchObject({ decision: 'forbid', tenant: '-', principal: '-', status: 401 });
  return rig.reason;
}

async function passes(rig: AuthorizerRig, token: string): Promise<void> {
  expect([(await rig.askAs(token)).kind, rig.reason]).toEqual(['pass', 'none']);
}

describe('the signature', () => {
  test.each(['none', 'None', 'nOnE', 'NONE', ''])(
    'J1 the algorithm %j is refused, with and without signature',
    async (alg) => {
      const rig = new AuthorizerRig();
      const input = `${encodePart({ ...HEADER, alg })}.${encodePart(rig.claims())}`;

      expect(await refused(rig, `${input}.`)).toMatch(/^(jwt|credential)_malformed$/);
      expect(await refused(rig, `${input}.${rig.jwt().split('.')[2]}`)).toBe('jwt_header');
      expect(await refused(rig, input)).toBe('jwt_malformed');
    },
  );

  test.each(['HS256', 'HS384', 'HS512'])('J2 %s with the public key as its secret is refused', async (alg) => {
    const rig = new AuthorizerRig();
    const input = `${encodePart({ ...HEADER, alg })}.${encodePart(rig.claims())}`;
    const secrets = [
      SIGNER.publicKey.export({ type: 'spki', format: 'pem' }) as string,
      JSON.stringify(SIGNER.jwk),
      SIGNER.jwk.n as string,
      '',
    ];
    for (const secret of secrets) {
      const mac = createHmac(`sha${alg.slice(2)}`, secret)
        .update(input)
        .digest('base64url');
      expect(await refused(rig, `${input}.${mac}`)).toBe('jwt_header');
    }
  });

  test('J2 a symmetric key in the issuer’s set verifies nothing', async () => {
    const rig = new AuthorizerRig();
    rig.jwks = { keys: [{ kty: 'oct', k: Buffer.from('secret').toString('base64url'), kid: 'key-1', alg: 'HS256' }] };

    expect(await refused(rig, rig.jwt())).toBe('jwt_key_unknown');
  });

  test('J2 the algorithm must be one of the key’s own: RS256 over an EC key, ES256 over an RSA key', async () => {
    const rig = new AuthorizerRig();
    const ec = ecKey('ec');
    const plain = { ...SIGNER.jwk, alg: undefined };
    rig.jwks = { keys: [{ ...ec.jwk, alg: undefined }, plain] };

    expect(await refused(rig, forgeJwt(ec, { ...HEADER, kid: 'ec', alg: 'RS256' }, rig.claims()))).toBe(
      'jwt_signature',
    );
    expect(await refused(rig, forgeJwt(SIGNER, { ...HEADER, alg: 'ES256' }, rig.claims()))).toBe('jwt_signature');
    await passes(rig, forgeJwt(ec, { ...HEADER, kid: 'ec', alg: 'ES256' }, rig.claims()));
    await passes(rig, rig.jwt());
  });

  test('J2 an algorithm that the issuer’s document does not name is refused, whatever the key says', async () => {
    const rig = new AuthorizerRig();
    const key: ForgeKey = { ...SIGNER, jwk: { ...SIGNER.jwk, alg: 'RS512' } };
    rig.jwks = { keys: [key.jwk] };

    expect(await refused(rig, forgeJwt(key, { ...HEADER, alg: 'RS512' }, rig.claims()))).toBe('jwt_header');
    expect(await refused(rig, forgeJwt(key, { ...HEADER, alg: 'PS256' }, rig.claims()))).toBe('jwt_header');
  });

  test('J10 an ECDSA signature of zeros, or of the group’s order, is refused', async () => {
    const rig = new AuthorizerRig();
    const ec = ecKey('ec');
    rig.jwks = { keys: [ec.jwk] };
    const input = `${encodePart({ ...HEADER, alg: 'ES256', kid: 'ec' })}.${encodePart(rig.claims())}`;
    const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
    const zero = Buffer.alloc(32);
    const one = Buffer.concat([Buffer.alloc(31), Buffer.from([1])]);

    for (const parts of [
      [zero, zero],
      [order, order],
      [one, zero],
      [zero, one],
      [order, one],
    ]) {
      expect(await refused(rig, `${input}.${Buffer.concat(parts).toString('base64url')}`)).toBe('jwt_signature');
    }
  });

  test('a changed claim, a changed header and another key’s signature are refused', async () => {
    const rig = new AuthorizerRig();
    const [header, , signature] = rig.jwt().split('.');

    expect(await refused(rig, `${header}.${encodePart(rig.claims({ sub: 'root' }))}.${signature}`)).toBe(
      'jwt_signature',
    );
    expect(await refused(rig, forgeJwt(ATTACKER, HEADER, rig.claims()))).toBe('jwt_signature');
  });

  test('a token that was verified once does not vouch for one that differs in its signature', async () => {
    const rig = new AuthorizerRig();
    await passes(rig, rig.jwt());

    expect(await refused(rig, `${rig.jwt().slice(0, -4)}AAAA`)).toBe('jwt_signature');
  });

  test('every single changed character is refused', async () => {
    const rig = new AuthorizerRig(5_000);
    const jwt = rig.jwt();
    await passes(rig, jwt);

    for (let index = 0; index < jwt.length; index += 1) {
      const changed = `${jwt.slice(0, index)}${jwt[index] === 'A' ? 'B' : 'A'}${jwt.slice(index + 1)}`;
      expect(await rig.askAs(changed)).toEqual({ kind: 'unauthorized' });
    }
    expect(rig.records).toHaveLength(jwt.length + 1);
  });

  test('EdDSA and ES256 keys of the set do verify', async () => {
    const rig = new AuthorizerRig();
    const [ed, ec] = [edKey('ed'), ecKey('ec')];
    rig.jwks = { keys: [ed.jwk, ec.jwk] };

    await passes(rig, forgeJwt(ed, { alg: 'EdDSA', kid: 'ed' }, rig.claims()));
    await passes(rig, forgeJwt(ec, { alg: 'ES256', kid: 'ec' }, rig.claims()));
  });
});

test.each(['RS256', 'RS384', 'RS512'])('%s signatures verify, with a key that names no algorithm', async (alg) => {
  const rig = new AuthorizerRig();
  rig.registry.publish({ ...DECLARATIONS, proxy: { version: 1, issuers: [{ ...ISSUER, algorithms: [alg] }] } });
  const key: ForgeKey = { ...SIGNER, jwk: { ...SIGNER.jwk, alg: undefined } };
  rig.jwks = { keys: [key.jwk] };

  await passes(rig, forgeJwt(key, { ...HEADER, alg }, rig.claims()));
});

test.each([
  ['ES384', ecKey('other', 'P-384', 'ES384')],
  ['ES512', ecKey('other', 'P-521', 'ES512')],
])('%s signatures verify', async (alg, key) => {
  const rig = new AuthorizerRig();
  rig.registry.publish({ ...DECLARATIONS, proxy: { version: 1, issuers: [{ ...ISSUER, algorithms: [alg] }] } });
  rig.jwks = { keys: [key.jwk] };

  await passes(rig, forgeJwt(key, { ...HEADER, kid: 'other', alg }, rig.claims()));
});

test.each([{ exp: 'tomorrow' }, { iat: 'today' }, { aud: 1 }, { iss: 1 }])(
  'claims of another type than is theirs are refused under whatever algorithm: %j',
  async (claims) => {
    const rig = new AuthorizerRig();
    const ec = ecKey('ec');
    rig.jwks = { keys: [ec.jwk, SIGNER.jwk] };

    for (const token of [
      forgeJwt(ec, { alg: 'ES256', kid: 'ec' }, rig.claims(claims)),
      forgeJwt(SIGNER, HEADER, rig.claims(claims)),
    ]) {
      expect(await refused(rig, token)).toMatch(/^jwt_(malformed|claims|issuer|audience)$/);
    }
  },
);

describe('the header', () => {
  test.each([
    ['jwk', ATTACKER.jwk],
    ['jku', 'https://attacker.example/jwks.json'],
    ['x5u', 'https://attacker.example/chain.pem'],
    ['x5c', ['MIIB']],
  ])('J4 %s is refused, and nothing is fetched', async (name, value) => {
    const rig = new AuthorizerRig();

    expect(await refused(rig, forgeJwt(ATTACKER, { ...HEADER, [name]: value }, rig.claims()))).toBe('jwt_header');
    expect(await refused(rig, signed({ ...HEADER, [name]: value }, rig.claims()))).toBe('jwt_header');
    expect(rig.fetches).toBe(0);
  });

  test.each([
    ['crit', []],
    ['crit', ['b64']],
    ['crit', ['exp']],
    ['b64', false],
    ['b64', true],
    ['zip', 'DEF'],
    ['cty', 'JWT'],
    ['enc', 'A256GCM'],
    ['epk', {}],
    ['iss', ISSUER.issuer],
    ['__proto__', {}],
  ])('J5 a truly signed token with %s = %j is refused', async (name, value) => {
    const rig = new AuthorizerRig();
    const header = `{"alg":"RS256","kid":"key-1","typ":"JWT",${JSON.stringify(name)}:${JSON.stringify(value)}}`;

    expect(await refused(rig, signed(header, rig.claims()))).toBe('jwt_header');
  });

  test('J5 a JWE and JSON serialisations are refused', async () => {
    const rig = new AuthorizerRig();
    const [protectedHeader, payload, signature] = rig.jwt().split('.');

    expect(await refused(rig, `${encodePart({ alg: 'dir', enc: 'A256GCM' })}..aaaa.bbbb.cccc`)).toBe('jwt_malformed');
    const json = JSON.stringify({ protected: protectedHeader, payload, signature });
    expect(await refused(rig, json)).toBe('credential_malformed');
    expect(await refused(rig, Buffer.from(json).toString('base64url'))).toBe('jwt_malformed');
  });

  test.each([undefined, '', ' key-1', 'key-1 ', 'key-1\u0000', 'kéy', 'k'.repeat(129), 1, ['key-1'], "key-1' OR 1=1"])(
    'J3 %j is no key id, and nobody is asked for it',
    async (kid) => {
      const rig = new AuthorizerRig();

      expect(await refused(rig, signed({ ...HEADER, kid }, rig.claims()))).toBe('jwt_header');
      expect(rig.fetches).toBe(0);
    },
  );

  test.each(['key-2', 'KEY-1', '../key-1', 'k'.repeat(128), '__proto__', 'constructor'])(
    'J3 the key id %j is another key’s',
    async (kid) => {
      const rig = new AuthorizerRig();

      expect(await refused(rig, signed({ ...HEADER, kid }, rig.claims()))).toBe('jwt_key_unknown');
    },
  );

  test.each([
    ['typ', 'dpop+jwt'],
    ['typ', 'JWE'],
    ['typ', 'x/application/jwt'],
    ['typ', 'application/'],
    ['typ', 1],
    ['typ', ''],
    ['typ', null],
    ['alg', 1],
    ['alg', ['RS256']],
  ])('J7 %s = %j is refused', async (name, value) => {
    const rig = new AuthorizerRig();

    expect(await refused(rig, signed({ ...HEADER, [name]: value }, rig.claims()))).toBe('jwt_header');
  });

  test.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', undefined])(
    'J7 the type %j passes',
    async (typ) => {
      const rig = new AuthorizerRig();

      await passes(rig, signed({ ...HEADER, typ, x5t: 'thumbprint', 'x5t#S256': 'thumbprint' }, rig.claims()));
    },
  );

  test('J7 an issuer of access tokens takes no other type, and none is another', async () => {
    const rig = new AuthorizerRig();
    rig.registry.publish({
      ...DECLARATIONS,
      proxy: { version: 1, issuers: [{ ...ISSUER, types: ['at+jwt'] }] },
    });

    expect(await refused(rig, signed({ ...HEADER, typ: 'JWT' }, rig.claims()))).toBe('jwt_header');
    expect(await refused(rig, signed({ ...HEADER, typ: undefined }, rig.claims()))).toBe('jwt_header');
    await passes(rig, signed({ ...HEADER, typ: 'at+jwt' }, rig.claims()));
  });
});

describe('the form', () => {
  test('J8 a member named twice, plainly, in escapes or deep inside, is refused', async () => {
    const rig = new AuthorizerRig();
    const claims = JSON.stringify(rig.claims()).slice(0, -1);
    const header = JSON.stringify(HEADER).slice(0, -1);

    expect(await refused(rig, signed(HEADER, `${claims},"sub":"root"}`))).toBe('jwt_malformed');
    expect(await refused(rig, signed(HEADER, `${claims},"\\u0073ub":"root"}`))).toBe('jwt_malformed');
    expect(await refused(rig, signed(HEADER, `${claims},"a":[{"b":1,"b":2}]}`))).toBe('jwt_malformed');
    expect(await refused(rig, signed(`${header},"alg":"RS256"}`, rig.claims()))).toBe('jwt_malformed');
    await passes(rig, signed(HEADER, `${claims},"a":[{"b":1},{"b":2}],"c":{"b":"\\"b\\":"}}`));
  });

  test('J9 9 KB are refused before anything is parsed', async () => {
    const rig = new AuthorizerRig();

    expect(await refused(rig, rig.jwt({ padding: 'x'.repeat(6_500) }))).toBe('jwt_too_large');
    expect(rig.registry.reads).toEqual([]);
    await passes(rig, rig.jwt({ padding: 'x'.repeat(4_500) }));
  });

  test('J9 8,192 characters are read, and no more', async () => {
    const rig = new AuthorizerRig();
    const reasons = new Map<number, string | undefined>();
    for (let padding = 5_300; !reasons.has(8_193); padding += 1) {
      const token = rig.jwt({ padding: 'x'.repeat(padding) });
      if (token.length > 8_180) {
        await rig.askAs(token);
        reasons.set(token.length > 8_192 ? 8_193 : token.length, rig.reason);
      }
    }

    expect([reasons.get(8_192) ?? reasons.get(8_191), reasons.get(8_193)]).toEqual(['none', 'jwt_too_large']);
  });

  test('J9 8 KB of nesting are refused without harm', async () => {
    const rig = new AuthorizerRig();

    expect(await refused(rig, signed(HEADER, '['.repeat(3_000)))).toBe('jwt_malformed');
    expect(await refused(rig, signed(HEADER, `${'['.repeat(1_500)}${']'.repeat(1_500)}`))).toBe('jwt_malformed');
  });

  test('a token has one spelling: padding, stray bits, other alphabets and white space are refused', async () => {
    const rig = new AuthorizerRig();
    const jwt = rig.jwt();
    const [header, claims, signature] = jwt.split('.') as [string, string, string];
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(signature.at(-1) as string);
    const stray = signature.slice(0, -1) + alphabet[(last & 0b110000) | ((last + 1) & 0b1111)];

    await passes(rig, jwt);
    expect(Buffer.from(stray, 'base64url').equals(Buffer.from(signature, 'base64url'))).toBe(true);
    expect(await refused(rig, `${header}.${claims}.${stray}`)).toBe('jwt_malformed');
    expect(await refused(rig, `${header}.${claims}.${signature}==`)).toBe('jwt_malformed');
    expect(await refused(rig, `${header}.${claims}=.${signature}`)).toBe('jwt_malformed');
    expect(await refused(rig, `${jwt}.`)).toBe('jwt_malformed');
    expect(await refused(rig, `${jwt}.${signature}`)).toBe('jwt_malformed');
    expect(await refused(rig, `${header}.${claims}.${Buffer.from(signature, 'base64url').toString('base64')}`)).toBe(
      'jwt_malformed',
    );
  });

  test('the library’s own laxness is not ours: bytes that are no UTF-8, a byte order mark, and JSON that is no object', async () => {
    const rig = new AuthorizerRig();
    const sign2 = (payload: Buffer): string => {
      const input = `${encodePart(HEADER)}.${payload.toString('base64url')}`;
      return `${input}.${sign('sha256', Buffer.from(input), SIGNER.privateKey).toString('base64url')}`;
    };
    const claims = Buffer.from(JSON.stringify(rig.claims({ x: '~' })));
    const invalid = Buffer.from(claims);
    invalid[claims.indexOf('~')] = 0xff;

    expect(await refused(rig, sign2(invalid))).toBe('jwt_malformed');
    expect(await refused(rig, sign2(Buffer.concat([Buffer.from('\ufeff'), claims])))).toBe('jwt_malformed');
    for (const json of ['null', '[]', '"x"', '1', '', '{', '{"a":1}x']) {
      expect(await refused(rig, sign2(Buffer.from(json)))).toBe('jwt_malformed');
    }
  });
});
