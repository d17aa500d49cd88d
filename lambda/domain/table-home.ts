import { DependencyFault } from './ports';

/**
 * A table that was restored, or copied otherwise, has another name than the one that it was written under. Whatever
 * was revoked after the moment that it shows is in force again there, and no rule could tell what that was.
 *
 * @param home name that the global item says; an item of before it was written says none.
 * @throws DependencyFault `corrupt` where the table is a copy.
 */
export function assertHome(home: string | undefined, tableName: string): void {
  if (home !== undefined && home !== tableName) {
    throw new DependencyFault(
      'registry',
      'corrupt',
      `The table ${tableName} is a copy of ${home}: what was revoked since it was made is missing. Adopt it, revoke that again, and open it.`,
    );
  }
}
