import { createHash } from 'node:crypto';
import { isInstant } from './jwt-claims';
import { parseJwtForm, type UnverifiedJwt } from './jwt-form';
import { isText } from './shape';

/** How far a proof's clock may be from ours, either way, in seconds. */
export const PROOF_AGE_SECONDS = 60;
/** Longest proof, in characters: room for an RSA key of 8,192 bits and its signature would leave none for the token. */
const PROOF_LIMIT = 4_096;

/** What a proof must be about. */
export interface ProofSubject {
  /** The access token as it was sent. */
  readonly token: string;
  /** The method that is decided on. */
  readonly method: string;
  /** The request's address as the client knows it, without query; `undefined` = it cannot be told, and no proof fits. */
  readonly uri: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A proof that is about the request; its signature is not verified. */
export interface DpopProof {
  readonly jwt: UnverifiedJwt;
  readonly jti: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
}

/** A key of its own is the point of a proof; nothing else may ask for anything. */
const HEADER_MEMBERS: ReadonlySet<string> = new Set(['typ', 'alg', 'jwk']);
/** @see RFC 9449, section 4.2: at least 96 random bits, or a UUID */
const PROOF_ID = /^[\x21-\x7e]{16,128}$/;

/**
 * Reads a DPoP proof, and checks everything of it but its signature and that it is used once.
 *
 * @returns `undefined` where it is no proof of this request.
 * @see RFC 9449, section 4.3
 */
export function readProof(text: string, { token, method, uri, now }: ProofSubject): DpopProof | undefined {
  const form = text.length <= PROOF_LIMIT ? parseJwtForm(text) : undefined;
  if (!form?.ok || !isProofHeader(form.jwt.header)) {
    return undefined;
  }
  const { jti, htm, htu, iat, ath, exp, nbf } = form.jwt.claims;
  const seconds = now / 1000;
  const fits =
    isText(jti) &&
    PROOF_ID.test(jti) &&
    htm === method &&
    uri !== undefined &&
    isText(htu) &&
    normalised(htu) === normalised(uri) &&
    isInstant(iat) &&
    Math.abs(seconds - iat) <= PROOF_AGE_SECONDS &&
    (exp === undefined || (isInstant(exp) && seconds < exp)) &&
    (nbf === undefined || (isInstant(nbf) && seconds >= nbf)) &&
    ath === createHash('sha256').update(token).digest('base64url');
  return fits ? { jwt: form.jwt, jti, issuedAt: iat } : undefined;
}

function isProofHeader(header: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(header).every((name) => HEADER_MEMBERS.has(name)) && header.typ === 'dpop+jwt';
}

/** An `https` address without user, query and fragment; its port only where it is the scheme's. */
const ADDRESS = /^https:\/\/([\w.-]+)(?::443)?((?:\/[^?#\s]*)?)$/i;

/**
 * Case of scheme and host, case of percent-encoding, and the port 443 make no difference; everything else does.
 *
 * @returns NaN, which equals nothing, for what is no such address.
 * @see RFC 9449, section 4.3; RFC 3986, sections 6.2.2 and 6.2.3
 */
function normalised(uri: string): string | number {
  const [, host, path = ''] = ADDRESS.exec(uri) ?? [];
  if (host === undefined) {
    return Number.NaN;
  }
  const encoded = path.replace(/%[0-9a-f]{2}/gi, (triplet) => triplet.toUpperCase());
  return `https://${host.toLowerCase()}${encoded === '' ? '/' : encoded}`;
}
