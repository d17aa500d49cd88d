import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { DependencyFault } from '../../lambda/domain/ports';
import { NOW } from '../support/authorizer-rig';
import { KEY, OTHER, PEM, rigWith, send, URI, type Word, X5T } from '../support/bound-tokens';
import { dpopKey, forgeProof } from '../support/dpop-forge';
import { ecKey, edKey, encodePart, privateJwk, rsaKey } from '../support/jwt-forge';
import { propertyRuns } from '../support/property-runs';

describe('a token that is bound to a key', () => {
  test.each<[Word]>([['dpop'], ['accepted']])('passes with a proof of it, where the issuer says %s', async (word) => {
    const rig = rigWith(word);

    expect(await send(rig)).toBe('none');
    expect(rig.usedProofs.size).toBe(1);
  });

  test.each([
    ['RS256', dpopKey(rsaKey('r'), 'RS256')],
    ['RS384', dpopKey(rsaKey('r'), 'RS384')],
    ['RS512', dpopKey(rsaKey('r'), 'RS512')],
    ['ES256', dpopKey(ecKey('e'), 'ES256')],
    ['ES384', dpopKey(ecKey('e', 'P-384', 'ES384'), 'ES384')],
    ['ES512', dpopKey(ecKey('e', 'P-521', 'ES512'), 'ES512')],
    ['EdDSA', dpopKey(edKey('o'), 'EdDSA')],
  ])('passes with a proof by %s', async (_, key) => {
    expect(await send(rigWith('dpop'), { key, cnf: { jkt: key.thumbprint } })).toBe('none');
  });

  test.each<[Word, string]>([
    ['dpop', 'sender_unproven'],
    ['accepted', 'sender_unproven'],
    [undefined, 'sender_unsupported'],
    ['mutualTls', 'sender_unbound'],
  ])('does not pass as a bearer token, where the issuer says %s', async (word, reason) => {
    expect(await send(rigWith(word), { proof: undefined })).toBe(reason);
  });

  test('with a proof does not pass either where the issuer says nothing: nobody would remember the proof', async () => {
    const rig = rigWith(undefined);

    expect(await send(rig)).toBe('sender_unsupported');
    expect(rig.usedProofs.size).toBe(0);
  });

  test('does not pass with a good proof of another key', async () => {
    expect(await send(rigWith('dpop'), { key: OTHER })).toBe('sender_unproven');
  });

  test.each<[string, Record<string, unknown>]>([
    ['another method', { htm: 'POST' }],
    ['a method in lower case', { htm: 'get' }],
    ['no method', { htm: undefined }],
    ['another path', { htu: 'https://api.example.com/prod/shop/items/2' }],
    ['no stage', { htu: 'https://api.example.com/shop/items/1' }],
    ['a trailing slash', { htu: `${URI}/` }],
    ['another host', { htu: 'https://evil.example.com/prod/shop/items/1' }],
    ['a user', { htu: 'https://x@api.example.com/prod/shop/items/1' }],
    ['another port', { htu: 'https://api.example.com:8443/prod/shop/items/1' }],
    ['another scheme', { htu: 'http://api.example.com/prod/shop/items/1' }],
    ['a query', { htu: `${URI}?a=b` }],
    ['a fragment', { htu: `${URI}#a` }],
    ['a list of addresses', { htu: [URI] }],
    ['no address', { htu: undefined }],
    ['a time 61 s ago', { iat: NOW / 1000 - 61 }],
    ['a time in 61 s', { iat: NOW / 1000 + 61 }],
    ['a time that is text', { iat: String(NOW / 1000) }],
    ['no time', { iat: undefined }],
    ['a past end', { exp: NOW / 1000 }],
    ['an end that is text', { exp: 'x' }],
    ['a future start', { nbf: NOW / 1000 + 1 }],
    ['a start that is text', { nbf: 'x' }],
    ['another token', { ath: createHash('sha256').update('x').digest('base64url') }],
    ['another spelling of the token’s hash', { ath: 'AA==' }],
    ['no token', { ath: undefined }],
    ['no id', { jti: undefined }],
    ['a short id', { jti: 'x'.repeat(15) }],
    ['a long id', { jti: 'x'.repeat(129) }],
    ['an id with a space', { jti: `${'x'.repeat(16)} x` }],
    ['an id that is no text', { jti: 1 }],
  ])('does not pass with a proof of %s', async (_, claims) => {
    const rig = rigWith('dpop');

    expect(await send(rig, { claims })).toBe('dpop_proof');
    expect(rig.usedProofs.size).toBe(0);
  });

  test.each<[string, Record<string, unknown>]>([
    ['no type', { typ: undefined }],
    ['another type', { typ: 'JWT' }],
    ['a type in capitals', { typ: 'DPOP+JWT' }],
    ['the algorithm none', { alg: 'none' }],
    ['a symmetric algorithm', { alg: 'HS256' }],
    ['an algorithm of another key', { alg: 'RS256' }],
    ['no algorithm', { alg: undefined }],
    ['a list of algorithms', { alg: ['ES256'] }],
    ['no key', { jwk: undefined }],
    ['a key that is text', { jwk: 'x' }],
    ['a private key', { jwk: privateJwk(KEY.key) }],
    ['a symmetric key', { jwk: { kty: 'oct', k: 'AAAA' } }],
    ['a key for encryption', { jwk: { ...KEY.jwk, use: 'enc' } }],
    ['a point that is on no curve', { jwk: { ...KEY.jwk, x: OTHER.jwk.x } }],
    ['another key', { jwk: OTHER.jwk }],
    ['a key id', { kid: 'x' }],
    ['an address of a key', { jku: 'https://evil.example.com' }],
    ['a critical member', { crit: ['b64'], b64: false }],
  ])('does not pass with a proof whose header has %s', async (_, header) => {
    expect(await send(rigWith('dpop'), { header })).toBe('dpop_proof');
  });

  test.each([
    ['RSA of 1,024 bits', dpopKey(rsaKey('w', 1_024), 'RS256')],
    ['a curve that is not taken', dpopKey(ecKey('k', 'secp256k1', 'ES256K'), 'ES256')],
  ])('does not pass with a proof of a weak key: %s', async (_, key) => {
    expect(await send(rigWith('dpop'), { key, cnf: { jkt: key.thumbprint } })).toBe('dpop_proof');
  });

  test('does not pass with a proof that is no JWT, is padded, too long, or whose signature is changed', async () => {
    const rig = rigWith('dpop');
    const token = rig.jwt({ cnf: { jkt: KEY.thumbprint } });
    const good = forgeProof(KEY, { token, htu: URI, iat: rig.time / 1000 });
    const [header, claims, signature] = good.split('.') as [string, string, string];
    const zeros = Buffer.alloc(64).toString('base64url');
    const long = forgeProof(KEY, { token, htu: URI, iat: rig.time / 1000 }, { padding: 'x'.repeat(3_000) });
    const proofs = [
      'x',
      `${good}=`,
      `${header}.${claims}.${zeros}`,
      `${header}.${claims}.`,
      `${header}.${encodePart({ ...rig.claims(), htm: 'GET' })}.${signature}`,
      long,
    ];

    for (const proof of proofs) {
      await rig.ask({ uri: URI, headers: { Authorization: [`DPoP ${token}`], DPoP: [proof] } });
      expect(rig.reason).toBe('dpop_proof');
    }
    expect(long.length).toBeGreaterThan(4_096);
    await rig.ask({ uri: URI, headers: { Authorization: [`dpop ${token}`], dpop: [good] } });
    expect(rig.reason).toBe('none');
  });

  test.each([
    ['the case of scheme and host', 'HTTPS://API.Example.com/prod/shop/items/1', URI],
    ['the port 443', 'https://api.example.com:443/prod/shop/items/1', URI],
    [
      'the case of percent-encoding',
      'https://a.example.com/prod/shop/items/%3a1',
      'https://a.example.com/prod/shop/items/%3A1',
    ],
  ])('passes whatever %s in the proof', async (_, htu, uri) => {
    expect(await send(rigWith('dpop'), { claims: { htu }, request: { uri } })).toBe('none');
  });

  test('an address without a path is that of the root', async () => {
    const rig = rigWith('dpop');

    expect(
      await send(rig, { claims: { htu: 'https://a.example.com' }, request: { uri: 'https://a.example.com/' } }),
    ).toBe('none');
  });

  test('does not pass where the request’s address cannot be told', async () => {
    for (const claims of [{}, { htu: undefined }, { htu: 'undefined' }]) {
      expect(await send(rigWith('dpop'), { claims, request: { uri: undefined as unknown as string } })).toBe(
        'dpop_proof',
      );
    }
  });

  test.each([-60, 60])('passes with a proof of a clock that is %i s from ours', async (seconds) => {
    expect(
      await send(rigWith('dpop'), { claims: { iat: NOW / 1000 + seconds, nbf: NOW / 1000, exp: NOW / 1000 + 1 } }),
    ).toBe('none');
  });

  test('passes with a proof of 4,096 characters, and with none that is longer', async () => {
    const rig = rigWith('dpop');
    const token = rig.jwt({ cnf: { jkt: KEY.thumbprint } });
    const about = { token, htu: URI, iat: rig.time / 1000 };
    const spare = 4_096 - forgeProof(KEY, about, { padding: '' }).length;
    const reasons = [];

    // Base64 turns three characters into four, so not every length can be had.
    for (let padding = Math.floor((spare * 3) / 4) - 3; padding < spare; padding += 1) {
      const proof = forgeProof(KEY, about, { padding: 'x'.repeat(padding) });
      await rig.ask({ uri: URI, headers: { Authorization: [`DPoP ${token}`], DPoP: [proof] } });
      reasons.push([proof.length, rig.reason]);
      if (proof.length > 4_096) {
        break;
      }
    }

    expect(reasons).toContainEqual([4_096, 'none']);
    expect(reasons.at(-1)).toEqual([expect.any(Number), 'dpop_proof']);
    expect(reasons.slice(0, -1).map(([, reason]) => reason)).not.toContain('dpop_proof');
  });

  test('a proof is used once, for whatever token and request; another key’s of the same id is another', async () => {
    const rig = rigWith('dpop');
    const jti = 'the-same-id-again';

    expect(await send(rig, { claims: { jti } })).toBe('none');
    expect(await send(rig, { claims: { jti } })).toBe('dpop_replayed');
    expect(rig.records.at(-1)?.unmapped).toMatchObject({ status: 401, principal: 'acme/idp|alice' });
    expect(await send(rig, { claims: { jti }, key: OTHER, cnf: { jkt: OTHER.thumbprint } })).toBe('none');
  });

  test('of two requests with one proof at once, one passes', async () => {
    const rig = rigWith('dpop');
    const claims = { jti: 'the-same-id-at-once' };

    await Promise.all([send(rig, { claims }), send(rig, { claims })]);

    expect(rig.records.map(({ unmapped }) => unmapped.reason).sort()).toEqual(['dpop_replayed', 'none']);
  });

  test('a refused request uses no proof up', async () => {
    const rig = rigWith('dpop');
    const claims = { htm: 'PUT', jti: 'a-put-that-is-refused' };

    expect(await send(rig, { claims, request: { method: 'PUT' } })).toBe('policy_no_permit');
    expect(rig.usedProofs.size).toBe(0);
  });

  test('where the use of a proof cannot be written, the request is refused', async () => {
    const rig = rigWith('dpop');
    Object.assign(rig.ports, {
      proofs: { use: () => Promise.reject(new DependencyFault('registry', 'unavailable', 'x')) },
    });

    expect(await send(rig)).toBe('registry_unavailable');
    expect(rig.records[0]?.unmapped.decision).toBe('fault');
  });

  test('a proof expires as its item may: the item outlives every instant at which the proof is accepted', async () => {
    const rig = rigWith('dpop');
    const ends: number[] = [];
    Object.assign(rig.ports, { proofs: { use: async (_: unknown, { ttl }: { ttl: number }) => ends.push(ttl) > 0 } });
    const iat = NOW / 1000 + 59.5;

    await send(rig, { claims: { iat } });

    expect(ends).toHaveLength(1);
    expect(ends[0]!).toBeGreaterThanOrEqual(iat + 60);
  });

  test('hostile proofs are refused, and none is a fault', async () => {
    const rig = rigWith('dpop');
    const token = rig.jwt({ cnf: { jkt: KEY.thumbprint } });
    const member = fc.constantFrom('jti', 'htm', 'htu', 'iat', 'ath', 'exp', 'nbf');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(member, fc.jsonValue(), { minKeys: 1 }), fc.jsonValue(), async (claims, jwk) => {
        const about = { token, htu: URI, iat: rig.time / 1000 };
        for (const proof of [
          forgeProof(KEY, about, claims),
          forgeProof(KEY, about, {}, { jwk }),
          forgeProof(OTHER, about, claims),
        ]) {
          const verdict = await rig.ask({ uri: URI, headers: { Authorization: [`DPoP ${token}`], DPoP: [proof] } });
          const harmless =
            proof === undefined ||
            verdict.kind === 'unauthorized' ||
            Object.keys(claims).every((name) => ['exp', 'nbf', 'jti'].includes(name));
          expect([harmless, verdict.kind === 'fault']).toEqual([true, false]);
        }
      }),
      propertyRuns(50),
    );
  });
});

describe('the header of a proof', () => {
  test.each<[string, Record<string, string[]>, string]>([
    ['none with the scheme DPoP', {}, 'credential_malformed'],
    ['two', { DPoP: ['x', 'y'] }, 'credential_malformed'],
    ['two spellings', { DPoP: ['x'], dpop: ['x'] }, 'credential_malformed'],
  ])('%s: refused', async (_, headers, reason) => {
    const rig = rigWith('dpop');

    await rig.ask({ uri: URI, headers: { Authorization: [`DPoP ${rig.jwt()}`], ...headers } });

    expect(rig.reason).toBe(reason);
  });

  test('beside the scheme Bearer, a proxy token or nothing is refused: nobody would look at it', async () => {
    const rig = rigWith('accepted');
    const { text } = rig.registry.mint('acme', 'ci');
    for (const headers of [
      { Authorization: [`Bearer ${rig.jwt()}`] },
      { Authorization: [`Bearer ${text}`] },
      { 'x-api-key': [text] },
      {},
    ]) {
      await rig.ask({ uri: URI, headers: { ...headers, DPoP: ['x'] } });
      expect(rig.reason).toBe('credential_conflict');
    }
  });

  test('the scheme DPoP needs a token that is bound to a key', async () => {
    for (const cnf of [undefined, { 'x5t#S256': X5T }]) {
      const rig = rigWith('accepted');
      const token = rig.jwt({ cnf });
      const proof = forgeProof(KEY, { token, htu: URI, iat: rig.time / 1000 });

      await rig.ask({
        uri: URI,
        clientCertificate: PEM,
        headers: { Authorization: [`DPoP ${token}`], DPoP: [proof] },
      });

      expect(rig.reason).toBe('sender_unbound');
    }
  });

  test('a proxy token does not go into the scheme DPoP', async () => {
    const rig = rigWith('dpop');
    const { text } = rig.registry.mint('acme', 'ci');

    await rig.ask({ headers: { Authorization: [`DPoP ${text}`], DPoP: ['x'] } });

    expect(rig.reason).toBe('jwt_malformed');
  });
});
