import { tenantKey } from '../../../lambda/contract/registry-records';
import { createUser } from '../../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { createTenant, deleteManagedTenant, findTenant } from '../../../lambda/domain/manage/manage-tenant';
import { tenantReference } from '../../../lambda/domain/reference';
import { declarations, RegistrarRig } from '../../support/registrar-rig';

const GLOBEX = { tenant: 'globex', planId: 'plan-t' };
const WITH_GLOBEX = declarations({ tenants: [...declarations().tenants, GLOBEX] });

async function start(...deploys: ReturnType<typeof declarations>[]) {
  const rig = new RegistrarRig();
  for (const each of [...deploys, declarations()]) {
    expect(await rig.deploy(each)).toMatchObject({ ok: true });
  }
  const ports = rig.managePorts();
  return { rig, ports, names: await readDeclaredNames(ports.managed) };
}

/** Globex as a stack left it that no longer declares it, and could not bring it back. */
async function startWithLeftBehind() {
  return await start(WITH_GLOBEX, declarations(), declarations({ policies: [] }));
}

function keysOf(rig: RegistrarRig): string[] {
  return [...rig.apiKeys.keys.values()].map(({ name }) => name).filter((name) => name.endsWith('globex'));
}

describe('A tenant is not created', () => {
  it('where the release in force declares it', async () => {
    const { rig, ports, names } = await start();
    const before = rig.registry.state();

    await expect(createTenant(ports, names, { tenant: 'acme' })).rejects.toMatchObject({
      kind: 'declared',
      subject: 'acme',
    });
    expect(rig.registry.state()).toEqual(before);
  });

  it('where a deploy that ended meanwhile declares it', async () => {
    const { rig, ports, names } = await start();
    await rig.deploy(WITH_GLOBEX);
    const before = rig.registry.state();

    await expect(createTenant(ports, names, GLOBEX)).rejects.toMatchObject({ kind: 'declared', subject: 'globex' });
    expect(rig.registry.state()).toEqual(before);
  });

  it.each([{ planId: 'plan-u' }, {}])('where it is there with another plan than %j', async (given) => {
    const { rig, ports, names } = await start();
    expect(await createTenant(ports, names, GLOBEX)).toBe('created');
    expect(await createTenant(ports, names, GLOBEX)).toBe('unchanged');
    const before = rig.registry.state();

    await expect(createTenant(ports, names, { tenant: 'globex', ...given })).rejects.toMatchObject({
      kind: 'tenant_exists',
      subject: 'globex',
      detail: 'plan',
    });
    expect(rig.registry.state()).toEqual(before);
  });

  it('over what a deploy stores at the same time', async () => {
    const { rig, ports, names } = await start();
    const place = tenantKey(tenantReference('globex'));
    const { putManagedTenant } = rig.registry;
    rig.registry.putManagedTenant = async (...given) => {
      rig.registry.change(place, { tenant: 'globex', status: 'active', declared: true });
      await putManagedTenant.apply(rig.registry, given);
    };

    await expect(createTenant(ports, names, GLOBEX)).rejects.toMatchObject({ kind: 'lost_race', subject: 'globex' });
    expect(rig.tenant('globex')).toEqual({ tenant: 'globex', status: 'active', declared: true });
    expect(keysOf(rig)).toEqual([]);
  });

  it('where somebody deletes it before its key is made, which is not left behind', async () => {
    const { rig, ports, names } = await start();
    const { ensureKey } = rig.apiKeys;
    rig.apiKeys.ensureKey = async (...given) => {
      rig.apiKeys.ensureKey = ensureKey;
      await deleteManagedTenant(rig.managePorts(), names, 'globex');
      return await ensureKey.apply(rig.apiKeys, given);
    };

    await expect(createTenant(ports, names, GLOBEX)).rejects.toMatchObject({ kind: 'lost_race', subject: 'globex' });
    expect(rig.tenant('globex')).toBeUndefined();
    expect(keysOf(rig)).toEqual([]);
  });
});

describe('A tenant that a stack left behind', () => {
  it('is nobody’s, and neither found nor deleted', async () => {
    const { rig, ports, names } = await startWithLeftBehind();
    expect(rig.tenant('globex')?.declared).toBe(false);
    const unknown = { kind: 'tenant_unknown', subject: 'globex' };

    await expect(findTenant(ports, 'globex')).rejects.toMatchObject(unknown);
    await expect(deleteManagedTenant(ports, names, 'globex')).rejects.toMatchObject(unknown);
    expect(rig.tenant('globex')?.declared).toBe(false);
  });

  it('may be made one’s own', async () => {
    const { rig, ports, names } = await startWithLeftBehind();

    expect(await createTenant(ports, names, GLOBEX)).toBe('created');

    expect(await findTenant(ports, 'globex')).toMatchObject({ ...GLOBEX, managed: true, declared: false });
    expect(rig.tenant('globex')).not.toHaveProperty('creating');
    expect(await ports.managed.listManagedTenants()).toEqual(['globex']);
    expect(keysOf(rig)).toHaveLength(1);
  });
});

describe('A tenant is not deleted', () => {
  it('where a stack declares it', async () => {
    const { rig, ports, names } = await start();

    await expect(deleteManagedTenant(ports, names, 'acme')).rejects.toMatchObject({
      kind: 'declared',
      subject: 'acme',
    });
    expect(rig.tenant('acme')).toMatchObject({ declared: true, status: 'active' });
  });

  it('where it has users, or does not exist', async () => {
    const { rig, ports, names } = await start();
    await createTenant(ports, names, GLOBEX);
    await createUser(ports, names, { tenant: 'globex', user: 'eve', roles: [], planId: 'plan-a' });

    await expect(deleteManagedTenant(ports, names, 'globex')).rejects.toMatchObject({
      kind: 'tenant_not_empty',
      subject: 'globex',
    });
    expect(rig.tenant('globex')).toMatchObject({ managed: true, status: 'active' });
    await expect(deleteManagedTenant(ports, names, 'nobody')).rejects.toMatchObject({ kind: 'tenant_unknown' });
    await expect(findTenant(ports, 'nobody')).rejects.toMatchObject({ kind: 'tenant_unknown', subject: 'nobody' });
  });
});
