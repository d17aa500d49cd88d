import {
  GLOBAL_KEY,
  type GrantRecord,
  proofKey,
  type RevocationRecord,
  revocationKey,
  tenantKey,
  userKey,
} from '../../../lambda/contract/registry-records';
import type { RegistryAdapters } from './registry-adapters';
import type { RegistryStep } from './registry-step';

const [R1, R2, R3] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
const SCHEMA = 'a'.repeat(64);
const TENANT = tenantKey('g');
const [OWNER, BARE] = ['u', 'bare'].map((ref) => userKey('g', ref)) as [ReturnType<typeof userKey>, typeof TENANT];
const NAMES = { tenant: 'acme', user: 'corp|jane' };
const JWT: RevocationRecord = { kind: 'jwt', issuer: 'https://login.example.com', name: 'j', revokedAt: 1 };
const GRANT: GrantRecord = { api: 'orders', action: 'ReadOrder', expiresAt: 1_900_000_000_000 };

/** What one-time proofs, revocations, grants and adopted copies ask of the table, after all that a deploy asks. */
export const IDENTITY_STEPS: readonly RegistryStep[] = [
  {
    name: 'a proof used, by the same request again, by another, and another proof',
    run: async ({ proofs }) => [
      await proofs.use(proofKey('p'), { usedBy: '1', ttl: 1_900_000_000 }),
      await proofs.use(proofKey('p'), { usedBy: '1', ttl: 1_900_000_000 }),
      await proofs.use(proofKey('p'), { usedBy: '2', ttl: 1_900_000_000 }),
      await proofs.use(proofKey('q'), { usedBy: '2', ttl: 1_900_000_000 }),
    ],
  },
  {
    name: 'a revocation, for less long, for longer, for ever, and with an end again',
    run: async (adapters) => {
      const kept: unknown[] = [];
      for (const [revokedAt, ttl] of [[1, 4_600], [2, 4_500], [3, 4_600], [4, 5_600], [5], [6, 9_600], [7]] as const) {
        const record = { ...JWT, revokedAt, ...(ttl === undefined ? {} : { ttl }) };
        await adapters.revocations.revoke(revocationKey('j'), record);
        kept.push(await revoked(adapters, { jwtRef: 'j' }));
      }
      return kept;
    },
  },
  {
    name: 'revocations of a JWT, of its subject and of its actor, in one snapshot',
    run: async (adapters) => {
      await adapters.revocations.revoke(revocationKey('s'), { ...JWT, kind: 'subject', name: 's' });
      await adapters.revocations.revoke(revocationKey('a'), { ...JWT, kind: 'subject', name: 'ä' });
      return [
        await revoked(adapters, { jwtRef: 'j', subjectRef: 's', actorRef: 'a' }),
        await revoked(adapters, { jwtRef: 'none', subjectRef: 'none-either', actorRef: 'nobody' }),
      ];
    },
  },
  {
    name: 'a grant to who has no item, a second one, and the first again',
    run: async ({ grants }) => {
      await grants.putGrant(OWNER, NAMES, 'one', GRANT);
      await grants.putGrant(OWNER, NAMES, 'two-2', { ...GRANT, route: 'GET /orders/{order}' });
      await grants.putGrant(OWNER, NAMES, 'one', { ...GRANT, expiresAt: 1_900_000_001_000 });
      return await grants.readUser(OWNER);
    },
  },
  {
    name: 'a grant to a user who has none, in a snapshot',
    run: async ({ writer, grants, reader }) => {
      await writer.upsertTenant(TENANT, { tenant: 'acme' });
      await writer.upsertUser(BARE, { tenant: 'acme', user: 'bare', roles: ['clerk'] });
      await grants.putGrant(BARE, { tenant: 'acme', user: 'bare' }, 'only', GRANT);
      return [await grants.readTenant(TENANT), await reader.snapshot({ tenantRef: 'g', userRef: 'bare' })];
    },
  },
  {
    name: 'a deploy that changes a user with grants',
    run: async ({ writer }) => {
      await writer.upsertUser(BARE, { tenant: 'acme', user: 'bare', roles: [], declared: true });
      return await writer.readUser(BARE);
    },
  },
  {
    name: 'grants taken away: one of several, one that is not there, none, and of nobody',
    run: async ({ writer, grants }) => {
      await grants.removeGrants(OWNER, ['one', 'absent']);
      await grants.removeGrants(OWNER, []);
      await grants.removeGrants(userKey('g', 'nobody'), ['one']);
      await writer.upsertUser(userKey('g', 'plain'), { tenant: 'acme', user: 'plain' });
      await grants.removeGrants(userKey('g', 'plain'), ['one']);
      return [await grants.readUser(OWNER), await grants.readUser(userKey('g', 'nobody'))];
    },
  },
  {
    name: 'what a grant is checked against',
    run: async ({ writer, grants }) => {
      const hash = await writer.putDocument('{"granted":true}');
      return [await grants.readDocument(hash), await grants.readDocument(R3), await grants.readGlobal()];
    },
  },
  {
    name: 'adopting a table without a release, and one that is at home',
    run: async ({ writer, adoptRegistry, client, table }) => {
      const without = await adoptRegistry(client, table);
      await writer.publishRelease({ release: R1, previous: undefined, schema: SCHEMA, policies: 'p1' });
      return [without, await adoptRegistry(client, table), await writer.readGlobal()];
    },
  },
  {
    name: 'a copy takes no release',
    run: async ({ restore, writer }) => {
      await restore(copyOf('elsewhere'));
      return await writer.publishRelease({ release: R2, previous: R1, schema: SCHEMA, policies: 'p2' });
    },
  },
  { name: 'a copy opens nothing', run: ({ reader }) => revoked({ reader }, {}) },
  { name: 'a copy is not read for a deploy', run: ({ writer }) => writer.readGlobal() },
  {
    name: 'a copy adopted, and again',
    run: async ({ adoptRegistry, client, table, reader }) => [
      await adoptRegistry(client, table),
      await adoptRegistry(client, table),
      await reader.global(),
    ],
  },
];

/** The same on a table that is not there: every adapter's own fault. */
export const MISSING_TABLE_IDENTITY_STEPS: readonly RegistryStep[] = [
  { name: 'no table: a proof', run: ({ proofs }) => proofs.use(proofKey('p'), { usedBy: '1', ttl: 1 }) },
  { name: 'no table: a revocation', run: ({ revocations }) => revocations.revoke(revocationKey('j'), JWT) },
  {
    name: 'no table: a revocation with an end',
    run: ({ revocations }) => revocations.revoke(revocationKey('j'), { ...JWT, ttl: 1 }),
  },
  { name: 'no table: a grant', run: ({ grants }) => grants.putGrant(OWNER, NAMES, 'one', GRANT) },
  { name: 'no table: a grant taken away', run: ({ grants }) => grants.removeGrants(OWNER, ['one']) },
  { name: 'no table: adopted', run: ({ adoptRegistry, client, table }) => adoptRegistry(client, table) },
];

function revoked({ reader }: Pick<RegistryAdapters, 'reader'>, refs: object): Promise<unknown> {
  return reader.snapshot({ tenantRef: 'g', userRef: 'u', ...refs });
}

function copyOf(home: string): Readonly<Record<string, unknown>> {
  const empty = { revokedRoles: [], revokedApis: [], policies: { [SCHEMA]: 'p1' } };
  return { ...GLOBAL_KEY, ...empty, status: 'open', release: R1, home };
}
