import { proofKey } from '../contract/registry-records';
import type { ReasonCode } from '../contract/reason';
import { PROOF_AGE_SECONDS } from './dpop-proof';
import type { ProofLedger } from './ports';
import { proofReference } from './reference';

/** How long the item outlives the proof, in seconds: clocks of ours and of DynamoDB's differ. */
const MARGIN_SECONDS = 300;

/** What tells a proof from every other. */
export interface ProofUse {
  /** Of its key: another sender's proof of the same `jti` is another one. */
  readonly thumbprint: string;
  readonly jti: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
}

/**
 * Uses a proof up.
 *
 * @param id of the request that uses it.
 * @throws DependencyFault where that cannot be written: the request is refused then, too.
 */
export async function refuseReplay(
  { thumbprint, jti, issuedAt }: ProofUse,
  id: string,
  proofs: ProofLedger,
): Promise<ReasonCode | undefined> {
  const first = await proofs.use(proofKey(proofReference(thumbprint, jti)), {
    usedBy: id,
    ttl: Math.ceil(issuedAt) + PROOF_AGE_SECONDS + MARGIN_SECONDS,
  });
  return first ? undefined : 'dpop_replayed';
}
