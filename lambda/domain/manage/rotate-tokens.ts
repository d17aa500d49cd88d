import { type TokenRecord, tokenKey } from '../../contract/registry-records';
import type { TokenDelivery } from './first-managed-token';
import type { FoundUser } from './find-user';
import type { ManagePorts } from './manage-ports';
import { type MintedToken, mintToken } from './mint-token';

export interface Rotation extends MintedToken {
  /** Ids of the tokens that it replaces. */
  readonly replaced: readonly string[];
  /** When the last of them is over, in epoch milliseconds. */
  readonly overAt: number;
}

/** Tokens that a rotation replaces: all that still open something, but for those of a task, which end by themselves. */
export function replaceable(tokens: readonly TokenRecord[], now: number): readonly TokenRecord[] {
  return tokens.filter(
    ({ status, unfinished, task, expiresAt = Number.POSITIVE_INFINITY }) =>
      status === 'active' && unfinished !== true && task === undefined && expiresAt > now,
  );
}

/**
 * Mints a new token, and lets the old ones end after a while. The user's API Gateway key and its counter stay. It may
 * stop at any point and be run again: then one new token more is shown, the one of the broken run is revoked, and no old
 * one ends later than that run said.
 *
 * @param overlap milliseconds for which the old ones are still accepted.
 */
export async function rotateTokens(
  ports: ManagePorts,
  found: FoundUser,
  overlap: number,
  deliver: TokenDelivery,
): Promise<Rotation> {
  const { tenantRef, userRef } = found;
  const overAt = ports.clock.now() + overlap;
  const old = replaceable(await ports.managed.listTokens(tenantRef, userRef), ports.clock.now());
  const replaced = old.map(({ tokenId }) => tokenId);
  const minted = await mintToken(ports, found, {}, deliver, async () => {
    for (const tokenId of replaced) {
      await ports.managed.shortenToken(tokenKey(tenantRef, userRef, tokenId), overAt);
    }
  });
  return { ...minted, replaced, overAt };
}
