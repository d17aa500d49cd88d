import type { Gateway } from './connection/gateway';

/** By when a change that was written acts on every request. */
export interface InForce {
  /** RFC 3339. */
  readonly writtenAt: string;
  readonly inForceBy: string;
  readonly withinSeconds: number;
}

/** @param at epoch milliseconds: when it was written. */
export function inForceOf({ facts }: Pick<Gateway, 'facts'>, at: number): InForce {
  const withinSeconds = Number(facts.revocationBound);
  return {
    writtenAt: new Date(at).toISOString(),
    inForceBy: new Date(at + withinSeconds * 1000).toISOString(),
    withinSeconds,
  };
}

export function renderInForce({ inForceBy, withinSeconds }: InForce): string {
  return `In force by ${inForceBy}: within ${withinSeconds} s of being written.`;
}
