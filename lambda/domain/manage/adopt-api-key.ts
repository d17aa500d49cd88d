import { type AdoptedKey, apiKeyKey, type ApiKeyRecord } from '../../contract/registry-records';
import { digestApiKey } from '../api-key';
import { userReferences } from '../declared-user';
import { apiKeyReference } from '../reference';
import type { UserTerms } from '../user-terms';
import type { AdoptableKey, AdoptableKeys } from './adoptable-keys';
import { createUser } from './create-user';
import type { DeclaredNames } from './declared-names';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { managedUserKey, renderName } from './manage-user';

export interface AdoptionPorts extends ManagePorts {
  readonly adoptable: AdoptableKeys;
}

/** An API Gateway key that can be somebody's credential. */
export interface Adoption {
  readonly key: AdoptableKey;
  /** Usage plan of the proxy that it is in. */
  readonly planId: string;
}

/**
 * Looks at a key, and changes nothing.
 *
 * @param plans ids of the proxy's usage plans.
 * @throws ManageRefusal where it cannot be a credential of this proxy.
 */
export async function planAdoption(
  { adoptable, keyPrefix }: Pick<AdoptionPorts, 'adoptable' | 'keyPrefix'>,
  { proxy }: DeclaredNames,
  keyId: string,
  plans: readonly string[],
): Promise<Adoption> {
  if (proxy.apiKeysAsCredential !== true) {
    throw new ManageRefusal('keys_not_credentials', keyId);
  }
  const key = await adoptable.readKey(keyId);
  if (key === undefined) {
    throw new ManageRefusal('key_unknown', keyId);
  }
  if (!key.enabled) {
    throw new ManageRefusal('key_disabled', keyId);
  }
  if (key.name.startsWith(keyPrefix)) {
    throw new ManageRefusal('key_own', keyId);
  }
  const planId = (await adoptable.plansOf(keyId)).find((plan) => plans.includes(plan));
  if (planId === undefined) {
    throw new ManageRefusal('key_in_no_plan', keyId);
  }
  return { key, planId };
}

/**
 * Makes a user whose credential is an API Gateway key that there was before: it keeps its value, its plan and its
 * counter. Only its digest is stored. It may stop at any point and be run again.
 *
 * @param terms without a plan, checked before.
 */
export async function adoptApiKey(
  ports: ManagePorts,
  names: DeclaredNames,
  terms: Omit<UserTerms, 'planId'>,
  { key, planId }: Adoption,
): Promise<'created' | 'unchanged'> {
  const { tenantRef, userRef } = userReferences(terms);
  const digest = digestApiKey(key.value.reveal());
  const ref = apiKeyReference(digest);
  const { tenant, user } = terms;
  const record: ApiKeyRecord = { tenant, user, tenantRef, userRef, keyId: key.keyId, digest };
  const other = await ports.managed.readApiKey(apiKeyKey(ref));
  if (other !== undefined && (other.tenantRef !== tenantRef || other.userRef !== userRef)) {
    throw new ManageRefusal('key_taken', key.keyId, renderName(other));
  }
  const stored = await ports.managed.readUser(managedUserKey(terms));
  const held = stored?.adoptedKey;
  if (held !== undefined && held.ref !== ref) {
    throw new ManageRefusal('key_already', renderName(terms), held.keyId);
  }
  if (other !== undefined && held !== undefined && stored?.creating !== true) {
    return 'unchanged';
  }
  // First, since it opens nothing before the user's own record names it.
  if (!(await ports.managed.putApiKey(apiKeyKey(ref), record))) {
    throw new ManageRefusal('key_taken', key.keyId);
  }
  const adoptedKey: AdoptedKey = { keyId: key.keyId, planId, ref };
  return await createUser(ports, names, terms, { also: { adoptedKey } });
}
