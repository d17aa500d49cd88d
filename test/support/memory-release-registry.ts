import { createHash } from 'node:crypto';
import {
  documentKey,
  GLOBAL_KEY,
  type GlobalRecord,
  PENDING_KEY,
  type RegistryKey,
  releaseIndexKey,
  type TenantRecord,
  type TokenRecord,
  tenantKey,
  tokenKey,
  type UserRecord,
} from '../../lambda/contract/registry-records';
import type { ReleaseRegistry, TenantPointers } from '../../lambda/domain/ports';

type Item = Record<string, unknown>;

/** The registry as a deploy sees it, in memory. */
export class MemoryReleaseRegistry implements ReleaseRegistry {
  readonly items = new Map<string, Item>();
  writes = 0;

  item<T>(key: RegistryKey): T | undefined {
    const found = this.items.get(nameOf(key));
    return found === undefined ? undefined : (structuredClone(found) as T);
  }

  change(key: RegistryKey, change: object): void {
    this.items.set(nameOf(key), { ...this.items.get(nameOf(key)), ...change });
  }

  async readTenant(key: RegistryKey) {
    return this.item<TenantRecord>(key);
  }

  async readUser(key: RegistryKey) {
    return this.item<UserRecord>(key);
  }

  async readToken(key: RegistryKey) {
    return this.item<TokenRecord>(key);
  }

  async readTenants(keys: readonly RegistryKey[]) {
    return keys.map((key) => this.item<TenantRecord>(key));
  }

  async readUsers(keys: readonly RegistryKey[]) {
    return keys.map((key) => this.item<UserRecord>(key));
  }

  async readGlobal() {
    const found = this.item<GlobalRecord>(GLOBAL_KEY);
    return found?.release === undefined ? undefined : found;
  }

  async readPending() {
    return this.item<{ release: string }>(PENDING_KEY)?.release;
  }

  async readReleaseIndex(declarations: string) {
    return this.item<{ release: string }>(releaseIndexKey(declarations))?.release;
  }

  async readDocument(hash: string) {
    const found = this.item<{ body: string }>(documentKey(hash));
    return found === undefined ? undefined : JSON.parse(found.body);
  }

  async putDocument(body: string) {
    const hash = createHash('sha256').update(body).digest('hex');
    this.write(documentKey(hash), { body });
    return hash;
  }

  async writePending(release: string) {
    this.write(PENDING_KEY, { release });
  }

  async writeReleaseIndex(declarations: string, release: string) {
    this.write(releaseIndexKey(declarations), { release });
  }

  async upsertTenant(key: RegistryKey, change: object) {
    this.upsert(key, change, { status: 'active', policies: {} });
  }

  async moveTenant(...[key, after, before]: Parameters<ReleaseRegistry['moveTenant']>) {
    const stored = this.item<TenantRecord>(key);
    const textOf = ({ policies, managedPolicies }: TenantPointers): string =>
      JSON.stringify([Object.entries(policies).sort(), managedPolicies]);
    const holds = stored !== undefined && [before, after].some((each) => textOf(each) === textOf(stored));
    if (holds) {
      const { policies, managedPolicies } = after;
      this.write(key, JSON.parse(JSON.stringify({ ...stored, policies, managedPolicies })) as object);
    }
    return holds;
  }

  async upsertUser(key: RegistryKey, change: object) {
    this.upsert(key, change, { status: 'active', roles: [], declared: true });
  }

  async createToken(key: RegistryKey, record: TokenRecord) {
    if (this.items.has(nameOf(key))) {
      return false;
    }
    this.write(key, record);
    return true;
  }

  async revokeToken(key: RegistryKey) {
    if (this.items.has(nameOf(key))) {
      this.write(key, { ...this.item<object>(key), status: 'revoked' });
    }
  }

  async listTokens(tenantRef: string, userRef: string) {
    const prefix = nameOf(tokenKey(tenantRef, userRef, ''));
    return [...this.items].flatMap(([name, item]) => (name.startsWith(prefix) ? [item as unknown as TokenRecord] : []));
  }

  async delete(key: RegistryKey) {
    this.writes += 1;
    this.items.delete(nameOf(key));
  }

  async publishRelease({
    release,
    previous,
    schema,
    policies,
    forget = [],
  }: Parameters<ReleaseRegistry['publishRelease']>[0]) {
    const stored = this.item<GlobalRecord>(GLOBAL_KEY);
    if (stored?.release !== previous) {
      return 'lost' as const;
    }
    const pointers = Object.entries({ ...stored?.policies, [schema]: policies });
    const kept = Object.fromEntries(pointers.filter(([digest]) => !forget.includes(digest)));
    const fresh = { status: 'open', revokedRoles: [], revokedApis: [] };
    this.write(GLOBAL_KEY, { ...fresh, ...stored, release, policies: kept });
    return 'published' as const;
  }

  async withdrawRelease() {
    const stored = this.item<Item>(GLOBAL_KEY);
    if (stored !== undefined) {
      const kept = Object.entries(stored).filter(([name]) => name !== 'release' && name !== 'policies');
      this.write(GLOBAL_KEY, Object.fromEntries(kept));
    }
  }

  /** Everything but immutable documents, by key. */
  state(): Record<string, unknown> {
    const kept = [...this.items].filter(([name]) => !name.startsWith('DOCUMENT#'));
    return structuredClone(Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1))));
  }

  tenant(tenantRef: string): TenantRecord | undefined {
    return this.item<TenantRecord>(tenantKey(tenantRef));
  }

  protected upsert(key: RegistryKey, change: object, initial: object): void {
    const changed = Object.fromEntries(Object.entries(change).filter(([name]) => name !== 'status'));
    const merged = { ...initial, ...this.item<object>(key), ...changed };
    this.write(key, Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)));
  }

  protected write(key: RegistryKey, record: object): void {
    this.writes += 1;
    this.items.set(nameOf(key), structuredClone(record) as Item);
  }
}

function nameOf({ pk, sk }: RegistryKey): string {
  return `${pk} ${sk}`;
}
