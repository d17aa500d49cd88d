import type { GlobalRecord } from '../../contract/registry-records';

/** Lists of the global item. */
export type RevokedList = 'revokedRoles' | 'revokedApis';

/**
 * What is revoked for everybody. Each change is one write of its own that depends on nothing read before, so that it works
 * whatever else is broken, and two people never undo each other's. Throws DependencyFault.
 */
export interface GlobalSwitches {
  /** @returns false where it is in the list already. */
  add(list: RevokedList, name: string): Promise<boolean>;
  /** @returns false where it is not in the list. */
  remove(list: RevokedList, name: string): Promise<boolean>;
  setStatus(status: GlobalRecord['status']): Promise<void>;
  /** Makes a copy the registry, and closes it. @returns false where the table is no copy. */
  adopt(): Promise<boolean>;
}
