import { createHash } from 'node:crypto';
import { type ForgeKey, forgeJwt } from './jwt-forge';

/** A client's key, with the thumbprint that its tokens carry. */
export interface DpopKey {
  readonly key: ForgeKey;
  readonly alg: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly thumbprint: string;
}

const MEMBERS = ['crv', 'e', 'kty', 'n', 'x', 'y'];

export function dpopKey(key: ForgeKey, alg: string): DpopKey {
  const jwk = Object.fromEntries(MEMBERS.flatMap((name) => (name in key.jwk ? [[name, key.jwk[name]]] : [])));
  return { key, alg, jwk, thumbprint: createHash('sha256').update(JSON.stringify(jwk)).digest('base64url') };
}

export interface ProofAbout {
  readonly token: string;
  readonly htm?: string;
  readonly htu: string;
  /** Epoch seconds. */
  readonly iat: number;
}

let serial = 0;

/** Signs a proof; `claims` and `header` win over what it should say. */
export function forgeProof(
  { key, alg, jwk }: DpopKey,
  { token, htm = 'GET', htu, iat }: ProofAbout,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): string {
  serial += 1;
  const ath = createHash('sha256').update(token).digest('base64url');
  const jti = `proof-${String(serial).padStart(16, '0')}`;
  return forgeJwt(key, { typ: 'dpop+jwt', alg, jwk, ...header }, { jti, htm, htu, iat, ath, ...claims });
}
