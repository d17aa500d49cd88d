import { generateKeyPairSync } from 'node:crypto';
import { isRocaModulus } from '../../lambda/adapters/roca-modulus';
import { signatureKeys } from '../../lambda/adapters/signature-key';
import { ecKey, edKey, type ForgeKey, privateJwk, rsaKey } from '../support/jwt-forge';

const RSA = rsaKey('rsa');
const WEAK = rsaKey('weak', 1024);

function algorithmsOf(jwk: Record<string, unknown>): readonly string[] | undefined {
  return signatureKeys([jwk]).get(jwk.kid as string)?.algorithms;
}

describe('J11 the keys of a set that may verify signatures', () => {
  test.each<[string, ForgeKey, readonly string[]]>([
    ['RSA', RSA, ['RS256']],
    ['P-256', ecKey('a'), ['ES256']],
    ['P-384', ecKey('b', 'P-384', 'ES384'), ['ES384']],
    ['P-521', ecKey('c', 'P-521', 'ES512'), ['ES512']],
    ['Ed25519', edKey('d'), ['EdDSA']],
  ])('%s', (_, key, algorithms) => {
    expect(algorithmsOf(key.jwk)).toEqual(algorithms);
  });

  test('without alg, a key’s kind says what it may', () => {
    const jwk = { ...RSA.jwk, alg: undefined, use: undefined };

    expect(algorithmsOf(jwk)).toEqual(['RS256', 'RS384', 'RS512']);
    expect(algorithmsOf({ ...jwk, key_ops: ['verify'] })).toEqual(['RS256', 'RS384', 'RS512']);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a modulus of 1,024 bits', WEAK.jwk],
    ['a private key', privateJwk(RSA)],
    ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0', kid: 'k' }],
    ['another use', { ...RSA.jwk, use: 'enc' }],
    ['a use that is no text', { ...RSA.jwk, use: ['sig'] }],
    ['other operations', { ...RSA.jwk, key_ops: ['encrypt'] }],
    ['operations that are no list', { ...RSA.jwk, key_ops: 'verify' }],
    ['an algorithm of another kind', { ...RSA.jwk, alg: 'ES256' }],
    ['an algorithm we do not verify', { ...RSA.jwk, alg: 'PS256' }],
    ['an algorithm that is no text', { ...RSA.jwk, alg: 1 }],
    ['the exponent 1', { ...RSA.jwk, e: 'AQ' }],
    ['the exponent 3', { ...RSA.jwk, e: 'Aw' }],
    ['an even exponent', { ...RSA.jwk, e: 'AQAC' }],
    ['a huge exponent', { ...RSA.jwk, e: Buffer.alloc(9, 0xff).toString('base64url') }],
    ['an even modulus', { ...RSA.jwk, n: Buffer.alloc(256, 0xfe).toString('base64url') }],
    ['a huge modulus', { ...RSA.jwk, n: Buffer.alloc(2_048, 0xff).toString('base64url') }],
    ['no modulus', { ...RSA.jwk, n: undefined }],
    ['an empty exponent', { ...RSA.jwk, e: '' }],
    ['an unknown curve', { ...ecKey('a').jwk, crv: 'secp256k1', alg: undefined }],
    ['a point that is not on its curve', { ...ecKey('a').jwk, y: Buffer.alloc(32, 1).toString('base64url') }],
    ['half a point', { ...ecKey('a').jwk, y: undefined }],
    ['a key agreement curve', { kty: 'OKP', crv: 'X25519', x: edKey('d').jwk.x, kid: 'x' }],
    ['an Edwards key without its point', { ...edKey('d').jwk, x: 1 }],
    ['no id', { ...RSA.jwk, kid: undefined }],
    ['an id that is no text', { ...RSA.jwk, kid: 1 }],
    ['no kind', { kid: 'x' }],
  ])('%s is ignored', (_, jwk) => {
    expect(signatureKeys([jwk]).size).toBe(0);
  });

  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])(
    'a key with the private member %s alone is ignored',
    (name) => {
      expect(signatureKeys([{ ...RSA.jwk, [name]: 'AQ' }]).size).toBe(0);
    },
  );

  test('as much as is allowed is used: 2,048 and 8,192 bits; an exponent under 2^64', () => {
    const long = (bytes: number) => ({ ...RSA.jwk, n: Buffer.alloc(bytes, 0xff).toString('base64url') });
    const exponent = (hex: string) => ({ ...RSA.jwk, e: Buffer.from(hex, 'hex').toString('base64url') });

    expect([256, 1_024].map((bytes) => signatureKeys([long(bytes)]).size)).toEqual([1, 1]);
    expect([255, 1_025].map((bytes) => signatureKeys([long(bytes)]).size)).toEqual([0, 0]);
    expect(['010001', '010003', 'ffffffffffffffff'].map((e) => signatureKeys([exponent(e)]).size)).toEqual([1, 1, 1]);
    expect(['ffff', '010000000000000001'].map((e) => signatureKeys([exponent(e)]).size)).toEqual([0, 0]);
  });

  test('an id that two keys share names neither; the others stay', () => {
    const keys = signatureKeys([RSA.jwk, { ...ecKey('rsa').jwk }, edKey('ed').jwk]);

    expect([...keys.keys()]).toEqual(['ed']);
  });

  test('only public members go on', () => {
    expect(signatureKeys([{ ...RSA.jwk, x5c: ['MIIB'], x5t: 'y' }]).get('rsa')?.jwk).toEqual({
      kty: 'RSA',
      n: RSA.jwk.n,
      e: 'AQAB',
    });
  });
});

describe('J11 the flawed generator’s moduli (CVE-2017-15361)', () => {
  /** The primes of the flaw are k * M + (65537^a mod M), with M a product of small primes. */
  const PRODUCT = [
    2n,
    3n,
    5n,
    7n,
    11n,
    13n,
    17n,
    19n,
    23n,
    29n,
    31n,
    37n,
    41n,
    43n,
    47n,
    53n,
    59n,
    61n,
    67n,
    71n,
    73n,
    79n,
    83n,
    89n,
    97n,
    101n,
    103n,
    107n,
    109n,
    113n,
    127n,
    131n,
    137n,
    139n,
    149n,
    151n,
    157n,
    163n,
    167n,
  ].reduce((a, b) => a * b);

  function power(exponent: number): bigint {
    return Array.from({ length: exponent }).reduce<bigint>((value) => (value * 65_537n) % PRODUCT, 1n);
  }

  test('are told by their remainders', () => {
    expect(isRocaModulus((12_345n * PRODUCT + power(17)) * (67_890n * PRODUCT + power(1_001)))).toBe(true);
  });

  test('a key of such a form is ignored, an ordinary one is not', () => {
    const half = 2n ** 1_023n / PRODUCT;
    const modulus = ((half + 1n) * 2n * PRODUCT + power(3)) * ((half + 7n) * 2n * PRODUCT + power(5));
    const n = Buffer.from(modulus.toString(16).padStart(514, '0'), 'hex').toString('base64url');
    const ordinary = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });

    expect(algorithmsOf({ ...RSA.jwk, n })).toBeUndefined();
    expect(algorithmsOf({ ...ordinary, kid: 'x' })).toBeDefined();
  });
});
