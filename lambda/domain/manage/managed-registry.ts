import type { ApiKeyRecord, NameRecord, RegistryKey, TenantRecord, UserRecord } from '../../contract/registry-records';
import type { ReleaseRegistry } from '../ports';

/**
 * What must be stored for a change to be made. `absent` = nothing; `unowned` = something that nobody stands for;
 * `managed` = what the command line made; a number = that, and still this version of it.
 */
export type Expected = 'absent' | 'unowned' | 'managed' | number;

/** Part of a long list. @param next where the next page starts; left out = it is over. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** The command line's view of the registry where it looks after users and tenants. Throws DependencyFault. */
export interface ManagedRegistry
  extends Pick<
    ReleaseRegistry,
    | 'readGlobal'
    | 'readPending'
    | 'readDocument'
    | 'readTenant'
    | 'readTenants'
    | 'readUser'
    | 'readUsers'
    | 'listTokens'
    | 'createToken'
    | 'revokeToken'
    | 'delete'
  > {
  /**
   * Makes the item or changes the named attributes, `undefined` removes one; `status` is set only where there was none.
   *
   * @returns false where something else is stored than was expected: nothing was changed.
   */
  changeUser(key: RegistryKey, change: Partial<UserRecord>, expected: Expected): Promise<boolean>;
  changeTenant(key: RegistryKey, change: Partial<TenantRecord>, expected: Expected): Promise<boolean>;
  /** @returns false where there is no such item. */
  setStatus(key: RegistryKey, status: UserRecord['status']): Promise<boolean>;
  /** A tenant's users, whoever stands for them. @param after where the page starts, see {@link Page}. */
  pageUsers(tenantRef: string, limit: number, after?: string): Promise<Page<UserRecord>>;
  /** Names of all tenants that the command line made. */
  listManagedTenants(): Promise<readonly string[]>;
  /** Lists a tenant as one that the command line made. */
  putManagedTenant(key: RegistryKey, tenant: string): Promise<void>;
  /** Ends a token earlier; never later. Absent ones are fine. @param expiresAt epoch milliseconds. */
  shortenToken(key: RegistryKey, expiresAt: number): Promise<void>;
  /** Marks a token as one that was shown. @returns false where it is revoked or gone. */
  finishToken(key: RegistryKey): Promise<boolean>;
  readName(key: RegistryKey): Promise<NameRecord | undefined>;
  /** @returns false where another user has the name. */
  claimName(key: RegistryKey, record: NameRecord): Promise<boolean>;
  readApiKey(key: RegistryKey): Promise<ApiKeyRecord | undefined>;
  /** @returns false where the key is another user's. */
  putApiKey(key: RegistryKey, record: ApiKeyRecord): Promise<boolean>;
}
