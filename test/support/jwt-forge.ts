import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key pair of an issuer, with its public key as a JWK. */
export interface ForgeKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Record<string, unknown>;
}

export function rsaKey(kid: string, modulusLength = 2048): ForgeKey {
  const pair = generateKeyPairSync('rsa', { modulusLength });
  return { ...pair, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } };
}

export function ecKey(kid: string, namedCurve = 'P-256', alg = 'ES256'): ForgeKey {
  const pair = generateKeyPairSync('ec', { namedCurve });
  return { ...pair, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg } };
}

export function edKey(kid: string): ForgeKey {
  const pair = generateKeyPairSync('ed25519');
  return { ...pair, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'EdDSA' } };
}

export function privateJwk(key: ForgeKey): Record<string, unknown> {
  return {
    ...key.jwk,
    ...createPrivateKey(key.privateKey.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' }),
  };
}

export function encodePart(json: unknown): string {
  return Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)).toString('base64url');
}

/** Signs whatever it is given; a string stands for the JSON text itself. */
export function forgeJwt(key: ForgeKey, header: unknown, claims: unknown): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  const alg = typeof header === 'object' ? String((header as Record<string, unknown>).alg) : 'RS256';
  return `${input}.${signatureOf(key, alg, input)}`;
}

function signatureOf(key: ForgeKey, alg: string, input: string): string {
  if (key.privateKey.asymmetricKeyType === 'ed25519') {
    return sign(null, Buffer.from(input), key.privateKey).toString('base64url');
  }
  const bits = /(?:256|384|512)$/.exec(alg)?.[0] ?? '256';
  return sign(`sha${bits}`, Buffer.from(input), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  }).toString('base64url');
}
