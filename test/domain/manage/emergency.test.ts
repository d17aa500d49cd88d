import { GLOBAL_KEY, type GlobalRecord, type RevocationRecord } from '../../../lambda/contract/registry-records';
import type { RegistryKey } from '../../../lambda/contract/registry-records';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import {
  doubtAbout,
  type EmergencyPorts,
  issuerAddress,
  restoreAccess,
  type Revocable,
  revokeInEmergency,
} from '../../../lambda/domain/manage/emergency';
import { findUser } from '../../../lambda/domain/manage/find-user';
import type { GlobalSwitches } from '../../../lambda/domain/manage/global-switches';
import type { RevocationWriter } from '../../../lambda/domain/ports';
import { declarations, InjectedFault, RegistrarRig } from '../../support/registrar-rig';

const ISSUER = 'https://okta.example.com';
const OKTA = {
  id: 'okta',
  issuer: ISSUER,
  audiences: ['a'],
  clientIds: [],
  scopes: [],
  subjectClaim: 'sub',
  tenant: { kind: 'claim' as const, claim: 'org' },
  roles: { kind: 'none' as const },
  claims: [],
  jwksUri: `${ISSUER}/jwks`,
  algorithms: ['RS256'],
  types: [],
};
const KINDS: readonly Revocable[] = [
  { kind: 'user', name: { tenant: 'acme', user: 'ci' } },
  { kind: 'user', name: { tenant: 'umbrella', user: 'ann' } },
  { kind: 'tenant', tenant: 'acme' },
  { kind: 'role', name: 'reader' },
  { kind: 'api', name: 'shop' },
  { kind: 'subject', issuer: ISSUER, name: 's1' },
  { kind: 'jwt', issuer: ISSUER, name: 'j1' },
  { kind: 'all' },
];

/** Switches and revocations on the rig's items. */
function emergencyPorts(rig: RegistrarRig): EmergencyPorts {
  const { items } = rig.registry;
  const name = ({ pk, sk }: RegistryKey) => `${pk} ${sk}`;
  const change = (with_: (global: GlobalRecord) => object): void => {
    const global = rig.global() as GlobalRecord;
    items.set(name(GLOBAL_KEY), { ...global, ...with_(global) });
  };
  const switches: GlobalSwitches = {
    add: async (list, one) => {
      change((global) => ({ [list]: [...new Set([...global[list], one])] }));
      return true;
    },
    remove: async (list, one) => {
      change((global) => ({ [list]: global[list].filter((each) => each !== one) }));
      return true;
    },
    setStatus: async (status) => change(() => ({ status })),
    adopt: async () => false,
  };
  const revocations: RevocationWriter = {
    revoke: async (key, record: RevocationRecord) => void items.set(name(key), { ...record }),
    restore: async (key) => void items.delete(name(key)),
  };
  return { ...rig.managePorts(), switches: rig.watched(switches), revocations: rig.watched(revocations) };
}

async function start(): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations({ proxy: { version: 1, issuers: [OKTA] } }));
  return rig;
}

describe('revoking in an emergency', () => {
  test.each(KINDS.map((what) => [JSON.stringify(what), what] as const))(
    '%s: wherever it stops, again does it; and restoring brings back what was',
    async (_name, what) => {
      const started = await start();
      const before = started.registry.state();
      const probe = started.copy();
      probe.calls = [];
      const at = await revokeInEmergency(emergencyPorts(probe), what);
      const goal = probe.registry.state();
      expect([at, JSON.stringify(goal) === JSON.stringify(before)]).toEqual([1_000, false]);

      for (const call of probe.calls.keys()) {
        for (const when of ['before', 'after'] as const) {
          const rig = started.copy();
          rig.fault = { call, when };
          rig.calls = [];
          await expect(revokeInEmergency(emergencyPorts(rig), what)).rejects.toThrow(InjectedFault);
          rig.fault = undefined;
          await revokeInEmergency(emergencyPorts(rig), what);
          expect(rig.registry.state()).toEqual(goal);

          rig.fault = { call, when };
          rig.calls = [];
          await restoreAccess(emergencyPorts(rig), what).catch(() => {});
          rig.fault = undefined;
          expect(await restoreAccess(emergencyPorts(rig), what)).toBe(1_000);
          expect(rig.registry.state()).toEqual(before);
        }
      }
    },
  );

  test('it reads neither the global item nor any document', async () => {
    const rig = await start();
    rig.calls = [];
    for (const what of KINDS) {
      await revokeInEmergency(emergencyPorts(rig), what);
    }

    expect(rig.calls.filter((call) => /Global|Document|Pending/.test(call) && call !== 'setStatus')).toEqual([]);
  });

  test('a user whose name was another’s before is found as the one who is in force', async () => {
    const rig = new RegistrarRig();
    const plain = { tenant: 'umbrella', user: 'ann', roles: [], planId: 'plan-a' };
    await rig.deploy(declarations({ users: [plain] }));
    await rig.deploy(declarations({ proxy: { version: 1, issuers: [OKTA] } }));

    await revokeInEmergency(emergencyPorts(rig), { kind: 'user', name: plain });

    const federated = { issuerId: 'okta', subject: 's1' };
    expect(rig.user({ ...plain, federated })?.status).toBe('suspended');
    expect((await findUser(rig.registry, plain)).record.federated).toEqual(federated);
  });

  test('names that nothing deployed has are doubted, and not held back', async () => {
    const rig = await start();
    const known = await readDeclaredNames(rig.registry);
    const doubts = (what: Revocable) => [doubtAbout(what, known), doubtAbout(what, undefined)];

    expect(doubts({ kind: 'role', name: 'x' })).toEqual([undefined, undefined]);
    expect(doubts({ kind: 'api', name: 'shop' })).toEqual([undefined, expect.stringContaining('not checked')]);
    expect(doubtAbout({ kind: 'api', name: 'store' }, known)).toContain('There are: shop.');
    expect(doubtAbout({ kind: 'jwt', issuer: ISSUER, name: 'x' }, known)).toBeUndefined();
    expect(doubtAbout({ kind: 'subject', issuer: 'okta', name: 'x' }, known)).toContain(ISSUER);
    const bare = { ...known, proxy: { ...known.proxy, issuers: [] } };
    expect(doubtAbout({ kind: 'subject', issuer: 'okta', name: 'x' }, bare)).toContain('There are: none.');
    expect([
      issuerAddress('okta', known.proxy),
      issuerAddress('x', known.proxy),
      issuerAddress('x', undefined),
    ]).toEqual([ISSUER, 'x', 'x']);
  });
});
