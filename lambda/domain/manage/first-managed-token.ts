import { tokenKey } from '../../contract/registry-records';
import { userReferences } from '../declared-user';
import type { Redacted } from '../ports';
import { mintProxyToken } from '../proxy-token';
import type { UserTerms } from '../user-terms';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { renderName } from './manage-user';

/** Takes the token that is shown once; it is stored nowhere. */
export type TokenDelivery = (token: Redacted) => void | Promise<void>;

/** Revokes what an earlier, broken run of a creation may have minted, and perhaps not shown. */
export async function revokeFirstTokens(ports: ManagePorts, terms: UserTerms): Promise<void> {
  const { tenantRef, userRef } = userReferences(terms);
  for (const { tokenId, status, first } of await ports.managed.listTokens(tenantRef, userRef)) {
    if (first === true && status === 'active') {
      await ports.managed.revokeToken(tokenKey(tenantRef, userRef, tokenId));
    }
  }
}

/** Mints the first token of a new user and hands it over. @throws ManageRefusal where its id is taken, by chance. */
export async function mintFirstToken(ports: ManagePorts, terms: UserTerms, deliver: TokenDelivery): Promise<void> {
  const references = userReferences(terms);
  const { tokenId, text, digest } = mintProxyToken(references, ports.randomness);
  const created = await ports.managed.createToken(tokenKey(references.tenantRef, references.userRef, tokenId), {
    tenant: terms.tenant,
    user: terms.user,
    tokenId,
    digest,
    status: 'active',
    createdAt: ports.clock.now(),
    first: true,
  });
  if (!created) {
    throw new ManageRefusal('lost_race', renderName(terms));
  }
  await deliver(text);
}
