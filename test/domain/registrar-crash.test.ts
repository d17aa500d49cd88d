import type { Declarations } from '../../lambda/contract/declarations';
import type { UserRecord } from '../../lambda/contract/registry-records';
import { userReferences } from '../../lambda/domain/declared-user';
import { digestProxyToken, parseProxyToken } from '../../lambda/domain/proxy-token';
import { declarations, type Fault, InjectedFault, RegistrarRig } from '../support/registrar-rig';
import { sampledCalls } from '../support/sampled-calls';

const [CI, ANN] = declarations().users as [Declarations['users'][number], Declarations['users'][number]];
const BOB = { tenant: 'acme', user: 'bob', roles: ['x'], planId: 'plan-b', firstTokenSecretArn: 'arn:secret:bob' };
const [SHOP] = declarations().apis as [Declarations['apis'][number]];
const TENANT_SET = { id: 'own', tenant: 'acme', text: 'permit(principal, action, resource);' };

/** From users `ci` and `ann` to `ci` (changed), `bob` (new, with a first token) and a tenant's own set. */
const FROM = declarations();
const TO = declarations({
  apis: [SHOP, { ...SHOP, api: 'store' }],
  policies: [...FROM.policies, TENANT_SET],
  tenants: [{ tenant: 'acme' }],
  users: [{ ...CI, roles: ['writer'], planId: 'plan-b' }, BOB],
});
const AFTER = declarations({ users: [BOB] });

/** The state with random values and the ids that follow from them replaced; fails where it is not whole. */
function settled(rig: RegistrarRig): unknown {
  const names = new Map<string, string>();
  for (const [id, { name, value, plans }] of rig.apiKeys.keys) {
    names.set(id, `id of ${name}`).set(value, `value of ${name}`);
    expect(plans.size).toBe(1);
  }
  for (const [arn, text] of rig.secrets.values) {
    const tokenId = parseProxyToken(text)?.tokenId as string;
    names.set(tokenId, `token of ${arn}`).set(digestProxyToken(text), `digest of ${arn}`);
  }
  let text = JSON.stringify({
    items: liveItems(rig),
    keys: [...rig.apiKeys.keys].map(([id, { name, value, plans }]) => [name, id, value, [...plans]]).sort(),
    secrets: [...rig.secrets.values.keys()].sort(),
  });
  for (const [random, name] of names) {
    text = text.replaceAll(random, name);
  }
  return JSON.parse(text);
}

/** Revoked tokens of runs that stopped may stay. */
function liveItems(rig: RegistrarRig): unknown {
  const items = Object.entries(rig.registry.state()).filter(
    ([, item]) => (item as { status?: string }).status !== 'revoked',
  );
  return items.map(([name, item]) => [name.replace(/(TOKEN#[^#]*)#.*/, '$1'), item]);
}

async function start(...releases: Declarations[]): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  for (const release of releases) {
    await rig.deploy(release);
  }
  return rig;
}

async function faultsOf(started: RegistrarRig, run: (rig: RegistrarRig) => Promise<unknown>) {
  const rig = started.copy();
  await run(rig);
  const calls = rig.calls.map((name, call) => ({ name, call }));
  return {
    undisturbed: settled(rig),
    faults: calls.flatMap(({ name, call }) => [
      { name, call, when: 'before' as const },
      { name, call, when: 'after' as const },
    ]),
  };
}

async function withFault(rig: RegistrarRig, fault: Fault, run: (rig: RegistrarRig) => Promise<unknown>) {
  rig.fault = fault;
  await expect(run(rig)).rejects.toThrow(InjectedFault);
  rig.fault = undefined;
}

function assertWhole(rig: RegistrarRig, users: Declarations['users']): void {
  for (const user of users) {
    const record = rig.user(user) as UserRecord;
    expect(rig.apiKeys.keys.get(record.meteringKeyId as string)?.value).toBe(record.meteringKey);
  }
}

async function assertOneLiveToken(rig: RegistrarRig, user: Declarations['users'][number]): Promise<void> {
  const live = (await rig.tokens(user)).filter(({ status }) => status === 'active');
  const text = rig.secrets.values.get(user.firstTokenSecretArn as string) as string;
  expect(live).toMatchObject([{ digest: digestProxyToken(text) }]);
  expect(parseProxyToken(text)).toMatchObject(userReferences(user));
}

describe('a registrar that stops at any call, before or after it took effect, and runs again', () => {
  it.each<[string, Declarations[], Declarations]>([
    ['creates', [], FROM],
    ['changes', [FROM], TO],
    ['deletes users', [FROM, TO], AFTER],
  ])('%s as if it had not stopped', async (_, before, release) => {
    const run = (rig: RegistrarRig) => rig.deploy(release);
    const started = await start(...before);
    const { undisturbed, faults } = await faultsOf(started, run);
    expect(faults.length).toBeGreaterThan(40);

    for (const fault of sampled(faults)) {
      const rig = started.copy();
      await withFault(rig, fault, run);
      expect(await run(rig)).toMatchObject({ ok: true });

      expect([fault, settled(rig)]).toEqual([fault, undisturbed]);
      assertWhole(rig, release.users);
      for (const user of release.users.filter(({ firstTokenSecretArn }) => firstTokenSecretArn !== undefined)) {
        await assertOneLiveToken(rig, user);
      }
    }
  });

  it('goes back to what was before, when CloudFormation rolls back', async () => {
    const run = (rig: RegistrarRig) => rig.deploy(TO);
    const former = await start(FROM);
    const { faults } = await faultsOf(former, run);

    for (const fault of sampled(faults)) {
      const rig = former.copy();
      const schema = Object.keys(rig.global()?.policies ?? {})[0] as string;
      await withFault(rig, fault, run);
      expect(await rig.deploy(fault.call % 2 === 0 ? TO : FROM, FROM)).toMatchObject({ ok: true });

      assertWhole(rig, FROM.users);
      await assertOneLiveToken(rig, CI);
      for (const user of [CI, ANN]) {
        const [now, then] = [rig.user(user), former.user(user)].map((record) => ({
          ...record,
          meteringKey: '',
          meteringKeyId: '',
        }));
        expect([fault, now]).toEqual([fault, then]);
      }
      expect(rig.user(BOB)?.declared ?? false).toBe(false);
      expect(rig.tenant('acme')?.policies).toEqual({});
      expect(rig.global()?.policies[schema]).toBe(former.global()?.policies[schema]);
    }
  });

  it('withdraws everything, after a creation that stopped too', async () => {
    const create = (rig: RegistrarRig) => rig.deploy(FROM);
    const { faults } = await faultsOf(new RegistrarRig(), create);

    for (const fault of sampled(faults)) {
      const rig = new RegistrarRig();
      await withFault(rig, fault, create);
      expect(await rig.request('Delete', FROM)).toMatchObject({ ok: true });

      expect([fault, rig.apiKeys.keys.size]).toEqual([fault, 0]);
      expect([fault, Object.keys(rig.registry.state()).filter((name) => /USER|TOKEN|PENDING/.test(name))]).toEqual([
        fault,
        [],
      ]);
    }
  });

  it('withdraws everything, stopped itself', async () => {
    const run = (rig: RegistrarRig) => rig.request('Delete', TO);
    const started = await start(FROM, TO);
    const { undisturbed, faults } = await faultsOf(started, run);

    for (const fault of sampled(faults)) {
      const rig = started.copy();
      await withFault(rig, fault, run);
      expect(await run(rig)).toMatchObject({ ok: true });

      expect([fault, settled(rig)]).toEqual([fault, undisturbed]);
      expect(rig.apiKeys.keys.size).toBe(0);
    }
  });
});

function sampled(faults: readonly Fault[]): Fault[] {
  return sampledCalls(faults.length).map((index) => faults[index] as Fault);
}
