import type { UserRecord } from '../../contract/registry-records';
import { forEachBounded } from '../bounded-parallel';
import type { Redacted } from '../ports';
import { PROVISION_PARALLEL } from '../registrar-ports';
import { termDifferences, type UserTerms } from '../user-terms';
import { createUser } from './create-user';
import type { DeclaredNames } from './declared-names';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { managedUserKey } from './manage-user';

/** What came of one user of an import. `tenant_metered` = it was made, and its tenant's key meters it. */
export type ImportOutcome = 'created' | 'unchanged' | 'tenant_metered' | ManageRefusal;

export interface ImportOptions {
  /** Called once for each user, in whatever order they end. */
  readonly onDone: (terms: UserTerms, outcome: ImportOutcome) => void;
  /** Takes the first token of each new user; left out = none are minted. */
  readonly deliver?: (terms: UserTerms, token: Redacted) => void | Promise<void>;
}

/** Users whose records are read at a time: what is there already costs no more. */
const CHUNK = 100;

/**
 * Makes many users, at the pace that the keys' port takes. It may stop at any point and be run again: whoever is there
 * as asked is passed over. Where API Gateway has no key left, the tenant meters, if it can.
 *
 * One user that cannot be made stops no other; a fault stops all.
 *
 * @param all checked before.
 */
export async function importUsers(
  ports: ManagePorts,
  names: DeclaredNames,
  all: readonly UserTerms[],
  options: ImportOptions,
): Promise<void> {
  for (let start = 0; start < all.length; start += CHUNK) {
    const chunk = all.slice(start, start + CHUNK);
    const stored = await ports.managed.readUsers(chunk.map(managedUserKey));
    await forEachBounded(
      [...chunk.entries()],
      PROVISION_PARALLEL,
      () => false,
      async ([index, terms]) => {
        options.onDone(terms, await importUser(ports, names, terms, stored[index], options));
      },
    );
  }
}

async function importUser(
  ports: ManagePorts,
  names: DeclaredNames,
  terms: UserTerms,
  stored: UserRecord | undefined,
  { deliver }: ImportOptions,
): Promise<ImportOutcome> {
  const given = deliver && terms.federated === undefined ? { deliver: (token: Redacted) => deliver(terms, token) } : {};
  try {
    if (isThere(stored, terms)) {
      return 'unchanged';
    }
    return await createUser(ports, names, terms, given);
  } catch (fault) {
    if (!(fault instanceof ManageRefusal)) {
      throw fault;
    }
    return fault.kind === 'key_quota' ? await meteredByTenant(ports, names, terms, given) : fault;
  }
}

async function meteredByTenant(
  ports: ManagePorts,
  names: DeclaredNames,
  terms: UserTerms,
  given: Parameters<typeof createUser>[3],
): Promise<ImportOutcome> {
  try {
    await createUser(ports, names, { ...terms, planId: undefined }, given);
    return 'tenant_metered';
  } catch (fault) {
    if (fault instanceof ManageRefusal) {
      return fault;
    }
    throw fault;
  }
}

/** A user whom its tenant came to meter is there, too. */
function isThere(stored: UserRecord | undefined, terms: UserTerms): boolean {
  if (stored?.managed !== true || stored.creating === true) {
    return false;
  }
  const differences = termDifferences(stored, terms);
  return differences.every((name) => name === 'plan' && stored.planId === undefined && stored.adoptedKey === undefined);
}
