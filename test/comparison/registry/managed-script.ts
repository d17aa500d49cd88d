import { apiKeyKey, managedTenantKey, nameKey, tenantKey, userKey } from '../../../lambda/contract/registry-records';
import type { RegistryStep } from './registry-step';

const TENANT = tenantKey('m');
const USER = userKey('m', 'u1');
const NAMES = { tenant: 'made', user: 'one' };
const OWNED = { ...NAMES, declared: false, managed: true };
const API_KEY = { ...NAMES, tenantRef: 'm', userRef: 'u1', keyId: 'k', digest: '5'.repeat(64) };

/** What the command line asks of the table where it looks after users and tenants, after all that others ask. */
export const MANAGED_STEPS: readonly RegistryStep[] = [
  {
    name: 'a tenant made by hand, and again, listed, and changed',
    run: async ({ managed }) => [
      await managed.listManagedTenants(),
      await managed.putManagedTenant(managedTenantKey('m'), 'made'),
      await managed.changeTenant(TENANT, { tenant: 'made', declared: false, managed: true, creating: true }, 'absent'),
      await managed.changeTenant(TENANT, { tenant: 'made' }, 'absent'),
      await managed.changeTenant(TENANT, { creating: undefined, planId: 'p' }, 'managed'),
      await managed.readTenant(TENANT),
      await managed.listManagedTenants(),
    ],
  },
  {
    name: 'a user made by hand, and by two at a time',
    run: async ({ managed }) => [
      await managed.changeUser(USER, { ...OWNED, roles: ['a'], version: 1, sources: ['::/0'] }, 'absent'),
      await managed.changeUser(USER, { ...OWNED, roles: ['b'], version: 1 }, 'absent'),
      await managed.changeUser(USER, { roles: ['b'], version: 2 }, 1),
      await managed.changeUser(USER, { roles: ['c'], version: 2 }, 1),
      await managed.changeUser(USER, { sources: undefined, meteringKeyId: 'k' }, 'managed'),
      await managed.readUser(USER),
    ],
  },
  {
    name: 'a user whom nobody stands for, or a stack',
    run: async ({ managed, writer }) => {
      const [left, declared] = [userKey('m', 'u2'), userKey('m', 'u3')];
      await writer.upsertUser(left, { tenant: 'made', user: 'two', declared: false });
      await writer.upsertUser(declared, { tenant: 'made', user: 'three', declared: true });
      return [
        await managed.changeUser(declared, { managed: true }, 'unowned'),
        await managed.changeUser(declared, { roles: [] }, 'managed'),
        await managed.changeUser(left, { managed: true, version: 1 }, 'unowned'),
        await managed.changeUser(left, { managed: true }, 'unowned'),
        await managed.changeUser(userKey('m', 'absent'), { managed: true }, 'unowned'),
      ];
    },
  },
  {
    name: 'users in pages',
    run: async ({ managed }) => {
      const first = await managed.pageUsers('m', 2);
      return [first, await managed.pageUsers('m', 2, first.next), await managed.pageUsers('nobody', 2)];
    },
  },
  {
    name: 'status of a user, and of nobody',
    run: async ({ managed }) => [
      await managed.setStatus(USER, 'suspended'),
      await managed.setStatus(userKey('m', 'absent'), 'active'),
      await managed.readUser(USER),
    ],
  },
  {
    name: 'a name claimed, again, and by another',
    run: async ({ managed }) => [
      await managed.claimName(nameKey('m', 'n'), { ...NAMES, userRef: 'f1' }),
      await managed.claimName(nameKey('m', 'n'), { ...NAMES, userRef: 'f1' }),
      await managed.claimName(nameKey('m', 'n'), { ...NAMES, userRef: 'f2' }),
      await managed.readName(nameKey('m', 'n')),
      await managed.readName(nameKey('m', 'none')),
    ],
  },
  {
    name: 'an API key adopted, again, by another, and in a snapshot',
    run: async ({ managed, reader }) => [
      await managed.putApiKey(apiKeyKey('k'), API_KEY),
      await managed.putApiKey(apiKeyKey('k'), API_KEY),
      await managed.putApiKey(apiKeyKey('k'), { ...API_KEY, userRef: 'u9' }),
      await managed.readApiKey(apiKeyKey('k')),
      await managed.readApiKey(apiKeyKey('none')),
      await reader.ownerOfApiKey('k', true),
      await reader.ownerOfApiKey('none', false),
    ],
  },
];

/** The same on a table that is not there. */
export const MISSING_TABLE_MANAGED_STEPS: readonly RegistryStep[] = [
  { name: 'no table: a managed change', run: ({ managed }) => managed.changeUser(USER, OWNED, 'absent') },
  { name: 'no table: a page', run: ({ managed }) => managed.pageUsers('m', 1) },
  { name: 'no table: tenants', run: ({ managed }) => managed.listManagedTenants() },
  { name: 'no table: a status', run: ({ managed }) => managed.setStatus(USER, 'active') },
  { name: 'no table: an owner', run: ({ reader }) => reader.ownerOfApiKey('k', false) },
];
