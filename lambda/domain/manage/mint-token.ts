import { type TokenRecord, tokenKey } from '../../contract/registry-records';
import { isInForce } from '../ownership';
import { mintProxyToken } from '../proxy-token';
import type { TokenDelivery } from './first-managed-token';
import type { FoundUser } from './find-user';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { renderName } from './manage-user';
import { ensureOwnKey } from './own-key';

/** What is said of a new token. */
export type TokenTerms = Pick<TokenRecord, 'expiresAt' | 'task'>;

export interface MintedToken {
  readonly tokenId: string;
  /** Whether its user has a new API Gateway key by it, whose counter starts. */
  readonly newKey: boolean;
}

/** @throws ManageRefusal where nobody could call with a token of this user's. */
export function assertMintable({ record }: FoundUser): void {
  if (!isInForce(record)) {
    throw new ManageRefusal('user_unknown', renderName(record));
  }
  if (record.creating === true) {
    throw new ManageRefusal('user_unfinished', renderName(record));
  }
  if (record.federated !== undefined) {
    throw new ManageRefusal('user_federated', renderName(record), record.federated.issuerId);
  }
}

/**
 * Mints a token and hands it over. It may stop at any point and be run again: a token that the broken run may not have
 * shown is revoked by then.
 *
 * @param terms checked before. @param replacing done once the new token is handed over, before it counts as whole.
 * @throws ManageRefusal `lost_race` where somebody else minted for the user at the same time, and revoked this one.
 */
export async function mintToken(
  ports: ManagePorts,
  found: FoundUser,
  terms: TokenTerms,
  deliver: TokenDelivery,
  replacing: () => Promise<void> = () => Promise.resolve(),
): Promise<MintedToken> {
  assertMintable(found);
  const { tenantRef, userRef, record } = found;
  const newKey = await ensureOwnKey(ports, found);
  for (const { tokenId, status, unfinished } of await ports.managed.listTokens(tenantRef, userRef)) {
    if (unfinished === true && status === 'active') {
      await ports.managed.revokeToken(tokenKey(tenantRef, userRef, tokenId));
    }
  }
  const { tokenId, text, digest } = mintProxyToken({ tenantRef, userRef }, ports.randomness);
  const key = tokenKey(tenantRef, userRef, tokenId);
  const { tenant, user } = record;
  const facts = { tenant, user, tokenId, digest, status: 'active', createdAt: ports.clock.now() } as const;
  if (!(await ports.managed.createToken(key, { ...facts, ...terms, unfinished: true }))) {
    throw new ManageRefusal('lost_race', renderName(record));
  }
  await deliver(text);
  await replacing();
  if (!(await ports.managed.finishToken(key))) {
    throw new ManageRefusal('lost_race', renderName(record));
  }
  return { tokenId, newKey };
}
