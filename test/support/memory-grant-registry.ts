import type {
  ReleaseDocument,
  RegistryKey,
  TenantRecord,
  UserRecord,
  GlobalRecord,
} from '../../lambda/contract/registry-records';
import { documentKey, GLOBAL_KEY } from '../../lambda/contract/registry-records';
import type { GrantRegistry } from '../../lambda/domain/grant-task';
import type { MemoryRegistry } from './memory-registry';

/** Grants on the items that a test's authorizer reads. */
export function memoryGrantRegistry(registry: MemoryRegistry): GrantRegistry {
  const item = <T>({ pk, sk }: RegistryKey): T | undefined =>
    structuredClone(registry.items.get(`${pk} ${sk}`)) as T | undefined;
  const grantsOf = (key: RegistryKey) => item<UserRecord>(key)?.grants ?? {};
  return {
    readGlobal: async () => item<GlobalRecord>(GLOBAL_KEY),
    readDocument: async (hash) =>
      JSON.parse(item<{ body: string }>(documentKey(hash))?.body ?? 'null') as ReleaseDocument,
    readTenant: async (key) => item<TenantRecord>(key),
    readUser: async (key) => item<UserRecord>(key),
    putGrant: async (key, owner, id, grant) => {
      const fresh = { status: 'active', roles: [], declared: true };
      registry.put(key, { ...fresh, ...item<UserRecord>(key), ...owner, grants: { ...grantsOf(key), [id]: grant } });
    },
    removeGrants: async (key, ids) => {
      const kept = Object.entries(grantsOf(key)).filter(([id]) => !ids.includes(id));
      if (item(key) !== undefined) {
        registry.change(key, { grants: Object.fromEntries(kept) });
      }
    },
  };
}
