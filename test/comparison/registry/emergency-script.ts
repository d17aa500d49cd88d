import { GLOBAL_KEY, revocationKey, tokenKey } from '../../../lambda/contract/registry-records';
import type { RegistryStep } from './registry-step';

const TOKEN = tokenKey('e', 'u', 'one');
const NAMES = { tenant: 'made', user: 'one' };

/** What the command line asks of the table where it mints, rotates and revokes, after all that others ask. */
export const EMERGENCY_STEPS: readonly RegistryStep[] = [
  {
    name: 'a token that ends earlier, never later, and is whole',
    run: async ({ managed }) => {
      const record = { ...NAMES, tokenId: 'one', digest: 'd', status: 'active', createdAt: 1 } as const;
      await managed.createToken(TOKEN, { ...record, unfinished: true });
      const whole = await managed.finishToken(TOKEN);
      const ends: unknown[] = [];
      for (const expiresAt of [50, 70, 50, 40]) {
        await managed.shortenToken(TOKEN, expiresAt);
        ends.push((await managed.readToken(TOKEN))?.expiresAt);
      }
      await managed.shortenToken(tokenKey('e', 'u', 'absent'), 1);
      await managed.revokeToken(TOKEN);
      return [whole, ends, await managed.finishToken(TOKEN), await managed.finishToken(tokenKey('e', 'u', 'absent'))];
    },
  },
  {
    name: 'roles and APIs revoked and restored, in any order, where there is no item and where there is',
    run: async ({ switches, managed }) => {
      await managed.delete(GLOBAL_KEY);
      const done = [
        await switches.add('revokedRoles', 'a'),
        await switches.add('revokedRoles', 'b'),
        await switches.add('revokedRoles', 'a'),
        await switches.add('revokedApis', 'a'),
        await switches.remove('revokedRoles', 'a'),
        await switches.remove('revokedRoles', 'a'),
        await switches.remove('revokedApis', 'nothing'),
        await switches.setStatus('closed'),
        await switches.adopt(),
      ];
      await managed.publishRelease({ release: '9'.repeat(64), previous: undefined, schema: 's', policies: 'p' });
      return [done, await managed.readGlobal()];
    },
  },
  {
    name: 'a revocation taken back, and again',
    run: async ({ revocations, reader }) => {
      await revocations.restore(revocationKey('j'));
      await revocations.restore(revocationKey('j'));
      return await reader.snapshot({ tenantRef: 'e', userRef: 'u', jwtRef: 'j' });
    },
  },
];

/** The same on a table that is not there. */
export const MISSING_TABLE_EMERGENCY_STEPS: readonly RegistryStep[] = [
  { name: 'no table: a role revoked', run: ({ switches }) => switches.add('revokedRoles', 'a') },
  { name: 'no table: a role restored', run: ({ switches }) => switches.remove('revokedRoles', 'a') },
  { name: 'no table: a revocation taken back', run: ({ revocations }) => revocations.restore(revocationKey('j')) },
  { name: 'no table: a token ends earlier', run: ({ managed }) => managed.shortenToken(TOKEN, 1) },
];
