import { allIssuers } from '../../contract/proxy-document';
import { nameKey, tenantKey, type UserRecord, userKey } from '../../contract/registry-records';
import { userReferences } from '../declared-user';
import { KeyQuotaFault } from '../key-quota-fault';
import { isInForce, ownerOf } from '../ownership';
import { tenantReference, userReference } from '../reference';
import { userId } from '../release-plan';
import { termDifferences, type UserTerms } from '../user-terms';
import type { DeclaredNames } from './declared-names';
import { mintFirstToken, revokeFirstTokens, type TokenDelivery } from './first-managed-token';
import type { Expected } from './managed-registry';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { managedUserKey, putManagedUser, renderName } from './manage-user';

export interface CreateUserOptions {
  /** Takes the first token; left out = none is minted. */
  readonly deliver?: TokenDelivery;
  /** Stored at the start beside the terms. */
  readonly also?: Pick<UserRecord, 'adoptedKey'>;
}

/**
 * Makes a user: record, API Gateway key in its usage plan, first token.
 *
 * It may stop at any point and be run again. Where the user is there already as asked, nothing is done.
 *
 * @param terms checked before.
 * @returns whether anything was to be done.
 * @throws ManageRefusal
 */
export async function createUser(
  ports: ManagePorts,
  names: DeclaredNames,
  terms: UserTerms,
  { deliver, also = {} }: CreateUserOptions = {},
): Promise<'created' | 'unchanged'> {
  await assertTenant(ports, terms, also.adoptedKey !== undefined);
  const key = managedUserKey(terms);
  const stored = await ports.managed.readUser(key);
  const expected = expectedOf(names, terms, stored);
  if (isAsAsked(stored, terms, also)) {
    return 'unchanged';
  }
  await claimName(ports, names, terms);
  await putWithinQuota(ports, terms, stored, expected, { ...also, creating: true });
  if (stored !== undefined) {
    await revokeFirstTokens(ports, terms);
  }
  if (deliver !== undefined) {
    await mintFirstToken(ports, terms, deliver);
  }
  await finishUser(ports, terms);
  return 'created';
}

async function putWithinQuota(...given: Parameters<typeof putManagedUser>): Promise<void> {
  try {
    await putManagedUser(...given);
  } catch (fault) {
    throw fault instanceof KeyQuotaFault ? new ManageRefusal('key_quota', renderName(given[1])) : fault;
  }
}

/** Marks a user as whole. */
export async function finishUser(ports: ManagePorts, terms: UserTerms): Promise<void> {
  if (!(await ports.managed.changeUser(managedUserKey(terms), { creating: undefined }, 'managed'))) {
    throw new ManageRefusal('lost_race', renderName(terms));
  }
}

/** @throws ManageRefusal where the tenant is not in force, or could not meter the user. */
export async function assertTenant(ports: ManagePorts, { tenant, planId }: UserTerms, adopted: boolean): Promise<void> {
  const stored = await ports.managed.readTenant(tenantKey(tenantReference(tenant)));
  if (stored === undefined || !isInForce(stored)) {
    throw new ManageRefusal('tenant_unknown', tenant);
  }
  if (planId === undefined && !adopted && stored.meteringKey === undefined) {
    throw new ManageRefusal('tenant_unmetered', tenant);
  }
}

function isAsAsked(stored: UserRecord | undefined, terms: UserTerms, also: Pick<UserRecord, 'adoptedKey'>): boolean {
  return (
    stored?.managed === true &&
    stored.creating !== true &&
    stored.adoptedKey?.keyId === also.adoptedKey?.keyId &&
    termDifferences(stored, terms).length === 0
  );
}

function expectedOf(names: DeclaredNames, terms: UserTerms, stored: UserRecord | undefined): Expected {
  const declarer = names.user(userId(terms));
  if (declarer !== undefined) {
    throw new ManageRefusal(declarer, renderName(terms), names.release.owner);
  }
  if (stored === undefined) {
    return 'absent';
  }
  switch (ownerOf(stored)) {
    case 'stack':
      throw new ManageRefusal('declared', renderName(terms), names.release.owner);
    case 'nobody':
      return 'unowned';
    case 'operator': {
      const differences = termDifferences(stored, terms);
      if (stored.creating !== true && differences.length > 0) {
        throw new ManageRefusal('user_exists', renderName(terms), differences.join(', '));
      }
      return stored.version ?? 'managed';
    }
  }
}

/** Policies know users by name: two must not share one, whatever their items are found by. */
async function claimName({ managed }: ManagePorts, names: DeclaredNames, terms: UserTerms): Promise<void> {
  const { tenant, user, federated } = terms;
  const [tenantRef, plainRef] = [tenantReference(tenant), userReference(tenant, user)];
  if (names.holdsName(renderName(terms))) {
    throw new ManageRefusal('name_taken', renderName(terms), names.release.owner);
  }
  const key = nameKey(tenantRef, plainRef);
  if (federated === undefined) {
    if ((await managed.readName(key)) !== undefined) {
      throw new ManageRefusal('name_taken', renderName(terms));
    }
    return;
  }
  if (!allIssuers(names.proxy).some(({ id }) => id === federated.issuerId)) {
    throw new ManageRefusal('issuer_unknown', renderName(terms), federated.issuerId);
  }
  const { userRef } = userReferences(terms);
  const claimed = await managed.claimName(key, { tenant, user, userRef });
  const plain = await managed.readUser(userKey(tenantRef, plainRef));
  if (!claimed || (plain !== undefined && isInForce(plain))) {
    if (claimed) {
      await managed.delete(key);
    }
    throw new ManageRefusal('name_taken', renderName(terms));
  }
}
