import { createPublicKey, type KeyObject } from 'node:crypto';
import { SIGNATURE_ALGORITHMS } from '../contract/proxy-document';
import { isListOf, isOptional, isText } from '../domain/shape';
import { isRocaModulus } from './roca-modulus';

/** A published key that may verify signatures, reduced to its public members. */
export interface SignatureKey {
  readonly kid: string;
  /** What its type and curve allow, narrowed by its `alg` where it has one. */
  readonly algorithms: readonly string[];
  readonly jwk: Readonly<Record<string, string>>;
  readonly publicKey: KeyObject;
}

type Material = Pick<SignatureKey, 'algorithms' | 'jwk'>;
type Jwk = Readonly<Record<string, unknown>>;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const CURVES: ReadonlyMap<string, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
]);
const MINIMUM_MODULUS_BITS = 2_048;
const MAXIMUM_MODULUS_BITS = 8_192;
const MINIMUM_EXPONENT = 65_537n;

/**
 * Picks the keys of a set that may verify signatures. Ignored are keys without a name or with one that another key
 * has too, private and symmetric ones, those for another use or of an unknown kind, and weak ones.
 *
 * @param keys members of a JWKS.
 * @see RFC 7517, section 4; RFC 8725, section 3.5
 */
export function signatureKeys(keys: readonly Jwk[]): ReadonlyMap<string, SignatureKey> {
  const named = keys.filter((jwk): jwk is Jwk & { kid: string } => isText(jwk.kid));
  const names = new Map<string, number>();
  for (const { kid } of named) {
    names.set(kid, (names.get(kid) ?? 0) + 1);
  }
  const usable = named.filter(({ kid }) => names.get(kid) === 1).flatMap((jwk) => signatureKeyOf(jwk.kid, jwk) ?? []);
  return new Map(usable.map((key) => [key.kid, key]));
}

/** The key that a JWT brought along, if it may verify signatures; its name does not matter. */
export function embeddedKey(jwk: Jwk): SignatureKey | undefined {
  return signatureKeyOf('', jwk);
}

const isOptionalText = isOptional(isText);
const isTextList = isListOf(isText);

function signatureKeyOf(kid: string, jwk: Jwk): SignatureKey | undefined {
  const { alg, use, key_ops: operations } = jwk;
  const verifies =
    (use ?? 'sig') === 'sig' && (operations === undefined || (isTextList(operations) && operations.includes('verify')));
  if (!verifies || !isOptionalText(alg) || PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) {
    return undefined;
  }
  const material = materialOf(jwk);
  const algorithms = material?.algorithms.filter((algorithm) => alg === undefined || alg === algorithm) ?? [];
  const publicKey = material === undefined || algorithms.length === 0 ? undefined : importKey(material.jwk);
  return publicKey && material && { kid, algorithms, jwk: material.jwk, publicKey };
}

function materialOf(jwk: Jwk): Material | undefined {
  const { kty, crv, n, e, x, y } = jwk;
  if (kty === 'RSA' && isText(n) && isText(e)) {
    return isStrongRsa(n, e)
      ? { algorithms: SIGNATURE_ALGORITHMS.filter((name) => name.startsWith('RS')), jwk: { kty, n, e } }
      : undefined;
  }
  if (kty === 'EC' && isText(crv) && isText(x) && isText(y)) {
    const algorithm = CURVES.get(crv);
    return algorithm === undefined ? undefined : { algorithms: [algorithm], jwk: { kty, crv, x, y } };
  }
  return kty === 'OKP' && crv === 'Ed25519' && isText(x) ? { algorithms: ['EdDSA'], jwk: { kty, crv, x } } : undefined;
}

function isStrongRsa(n: string, e: string): boolean {
  const modulus = integerOf(n);
  const exponent = integerOf(e);
  const bits = modulus.toString(2).length;
  return (
    bits >= MINIMUM_MODULUS_BITS &&
    bits <= MAXIMUM_MODULUS_BITS &&
    modulus % 2n === 1n &&
    exponent >= MINIMUM_EXPONENT &&
    exponent % 2n === 1n &&
    exponent < 2n ** 64n &&
    !isRocaModulus(modulus)
  );
}

function integerOf(base64url: string): bigint {
  return BigInt(`0x0${Buffer.from(base64url, 'base64url').toString('hex')}`);
}

/** @returns `undefined` where OpenSSL does not take it for a key. */
function importKey(jwk: Material['jwk']): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
