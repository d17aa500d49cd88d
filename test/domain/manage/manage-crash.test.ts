import type { UserRecord } from '../../../lambda/contract/registry-records';
import { createUser } from '../../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { deleteManagedUser, findDeletable } from '../../../lambda/domain/manage/delete-user';
import { findUser } from '../../../lambda/domain/manage/find-user';
import type { ManagePorts } from '../../../lambda/domain/manage/manage-ports';
import { ManageRefusal } from '../../../lambda/domain/manage/manage-refusal';
import { createTenant, deleteManagedTenant } from '../../../lambda/domain/manage/manage-tenant';
import { setTenantStatus, setUserStatus } from '../../../lambda/domain/manage/set-status';
import { planUpdate, type UserEdit, updateUser } from '../../../lambda/domain/manage/update-user';
import { digestProxyToken } from '../../../lambda/domain/proxy-token';
import type { UserTerms } from '../../../lambda/domain/user-terms';
import { declarations, InjectedFault, RegistrarRig } from '../../support/registrar-rig';
import { OKTA } from '../../support/okta-issuer';

const TENANT = { tenant: 'globex', planId: 'plan-t' };
const EVE: UserTerms = { tenant: 'globex', user: 'eve', roles: ['reader'], planId: 'plan-a', owner: 'ops@example.com' };
const PAT: UserTerms = {
  tenant: 'globex',
  user: 'pat',
  roles: [],
  planId: 'plan-a',
  federated: { issuerId: 'okta', subject: 's9' },
};

/** What somebody with a terminal sees. */
interface Seen {
  tokens: string[];
}
type Run = (ports: ManagePorts, seen: Seen) => Promise<unknown>;

const makeTenant: Run = async (ports) => createTenant(ports, await readDeclaredNames(ports.managed), TENANT);
const make =
  (terms: UserTerms): Run =>
  async (ports, seen) =>
    createUser(ports, await readDeclaredNames(ports.managed), terms, {
      ...(terms.federated === undefined ? { deliver: (token) => void seen.tokens.push(token.reveal()) } : {}),
    });
const change =
  (edit: UserEdit): Run =>
  async (ports) =>
    updateUser(ports, await planUpdate(ports, EVE, edit));
const remove =
  (terms: UserTerms): Run =>
  async (ports) => {
    try {
      await deleteManagedUser(ports, await findDeletable(ports, terms));
    } catch (refusal) {
      if (!(refusal instanceof ManageRefusal && refusal.kind === 'user_unknown')) {
        throw refusal;
      }
    }
  };
const removeTenant: Run = async (ports) => {
  try {
    await deleteManagedTenant(ports, await readDeclaredNames(ports.managed), 'globex');
  } catch (refusal) {
    if (!(refusal instanceof ManageRefusal && refusal.kind === 'tenant_unknown')) {
      throw refusal;
    }
  }
};

async function start(...runs: Run[]): Promise<{ rig: RegistrarRig; seen: Seen }> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations({ proxy: { version: 1, issuers: [OKTA] } }));
  const seen = { tokens: [] };
  for (const run of runs) {
    await run(rig.managePorts(), seen);
  }
  return { rig, seen };
}

/** The state with random values and what follows from them replaced. */
function settled(rig: RegistrarRig, seen: Seen): unknown {
  const items = Object.entries(rig.registry.state() as Record<string, { status?: string }>)
    .filter(([, { status }]) => status !== 'revoked')
    .map(([name, item]) => [name.replace(/(TOKEN#[^#]*)#.*/, '$1'), { ...item, version: undefined }]);
  let text = JSON.stringify({
    items,
    keys: [...rig.apiKeys.keys].map(([id, { name, value, plans }]) => [name, id, value, [...plans]]).sort(),
  });
  for (const [id, { name, value }] of rig.apiKeys.keys) {
    text = text.replaceAll(id, `id of ${name}`).replaceAll(value, `value of ${name}`);
  }
  for (const token of seen.tokens.slice(-1)) {
    text = text.replaceAll(digestProxyToken(token), 'digest').replaceAll(token.split('.')[2] as string, 'token');
  }
  return JSON.parse(text);
}

const CASES: readonly (readonly [string, Run[], Run])[] = [
  ['creates a tenant', [], makeTenant],
  ['deletes a tenant', [makeTenant], removeTenant],
  ['creates a user', [makeTenant], make(EVE)],
  ['creates a user whom its tenant meters', [makeTenant], make({ ...EVE, planId: undefined })],
  ['creates a federated user', [makeTenant], make(PAT)],
  ['deletes a user', [makeTenant, make(EVE)], remove(EVE)],
  ['deletes a federated user', [makeTenant, make(PAT)], remove(PAT)],
  ['changes roles', [makeTenant, make(EVE)], change({ addRoles: ['writer'], removeRoles: ['reader'], owner: null })],
  ['moves to another plan', [makeTenant, make(EVE)], change({ planId: 'plan-b' })],
  ['moves to its tenant’s key', [makeTenant, make(EVE)], change({ planId: null })],
  ['suspends a user', [makeTenant, make(EVE)], (ports) => setUserStatus(ports, EVE, 'suspended')],
  ['suspends a tenant', [makeTenant, make(EVE)], (ports) => setTenantStatus(ports, 'globex', 'suspended')],
];

describe('a command that stops at any call, before or after it took effect, and runs again', () => {
  it.each(CASES)('%s as if it had not stopped', async (_, before, run) => {
    const { rig: started, seen: shown } = await start(...before);
    const undisturbed = started.copy();
    const seen = { tokens: [...shown.tokens] };
    undisturbed.calls = [];
    await run(undisturbed.managePorts(), seen);
    const goal = settled(undisturbed, seen);
    expect(undisturbed.calls.length).toBeGreaterThan(1);

    for (const call of undisturbed.calls.keys()) {
      for (const when of ['before', 'after'] as const) {
        const rig = started.copy();
        const again = { tokens: [...shown.tokens] };
        rig.calls = [];
        rig.fault = { call, when };
        await expect(run(rig.managePorts(), again)).rejects.toThrow(InjectedFault);
        rig.fault = undefined;
        await run(rig.managePorts(), again);

        expect([call, when, settled(rig, again)]).toEqual([call, when, goal]);
      }
    }
  });

  it('leaves a key in the plan of whoever comes last, wherever the one before stopped', async () => {
    const { rig: started } = await start(makeTenant, make(EVE));
    const probe = started.copy();
    probe.calls = [];
    await change({ planId: 'plan-b' })(probe.managePorts(), { tokens: [] });

    for (const call of probe.calls.keys()) {
      for (const when of ['before', 'after'] as const) {
        const rig = started.copy();
        rig.calls = [];
        rig.fault = { call, when };
        await expect(change({ planId: 'plan-b' })(rig.managePorts(), { tokens: [] })).rejects.toThrow(InjectedFault);
        rig.fault = undefined;
        await change({ planId: 'plan-c' })(rig.managePorts(), { tokens: [] });

        const { record } = await findUser(rig.registry, EVE);
        expect(record.planId).toBe('plan-c');
        expect([...(rig.apiKeys.keys.get(record.meteringKeyId as string)?.plans ?? [])]).toEqual(['plan-c']);
      }
    }
  });
});

describe('two people at a time', () => {
  /** Lets another run come in between, before each of a run's calls. */
  async function interleaved(first: Run, second: Run) {
    const { rig: started, seen } = await start(makeTenant, make(EVE));
    const probe = started.copy();
    probe.calls = [];
    await first(probe.managePorts(), { tokens: [] });
    const outcomes = [];
    for (const call of probe.calls.keys()) {
      const rig = started.copy();
      const plain = rig.managePorts();
      let made = 0;
      const between = <T extends object>(port: T): T =>
        new Proxy(port, {
          get: (target, name) => {
            const member = Reflect.get(target, name);
            return typeof member !== 'function'
              ? member
              : async (...given: unknown[]) => {
                  if (made++ === call) {
                    await second(plain, { tokens: [] });
                  }
                  return await member.apply(target, given);
                };
          },
        });
      const ports = { ...plain, managed: between(plain.managed), keys: between(plain.keys) };
      const outcome = await first(ports, { tokens: [] }).then(
        () => 'done',
        (refusal: unknown) => (refusal instanceof ManageRefusal ? refusal.kind : String(refusal)),
      );
      outcomes.push({ outcome, rig, seen });
    }
    return outcomes;
  }

  it('both change one user: whoever comes too late is told, and nothing of either is lost', async () => {
    const first = change({ addRoles: ['one'] });
    const second = change({ addRoles: ['two'] });
    const outcomes = await interleaved(first, second);

    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['done', 'lost_race']));
    for (const { outcome, rig } of outcomes) {
      if (outcome === 'lost_race') {
        await first(rig.managePorts(), { tokens: [] });
      }
      const { roles } = (await findUser(rig.registry, EVE)).record;
      expect([...roles].sort()).toEqual(['one', 'reader', 'two']);
    }
  });

  it('one deletes what the other changes: no key is left of it', async () => {
    const outcomes = await interleaved(change({ planId: 'plan-b', roles: ['x'] }), remove(EVE));

    for (const { rig } of outcomes) {
      expect([...rig.apiKeys.keys.values()].filter(({ name }) => name.endsWith('/eve'))).toEqual([]);
      expect(Object.keys(rig.registry.state()).filter((name) => name.includes('TOKEN#'))).toHaveLength(1);
    }
  });

  it('one deletes what the other creates: no key is left of it', async () => {
    const { rig: bare } = await start(makeTenant);
    const probe = bare.copy();
    probe.calls = [];
    await make(EVE)(probe.managePorts(), { tokens: [] });
    for (const call of probe.calls.keys()) {
      const rig = bare.copy();
      const plain = rig.managePorts();
      let made = 0;
      const managed = new Proxy(plain.managed, {
        get: (target, name) => {
          const member = Reflect.get(target, name);
          return async (...given: unknown[]) => {
            if (made++ === call) {
              await remove(EVE)(plain, { tokens: [] });
            }
            return await member.apply(target, given);
          };
        },
      });
      await make(EVE)({ ...plain, managed }, { tokens: [] }).catch(() => {});
      const stored = Object.values(rig.registry.state()).filter((item) => (item as UserRecord).user === 'eve');
      const keys = [...rig.apiKeys.keys.values()].filter(({ name }) => name.endsWith('/eve'));
      expect(keys.length).toBe(stored.filter((item) => (item as UserRecord).meteringKeyId !== undefined).length);
    }
  });
});
