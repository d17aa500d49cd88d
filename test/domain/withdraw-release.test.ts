import { GLOBAL_KEY, tenantKey } from '../../lambda/contract/registry-records';
import { userItemKey } from '../../lambda/domain/declared-user';
import { tenantReference } from '../../lambda/domain/reference';
import { declarations, RegistrarRig } from '../support/registrar-rig';

const CI = { tenant: 'acme', user: 'ci' };

async function deployed(): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations());
  return rig;
}

describe('withdrawing a release', () => {
  it('leaves no key, user or token, and names no release', async () => {
    const rig = await deployed();

    const outcome = await rig.request('Delete', declarations());

    expect(outcome).toEqual({ ok: true, values: { Release: '', Schema: '' } });
    expect(rig.apiKeys.keys.size).toBe(0);
    expect([rig.user(CI), await rig.tokens(CI), rig.global()?.release]).toEqual([undefined, [], undefined]);
    expect(rig.tenant('acme')).toEqual({ tenant: 'acme', status: 'active', policies: {}, declared: false });
  });

  it('keeps revocations and suspensions, also for a stack that comes later', async () => {
    const rig = await deployed();
    rig.registry.change(GLOBAL_KEY, { status: 'closed', revokedApis: ['shop'] });
    rig.registry.change(tenantKey(tenantReference('acme')), { status: 'suspended' });
    rig.registry.change(userItemKey(CI), { status: 'suspended' });

    await rig.request('Delete', declarations());
    expect(rig.global()).toEqual({ status: 'closed', revokedRoles: [], revokedApis: ['shop'] });
    await rig.request('Create', declarations());

    expect(rig.global()).toMatchObject({ status: 'closed', revokedApis: ['shop'] });
    expect(rig.tenant('acme')).toMatchObject({ status: 'suspended', declared: true });
    expect(rig.user(CI)).toMatchObject({ status: 'suspended', declared: true });
  });

  it('may be repeated, and succeeds where nothing was ever made', async () => {
    const rig = await deployed();
    await rig.request('Delete', declarations());
    const fresh = new RegistrarRig();

    expect(await rig.request('Delete', declarations())).toMatchObject({ ok: true });
    expect(await fresh.request('Delete', declarations())).toMatchObject({ ok: true });
    expect(fresh.registry.items.size).toBe(0);
  });

  it('succeeds though the declarations cannot be read', async () => {
    const rig = await deployed();
    const unresolved = declarations({ tenants: [{ tenant: 'acme', planId: '${value:plan}' }] });

    expect(await rig.request('Delete', unresolved)).toMatchObject({ ok: true });
    expect(rig.apiKeys.keys.size).toBe(0);
  });

  it('of a proxy whose table another one took over leaves everything to that one', async () => {
    const rig = await deployed();
    await rig.request('Create', declarations(), declarations(), {}, 'green-');
    const taken = structuredClone([...rig.registry.items]);
    const keys = [...rig.apiKeys.keys.keys()];

    const outcome = await rig.request('Delete', declarations());

    expect(outcome).toMatchObject({ ok: true });
    expect([...rig.registry.items]).toEqual(taken);
    expect([...rig.apiKeys.keys.keys()]).toEqual(keys);
  });

  it('that was never in force takes only its own mark away', async () => {
    const rig = await deployed();
    const inForce = rig.global()?.release;
    rig.registry.publishRelease = async () => 'lost';
    await rig.request('Create', declarations(), declarations(), {}, 'green-').catch(() => undefined);
    const marked = await rig.registry.readPending();

    await rig.request('Delete', declarations(), declarations(), {}, 'green-');

    expect([marked === undefined, await rig.registry.readPending()]).toEqual([false, undefined]);
    expect(rig.global()?.release).toBe(inForce);
    expect(rig.user(CI)).toBeDefined();
  });

  it('of a third proxy leaves the mark of another one', async () => {
    const rig = await deployed();
    rig.registry.publishRelease = async () => 'lost';
    await rig.request('Create', declarations(), declarations(), {}, 'green-').catch(() => undefined);
    const marked = await rig.registry.readPending();

    await rig.request('Delete', declarations(), declarations(), {}, 'blue-');

    expect(await rig.registry.readPending()).toBe(marked);
  });
});
