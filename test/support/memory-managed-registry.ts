import {
  type ApiKeyRecord,
  MANAGED_PARTITION,
  type NameRecord,
  type RegistryKey,
  tenantKey,
  type TenantRecord,
  type TokenRecord,
  USER_PREFIX,
  type UserRecord,
} from '../../lambda/contract/registry-records';
import type { Expected, ManagedRegistry, Page } from '../../lambda/domain/manage/managed-registry';
import { MemoryReleaseRegistry } from './memory-release-registry';

type Item = Record<string, unknown>;

/** The registry as people change it, in memory. */
export class MemoryManagedRegistry extends MemoryReleaseRegistry implements ManagedRegistry {
  async changeUser(key: RegistryKey, change: Partial<UserRecord>, expected: Expected) {
    return this.#conditional(key, expected, () => this.upsert(key, change, { status: 'active', roles: [] }));
  }

  async changeTenant(key: RegistryKey, change: Partial<TenantRecord>, expected: Expected) {
    return this.#conditional(key, expected, () => this.upsert(key, change, { status: 'active', policies: {} }));
  }

  async setStatus(key: RegistryKey, status: UserRecord['status']) {
    const stored = this.item<Item>(key);
    if (stored !== undefined) {
      this.write(key, { ...stored, status });
    }
    return stored !== undefined;
  }

  async pageUsers(tenantRef: string, limit: number, after?: string): Promise<Page<UserRecord>> {
    const prefix = `${tenantKey(tenantRef).pk} ${USER_PREFIX}`;
    const names = [...this.items.keys()].filter((name) => name.startsWith(prefix)).sort();
    const rest = names.filter((name) => after === undefined || name > `${tenantKey(tenantRef).pk} ${after}`);
    const page = rest.slice(0, limit);
    const items = page.map((name) => structuredClone(this.items.get(name)) as unknown as UserRecord);
    const last = page.at(-1)?.split(' ')[1];
    return { items, ...(rest.length > limit && last !== undefined ? { next: last } : {}) };
  }

  async listManagedTenants() {
    const listed = [...this.items].filter(([name]) => name.startsWith(`${MANAGED_PARTITION} `));
    return listed.map(([, item]) => item['tenant'] as string);
  }

  async putManagedTenant(key: RegistryKey, tenant: string) {
    this.write(key, { tenant });
  }

  async shortenToken(key: RegistryKey, expiresAt: number) {
    const stored = this.item<TokenRecord>(key);
    if (stored !== undefined && (stored.expiresAt ?? Number.POSITIVE_INFINITY) > expiresAt) {
      this.write(key, { ...stored, expiresAt });
    }
  }

  async finishToken(key: RegistryKey) {
    const stored = this.item<TokenRecord>(key);
    if (stored?.status !== 'active') {
      return false;
    }
    const whole = { ...stored };
    Reflect.deleteProperty(whole, 'unfinished');
    this.write(key, whole);
    return true;
  }

  async readName(key: RegistryKey) {
    return this.item<NameRecord>(key);
  }

  async claimName(key: RegistryKey, record: NameRecord) {
    return this.#putOwn(key, record, ({ userRef }: NameRecord) => userRef === record.userRef);
  }

  async readApiKey(key: RegistryKey) {
    return this.item<ApiKeyRecord>(key);
  }

  async putApiKey(key: RegistryKey, record: ApiKeyRecord) {
    return this.#putOwn(
      key,
      record,
      ({ tenantRef, userRef }: ApiKeyRecord) => tenantRef === record.tenantRef && userRef === record.userRef,
    );
  }

  #putOwn<T extends object>(key: RegistryKey, record: T, isSame: (stored: T) => boolean): boolean {
    const stored = this.item<T>(key);
    if (stored !== undefined && !isSame(stored)) {
      return false;
    }
    this.write(key, record);
    return true;
  }

  #conditional(key: RegistryKey, expected: Expected, change: () => void): boolean {
    const stored = this.item<UserRecord>(key);
    const holds =
      expected === 'absent'
        ? stored === undefined
        : expected === 'unowned'
          ? stored?.declared === false && stored.managed !== true
          : stored?.managed === true && (expected === 'managed' || stored.version === expected);
    if (holds) {
      change();
    }
    return holds;
  }
}
