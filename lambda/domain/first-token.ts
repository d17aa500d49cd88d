import { createHash } from 'node:crypto';
import { type ReleaseUser, tokenKey } from '../contract/registry-records';
import { userReferences } from './declared-user';
import { mintProxyToken } from './proxy-token';
import { RegistrarFault } from './registrar-fault';
import type { RegistrarPorts } from './registrar-ports';

/**
 * Mints a user's first proxy token into a secret, unless a token of the user's is in it.
 *
 * A version of another origin counts as none, an empty text among them: it is no token of this registry.
 * The record is made before the secret is filled, so a token that anybody holds is always known. Where an earlier run
 * stopped between the two, its token is in no secret: it is revoked.
 */
export async function ensureFirstToken(ports: RegistrarPorts, user: ReleaseUser, secretArn: string): Promise<void> {
  const { tenantRef, userRef } = userReferences(user);
  const minted = (await ports.registry.listTokens(tenantRef, userRef)).filter((one) => one.secretArn === secretArn);
  const current = await ports.secrets.currentVersion(secretArn);
  // A revoked one too: minting another would undo the revocation.
  if (minted.some((token) => requestTokenOf(token.tokenId) === current)) {
    return;
  }
  for (const token of minted) {
    if (token.status === 'active') {
      await ports.registry.revokeToken(tokenKey(tenantRef, userRef, token.tokenId));
    }
  }
  const { tokenId, text, digest } = mintProxyToken({ tenantRef, userRef }, ports.randomness);
  const created = await ports.registry.createToken(tokenKey(tenantRef, userRef, tokenId), {
    tenant: user.tenant,
    user: user.user,
    tokenId,
    digest,
    status: 'active',
    createdAt: ports.clock.now(),
    secretArn,
  });
  if (!created) {
    throw new RegistrarFault('A token of this new id exists already. Deploy again.');
  }
  await ports.secrets.put(secretArn, text, requestTokenOf(tokenId));
}

/** What makes writing the same value twice one write: 32 to 64 characters. */
function requestTokenOf(tokenId: string): string {
  return createHash('sha256').update(`first-token:${tokenId}`).digest('hex');
}
