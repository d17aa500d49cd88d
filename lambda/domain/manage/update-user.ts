import type { UserRecord } from '../../contract/registry-records';
import { ownerOf } from '../ownership';
import { isMetered } from '../metering-key';
import { termDifferences, type UserTerms } from '../user-terms';
import { assertTenant } from './create-user';
import { readDeclaredNames } from './declared-names';
import { findUser } from './find-user';
import type { ManagePorts } from './manage-ports';
import { ManageRefusal } from './manage-refusal';
import { putManagedUser, renderName, type UserName } from './manage-user';

/** What is to change of a user; left out = stays, `null` = is taken away. */
export interface UserEdit {
  readonly addRoles?: readonly string[];
  readonly removeRoles?: readonly string[];
  /** In place of all roles. */
  readonly roles?: readonly string[];
  /** Usage plan id of its own key; `null` = its tenant's key meters it. */
  readonly planId?: string | null;
  readonly expiresAt?: string | null;
  readonly kind?: UserRecord['kind'] | null;
  readonly owner?: string | null;
  readonly purpose?: string | null;
  readonly sources?: readonly string[] | null;
}

export interface UserUpdate {
  readonly before: UserTerms;
  readonly after: UserTerms;
  /** Names of the terms that change. */
  readonly changes: readonly string[];
}

/**
 * Says what an edit makes of a user, and changes nothing.
 *
 * @throws ManageRefusal where there is no such user, or a stack declares it.
 */
export async function planUpdate(ports: Pick<ManagePorts, 'managed'>, name: UserName, edit: UserEdit) {
  const found = await findUser(ports.managed, name);
  const { record } = found;
  await assertManaged(ports, name, record);
  const before = termsOf(record);
  const after = edited(before, edit);
  if (record.adoptedKey !== undefined && edit.planId !== undefined && record.meteringKeyId === undefined) {
    throw new ManageRefusal('key_plan', renderName(name), record.adoptedKey.keyId);
  }
  return { found, update: { before, after, changes: termDifferences(record, after) } satisfies UserUpdate };
}

/**
 * Changes a user whom the command line made. It may stop at any point and be run again.
 *
 * @param edit checked before, together with what it makes of the user: see {@link planUpdate}.
 * @throws ManageRefusal `lost_race` where somebody else changed the user meanwhile.
 */
export async function updateUser(
  ports: ManagePorts,
  { found, update }: Awaited<ReturnType<typeof planUpdate>>,
): Promise<'updated' | 'unchanged'> {
  const { record } = found;
  const { after, changes } = update;
  const adopted = record.adoptedKey !== undefined;
  if (changes.length === 0 && isMetered(record, after.planId)) {
    return 'unchanged';
  }
  await assertTenant(ports, after, adopted);
  await putManagedUser(ports, after, record, record.version ?? 'managed');
  return 'updated';
}

/** @throws ManageRefusal where a stack declares the user, or nobody stands for it. */
export async function assertManaged(
  { managed }: Pick<ManagePorts, 'managed'>,
  name: UserName,
  record: UserRecord,
): Promise<void> {
  const owner = ownerOf(record);
  if (owner === 'operator') {
    return;
  }
  const { release } = await readDeclaredNames(managed);
  throw new ManageRefusal(owner === 'stack' ? 'declared' : 'retired', renderName(name), release.owner);
}

/** @returns what is said of a user, as it is stored. */
export function termsOf({
  tenant,
  user,
  roles,
  expiresAt,
  kind,
  owner,
  purpose,
  sources,
  federated,
  planId,
}: UserRecord): UserTerms {
  return {
    tenant,
    user,
    roles,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    ...(kind === undefined ? {} : { kind }),
    ...(owner === undefined ? {} : { owner }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(sources === undefined ? {} : { sources }),
    ...(federated === undefined ? {} : { federated }),
    ...(planId === undefined ? {} : { planId }),
  };
}

function edited(
  before: UserTerms,
  { addRoles = [], removeRoles = [], roles = before.roles, ...edit }: UserEdit,
): UserTerms {
  const kept = [...new Set([...roles, ...addRoles])].filter((role) => !removeRoles.includes(role));
  const given = Object.entries(edit).filter(([, value]) => value !== undefined);
  const merged = { ...before, roles: kept, ...Object.fromEntries(given) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as unknown as UserTerms;
}
