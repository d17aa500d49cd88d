import { tokenKey } from '../../contract/registry-records';
import type { ProxyTokenIds } from '../proxy-token';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';

/**
 * Revokes one token, for good: nothing makes it open anything again. Safe to repeat.
 *
 * @returns whether it was in force until now. @throws ManageRefusal `token_unknown`
 */
export async function revokeToken(
  { managed }: Pick<ManagePorts, 'managed'>,
  { tenantRef, userRef, tokenId }: ProxyTokenIds,
): Promise<boolean> {
  const token = (await managed.listTokens(tenantRef, userRef)).find((one) => one.tokenId === tokenId);
  if (token === undefined) {
    throw new ManageRefusal('token_unknown', tokenId);
  }
  if (token.status === 'active') {
    await managed.revokeToken(tokenKey(tenantRef, userRef, tokenId));
  }
  return token.status === 'active';
}
