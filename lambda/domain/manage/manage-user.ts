import { type RegistryKey, type UserRecord, userKey } from '../../contract/registry-records';
import { userReferences } from '../declared-user';
import { establishUser } from '../establish-user';
import type { UserTerms } from '../user-terms';
import type { Expected } from './managed-registry';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';

/** A user, by its name in its tenant. */
export interface UserName {
  readonly tenant: string;
  readonly user: string;
}

/** For messages: `tenant/user`. */
export function renderName({ tenant, user }: UserName): string {
  return `${tenant}/${user}`;
}

/** What is stored of a user whom the command line made. */
export function managedUserKey(terms: UserTerms): RegistryKey {
  const { tenantRef, userRef } = userReferences(terms);
  return userKey(tenantRef, userRef);
}

/**
 * Makes the record and the key of a managed user what the terms say, by the registrar's own code.
 *
 * @param also attributes that are stored at the start beside the terms.
 * @throws ManageRefusal `lost_race` where somebody else changed or deleted the user meanwhile: nothing of theirs is lost.
 */
export async function putManagedUser(
  ports: ManagePorts,
  terms: UserTerms,
  stored: UserRecord | undefined,
  expected: Expected,
  also: Partial<UserRecord> = {},
): Promise<void> {
  const { tenant, user } = terms;
  const key = managedUserKey(terms);
  const begin = async (change: Partial<UserRecord>) => {
    const owned = { tenant, user, declared: false, managed: true, version: (stored?.version ?? 0) + 1 };
    if (!(await ports.managed.changeUser(key, { ...change, ...also, ...owned }, expected))) {
      throw new ManageRefusal('lost_race', renderName(terms));
    }
  };
  const save = async (change: Partial<UserRecord>) => {
    if (!(await ports.managed.changeUser(key, change, 'managed'))) {
      // It was deleted meanwhile; whoever did so could not know of a key that was made since.
      if (change.meteringKeyId !== undefined) {
        await ports.keys.deleteKey(change.meteringKeyId);
      }
      throw new ManageRefusal('lost_race', renderName(terms));
    }
  };
  await establishUser(ports, terms, stored, begin, save);
}
