import type { Declarations } from '../../../lambda/contract/declarations';
import { documentKey, tenantKey } from '../../../lambda/contract/registry-records';
import { userItemKey } from '../../../lambda/domain/declared-user';
import { createUser } from '../../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findDrift } from '../../../lambda/domain/manage/drift';
import { createTenant } from '../../../lambda/domain/manage/manage-tenant';
import { tenantReference } from '../../../lambda/domain/reference';
import { declarations, InjectedFault, RegistrarRig } from '../../support/registrar-rig';

const BASE = declarations();
const CI = { tenant: 'acme', user: 'ci' };
const GLOBEX = { tenant: 'globex' };
const EVE = { tenant: 'acme', user: 'eve', roles: [], planId: 'plan-a' };
const WITH_MORE = { ...BASE, tenants: [...BASE.tenants, GLOBEX], users: [...BASE.users, EVE] };

async function start(base: Declarations = BASE): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(base);
  return rig;
}

/** A deploy that ends right before its release is in force. */
async function beginDeploy(rig: RegistrarRig, next: Declarations): Promise<void> {
  const probe = rig.copy();
  await probe.deploy(next);
  rig.fault = { call: probe.calls.indexOf('publishRelease'), when: 'before' };
  await expect(rig.deploy(next)).rejects.toThrow(InjectedFault);
  rig.fault = undefined;
}

/** What becomes of making a tenant and a user that a stack says something of. */
async function refusals(rig: RegistrarRig): Promise<unknown[]> {
  const ports = rig.managePorts();
  const names = await readDeclaredNames(ports.managed);
  const stored = rig.registry.state();
  const refused = [
    await createTenant(ports, names, GLOBEX).catch((refusal: unknown) => refusal),
    await createUser(ports, names, EVE).catch((refusal: unknown) => refusal),
  ];
  expect(rig.registry.state()).toEqual(stored);
  return refused;
}

describe('a name that a stack declares', () => {
  it.each<[string, () => Promise<RegistrarRig>]>([
    ['declared', async () => start(WITH_MORE)],
    [
      'retired',
      async () => {
        const rig = await start(WITH_MORE);
        await rig.deploy(BASE);
        return rig;
      },
    ],
    [
      'pending',
      async () => {
        const rig = await start();
        await beginDeploy(rig, WITH_MORE);
        return rig;
      },
    ],
  ])('is nobody else’s: %s', async (kind, stand) => {
    const rig = await stand();

    expect(await refusals(rig)).toEqual([
      expect.objectContaining({ kind, subject: 'globex' }),
      expect.objectContaining({ kind, subject: 'acme/eve' }),
    ]);
  });

  it('is free while no release says anything of it', async () => {
    const rig = await start();
    const ports = rig.managePorts();
    const names = await readDeclaredNames(ports.managed);

    await createTenant(ports, names, GLOBEX);
    await createUser(ports, names, EVE);

    expect(rig.tenant('globex')).toMatchObject({ managed: true });
    expect(rig.user(EVE)).toMatchObject({ managed: true });
  });

  it('cannot be told before anything is deployed', async () => {
    await expect(readDeclaredNames(new RegistrarRig().registry)).rejects.toMatchObject({
      kind: 'no_release',
      subject: 'registry',
    });
  });

  it('cannot be told where the release in force is not stored', async () => {
    const rig = await start();
    const hash = rig.global()?.release as string;
    await rig.registry.delete(documentKey(hash));

    await expect(readDeclaredNames(rig.registry)).rejects.toMatchObject({
      dependency: 'registry',
      kind: 'corrupt',
      message: expect.stringContaining(hash),
    });
  });
});

describe('drift of what is declared', () => {
  const acme = tenantKey(tenantReference('acme'));

  it('tells of records that are not there', async () => {
    const rig = await start();
    await rig.registry.delete(acme);
    await rig.registry.delete(userItemKey(CI));

    expect(await findDrift(rig.registry, await readDeclaredNames(rig.registry))).toEqual([
      { kind: 'tenant', name: 'acme', differences: ['missing'] },
      { kind: 'user', name: 'acme/ci', differences: ['missing'] },
    ]);
  });

  it.each([[{ declared: false }], [{ managed: true }]])(
    'tells whom the stack does not stand for: %j',
    async (change) => {
      const rig = await start();
      rig.registry.change(acme, change);
      rig.registry.change(userItemKey(CI), change);

      expect(await findDrift(rig.registry, await readDeclaredNames(rig.registry))).toEqual([
        { kind: 'tenant', name: 'acme', differences: ['owner'] },
        { kind: 'user', name: 'acme/ci', differences: ['owner'] },
      ]);
    },
  );

  it('tells a plan that a deploy left half-way, once', async () => {
    const rig = await start();
    rig.registry.change(acme, { planId: 'plan-z' });
    rig.registry.change(userItemKey(CI), { joiningPlanIds: ['plan-z'] });

    expect(await findDrift(rig.registry, await readDeclaredNames(rig.registry))).toEqual([
      { kind: 'tenant', name: 'acme', differences: ['plan'] },
      { kind: 'user', name: 'acme/ci', differences: ['plan'] },
    ]);
  });

  it('is put right by a deploy', async () => {
    const rig = await start();
    rig.registry.change(userItemKey(CI), { roles: ['admin'], declared: false });

    await rig.deploy(BASE);

    expect(await findDrift(rig.registry, await readDeclaredNames(rig.registry))).toEqual([]);
    expect(rig.user(CI)).toMatchObject({ roles: ['reader'], declared: true });
  });
});
