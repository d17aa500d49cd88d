import type { Credential } from './credential';
import type { Clock, ProofLedger, ProofVerifier } from './ports';
import type { IdentifiedSubject } from './principal';
import { checkSender, type SenderCheck } from './sender-constraint';

export interface SenderPorts {
  readonly proofVerifier: ProofVerifier;
  readonly proofs: ProofLedger;
  readonly clock: Clock;
}

/** What a request shows of its sender, beside the credential. */
export interface RequestSender {
  readonly method: string;
  /** Address as the client knows it, without query; left out where it cannot be told. */
  readonly uri?: string;
  /** Certificate that the client showed, PEM. */
  readonly clientCertificate?: string;
}

/**
 * Checks that a credential is sent by whom it was made for; a proxy token or a key is whoever's has it, a certificate its
 * holder's alone.
 */
export function checkRequestSender(
  credential: Credential,
  { sender }: IdentifiedSubject,
  { method, uri, clientCertificate: certificate }: RequestSender,
  { proofVerifier, clock }: SenderPorts,
): SenderCheck {
  if (credential.kind === 'certificate') {
    // The handshake was its holder's.
    return { ok: true, constraint: 'mutualTls' };
  }
  if (credential.kind !== 'issued' || sender === undefined) {
    return { ok: true };
  }
  const { text: token, proof } = credential;
  return checkSender(sender, { token, proof, method, uri, certificate, now: clock.now() }, proofVerifier);
}
