import {
  documentKey,
  GLOBAL_KEY,
  tenantKey,
  type TokenRecord,
  tokenKey,
  userKey,
} from '../../../lambda/contract/registry-records';
import type { DynamoDbRegistryReader } from '../../../lambda/adapters/registry-reader';
import { EMERGENCY_STEPS, MISSING_TABLE_EMERGENCY_STEPS } from './emergency-script';
import { IDENTITY_STEPS, MISSING_TABLE_IDENTITY_STEPS } from './identity-script';
import { MANAGED_STEPS, MISSING_TABLE_MANAGED_STEPS } from './managed-script';
import type { RegistryStep } from './registry-step';

const TENANT = tenantKey('t');
const USER = userKey('t', 'u');
const TOKEN: TokenRecord = { tenant: 'acme', user: 'ci', tokenId: 'a', digest: 'd', status: 'active', createdAt: 1 };
const [R1, R2, R3] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
const [S1, S2] = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];
const token = (id: string) => tokenKey('t', 'u', id);

/** A deploy's, an administrator's and a request's work on one table, in this order. */
export const REGISTRY_STEPS: readonly RegistryStep[] = [
  { name: 'an empty registry: no release', run: ({ writer }) => writer.readGlobal() },
  { name: 'an empty registry: a snapshot', run: ({ reader }) => snapshot(reader) },
  { name: 'an empty registry: nothing pending', run: ({ writer }) => writer.readPending() },
  { name: 'withdrawing what never was', run: ({ writer }) => writer.withdrawRelease() },
  { name: 'a document', run: ({ writer }) => writer.putDocument('{"a":"ä","n":1}') },
  { name: 'the document again', run: ({ writer }) => writer.putDocument('{"a":"ä","n":1}') },
  { name: 'a large document', run: async ({ writer }) => writer.putDocument(JSON.stringify('x'.repeat(350_000))) },
  {
    name: 'a document too large for an item',
    run: ({ writer }) => writer.putDocument(JSON.stringify('x'.repeat(410_000))),
  },
  {
    name: 'reading a document, from both adapters',
    run: async ({ writer, reader }) => {
      const hash = await writer.putDocument('{"read":true}');
      return [await writer.readDocument(hash), await reader.document(hash), await writer.readDocument(R1)];
    },
  },
  { name: 'reading a document that is not there', run: ({ reader }) => reader.document(R2) },
  { name: 'pending', run: async ({ writer }) => [await writer.writePending(R1), await writer.readPending()] },
  {
    name: 'index of releases',
    run: async ({ writer }) => {
      await writer.writeReleaseIndex(S1, R1);
      return [await writer.readReleaseIndex(S1), await writer.readReleaseIndex(S2)];
    },
  },
  { name: 'a tenant made', run: ({ writer }) => writer.upsertTenant(TENANT, { tenant: 'acme', planId: 'p' }) },
  { name: 'a tenant read', run: ({ writer }) => writer.readTenant(TENANT) },
  {
    name: 'a tenant changed, an attribute removed',
    run: async ({ writer }) => {
      await writer.upsertTenant(TENANT, { tenant: 'acme', planId: undefined, declared: true, status: 'suspended' });
      return writer.readTenant(TENANT);
    },
  },
  {
    name: "a tenant's own policies, moved by two at a time, and back",
    run: async ({ writer }) => {
      const made = { policies: { [S1]: R1 }, managedPolicies: R1 };
      const moved = { policies: { [S1]: R2 }, managedPolicies: R2 };
      const none = { policies: {} };
      return [
        await writer.moveTenant(TENANT, made, none),
        await writer.moveTenant(TENANT, made, none),
        await writer.moveTenant(TENANT, moved, none),
        await writer.moveTenant(TENANT, moved, made),
        await writer.readTenant(TENANT),
        await writer.moveTenant(TENANT, none, moved),
        await writer.readTenant(TENANT),
      ];
    },
  },
  {
    name: 'a user with every attribute',
    run: async ({ writer }) => {
      await writer.upsertUser(USER, {
        tenant: 'acme',
        user: 'ci',
        roles: ['deployer', ''],
        declared: true,
        status: 'suspended',
        expiresAt: 1_900_000_000_000,
        meteringKey: 'key',
        meteringKeyId: 'id',
        planId: 'p',
        firstTokenSecretArn: 'arn',
      });
      return writer.readUser(USER);
    },
  },
  {
    name: 'a user changed',
    run: async ({ writer }) => {
      await writer.upsertUser(USER, { tenant: 'acme', user: 'ci', roles: [], declared: false, expiresAt: undefined });
      return writer.readUser(USER);
    },
  },
  {
    name: 'many users, absent ones among them',
    run: async ({ writer }) => {
      const keys = Array.from({ length: 120 }, (_, index) => userKey('many', `${index}`));
      for (const key of keys.slice(0, 60)) await writer.upsertUser(key, { tenant: 'many', user: key.sk });
      return [await writer.readUsers(keys), await writer.readTenants([TENANT, tenantKey('none')])];
    },
  },
  {
    name: 'a token made once',
    run: async ({ writer }) => [
      await writer.createToken(token('a'), TOKEN),
      await writer.createToken(token('a'), TOKEN),
      await writer.createToken(token('a'), { ...TOKEN, digest: 'other' }),
      await writer.readToken(token('a')),
    ],
  },
  {
    name: 'tokens revoked and listed',
    run: async ({ writer }) => {
      await writer.createToken(token('b'), { ...TOKEN, tokenId: 'b', expiresAt: 2 });
      await writer.createToken(tokenKey('t', 'u2', 'c'), { ...TOKEN, tokenId: 'c' });
      await writer.revokeToken(token('a'));
      await writer.revokeToken(token('absent'));
      return [await writer.listTokens('t', 'u'), await writer.listTokens('t', 'nobody')];
    },
  },
  {
    name: 'tokens listed over several pages',
    run: async ({ writer }) => {
      for (const id of ['1', '2', '3', '4', '5']) {
        const secretArn = `${id}${'x'.repeat(300_000)}`;
        await writer.createToken(tokenKey('t', 'paged', id), { ...TOKEN, tokenId: id, secretArn });
      }
      return (await writer.listTokens('t', 'paged')).map(({ tokenId }) => tokenId);
    },
  },
  {
    name: 'the first release, and again',
    run: async ({ writer }) => {
      const change = { release: R1, previous: undefined, schema: S1, policies: 'p1' };
      return [await writer.publishRelease(change), await writer.publishRelease(change), await writer.readGlobal()];
    },
  },
  {
    name: 'a first release where there is one',
    run: ({ writer }) => writer.publishRelease({ release: R2, previous: undefined, schema: S1, policies: 'p2' }),
  },
  {
    name: 'the next release, with another schema',
    run: async ({ writer }) => [
      await writer.publishRelease({ release: R2, previous: R1, schema: S2, policies: 'p2' }),
      await writer.readGlobal(),
    ],
  },
  {
    name: 'a release after one that is no more',
    run: ({ writer }) => writer.publishRelease({ release: R3, previous: R1, schema: S2, policies: 'p3' }),
  },
  {
    name: 'a release that forgets a schema',
    run: async ({ writer }) => [
      await writer.publishRelease({ release: R3, previous: R2, schema: S2, policies: 'p3', forget: [S1, R1] }),
      await writer.readGlobal(),
    ],
  },
  { name: 'a snapshot', run: ({ reader }) => snapshot(reader) },
  { name: 'what is in force', run: ({ reader }) => reader.global() },
  {
    name: 'a release withdrawn',
    run: async ({ writer, reader }) => [
      await writer.withdrawRelease(),
      await writer.readGlobal(),
      await reader.global(),
    ],
  },
  {
    name: 'a release after the withdrawal',
    run: async ({ writer }) => [
      await writer.publishRelease({ release: R1, previous: undefined, schema: S1, policies: 'p1' }),
      await writer.readGlobal(),
    ],
  },
  {
    name: 'items deleted, and again',
    run: async ({ writer }) => {
      for (const key of [USER, USER, GLOBAL_KEY, documentKey(R3)]) await writer.delete(key);
      return [await writer.readUser(USER), await writer.readGlobal()];
    },
  },
  ...IDENTITY_STEPS,
  ...MANAGED_STEPS,
  ...EMERGENCY_STEPS,
];

/** Uses of a table that is not there: every adapter's own fault. */
export const MISSING_TABLE_STEPS: readonly RegistryStep[] = [
  { name: 'no table: a read', run: ({ writer }) => writer.readGlobal() },
  { name: 'no table: a snapshot', run: ({ reader }) => snapshot(reader) },
  { name: 'no table: a write', run: ({ writer }) => writer.writePending(R1) },
  { name: 'no table: a change', run: ({ writer }) => writer.upsertTenant(TENANT, { tenant: 'acme' }) },
  { name: 'no table: a condition', run: ({ writer }) => writer.createToken(token('a'), TOKEN) },
  { name: 'no table: a list', run: ({ writer }) => writer.listTokens('t', 'u') },
  { name: 'no table: a batch', run: ({ writer }) => writer.readUsers([USER]) },
  { name: 'no table: a deletion', run: ({ writer }) => writer.delete(USER) },
  ...MISSING_TABLE_IDENTITY_STEPS,
  ...MISSING_TABLE_MANAGED_STEPS,
  ...MISSING_TABLE_EMERGENCY_STEPS,
];

async function snapshot(reader: DynamoDbRegistryReader): Promise<unknown> {
  const found = await reader.snapshot({ tenantRef: 't', userRef: 'u', tokenId: 'a' });
  return { found, reused: reader.premiseOf(found) !== undefined };
}
