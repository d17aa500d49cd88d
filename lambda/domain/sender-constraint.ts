import type { IssuerTerms } from '../contract/proxy-document';
import type { ReasonCode } from '../contract/reason';
import { certificateThumbprint } from './certificate-thumbprint';
import { readProof } from './dpop-proof';
import type { ProofVerifier } from './ports';
import type { ProofUse } from './proof-use';
import { isPlainObject, isText } from './shape';

/** How a token is tied to whoever may send it. */
export type SenderConstraint = 'dpop' | 'mutualTls';

/** What a token says of its sender, and what its issuer's tokens must. */
export interface SenderTerms {
  /** The claim `cnf`. */
  readonly confirmation: unknown;
  /** @see IssuerTerms */
  readonly issuer: IssuerTerms['senderConstraint'];
}

/** What a sender shows beside the token. */
export interface SenderEvidence {
  readonly token: string;
  /** DPoP proof; there is one where, and only where, the token was sent by that scheme. */
  readonly proof: string | undefined;
  readonly method: string;
  readonly uri: string | undefined;
  /** Client certificate of the TLS connection, PEM. */
  readonly certificate: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type SenderCheck =
  | {
      readonly ok: true;
      /** Left out = the token is whoever's has it. */
      readonly constraint?: SenderConstraint;
      /** A proof that must not be used twice. */
      readonly use?: ProofUse;
    }
  | { readonly ok: false; readonly reason: ReasonCode };

/**
 * Checks that a token is sent by whom it was made for. A token that names its sender needs the proof whether or not
 * anything requires it: otherwise whoever stole it would leave the proof out.
 *
 * @see RFC 9449, section 7; RFC 8705, section 3; RFC 7800, section 3.1
 */
export function checkSender(terms: SenderTerms, evidence: SenderEvidence, verifier: ProofVerifier): SenderCheck {
  const { confirmation, issuer } = terms;
  if (confirmation === undefined) {
    return evidence.proof !== undefined || issuer === 'dpop' || issuer === 'mutualTls' ? UNBOUND : { ok: true };
  }
  const { jkt, 'x5t#S256': x5t, ...others } = isPlainObject(confirmation) ? confirmation : { none: confirmation };
  if (Object.keys(others).length > 0 || (jkt === undefined && x5t === undefined)) {
    return UNSUPPORTED;
  }
  if ((issuer === 'dpop' || evidence.proof !== undefined) && jkt === undefined) {
    return UNBOUND;
  }
  if (issuer === 'mutualTls' && x5t === undefined) {
    return UNBOUND;
  }
  if (x5t !== undefined && !isCertificate(x5t, evidence.certificate)) {
    return UNPROVEN;
  }
  if (jkt === undefined) {
    return { ok: true, constraint: 'mutualTls' };
  }
  // Without the word for it there is no place to remember proofs in.
  return issuer === 'dpop' || issuer === 'accepted' ? checkProof(jkt, evidence, verifier) : UNSUPPORTED;
}

const UNBOUND = { ok: false, reason: 'sender_unbound' } as const;
const UNPROVEN = { ok: false, reason: 'sender_unproven' } as const;
const UNSUPPORTED = { ok: false, reason: 'sender_unsupported' } as const;

function isCertificate(x5t: unknown, certificate: string | undefined): boolean {
  const thumbprint = certificate === undefined ? undefined : certificateThumbprint(certificate);
  return thumbprint !== undefined && thumbprint === x5t;
}

function checkProof(jkt: unknown, evidence: SenderEvidence, verifier: ProofVerifier): SenderCheck {
  if (evidence.proof === undefined || !isText(jkt)) {
    return UNPROVEN;
  }
  const proof = readProof(evidence.proof, evidence);
  const thumbprint = proof && verifier.verify(proof.jwt);
  if (proof === undefined || thumbprint === undefined) {
    return { ok: false, reason: 'dpop_proof' };
  }
  const { jti, issuedAt } = proof;
  return thumbprint === jkt ? { ok: true, constraint: 'dpop', use: { jti, issuedAt, thumbprint } } : UNPROVEN;
}
