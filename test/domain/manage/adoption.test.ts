import { userKey } from '../../../lambda/contract/registry-records';
import { adoptApiKey, planAdoption } from '../../../lambda/domain/manage/adopt-api-key';
import { createUser } from '../../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findDrift } from '../../../lambda/domain/manage/drift';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { createTenant } from '../../../lambda/domain/manage/manage-tenant';
import { dropAdoptedKey, ensureOwnKey } from '../../../lambda/domain/manage/own-key';
import { Redacted } from '../../../lambda/domain/ports';
import { tenantReference, userReference } from '../../../lambda/domain/reference';
import { declarations, InjectedFault, RegistrarRig } from '../../support/registrar-rig';

const VALUE = 'an-existing-key-of-API-Gateway-1234';
const TERMS = { tenant: 'acme', user: 'legacy', roles: ['reader'] };
const KEY = { keyId: 'k1', name: 'Legacy', value: new Redacted(VALUE), enabled: true };
const BASE = declarations({ proxy: { version: 1, issuers: [], apiKeysAsCredential: true } });

async function start(): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(BASE);
  return rig;
}

async function adopt(rig: RegistrarRig): Promise<void> {
  const ports = rig.managePorts();
  await adoptApiKey(ports, await readDeclaredNames(ports.managed), TERMS, { key: KEY, planId: 'plan-a' });
}

async function leave(rig: RegistrarRig): Promise<void> {
  const ports = rig.managePorts();
  await ensureOwnKey(ports, await findUser(ports.managed, TERMS));
  await dropAdoptedKey(ports, await findUser(ports.managed, TERMS));
}

/** Random values stand for nothing. */
function shapeOf(rig: RegistrarRig): unknown {
  const text = JSON.stringify([rig.registry.state(), [...rig.apiKeys.keys.values()].map(({ name }) => name)]);
  return text.replace(/"(version|meteringKey|meteringKeyId)":("[^"]*"|\d+)/g, '"$1":""');
}

describe('taking over an API Gateway key, a key of one’s own, and leaving the old one', () => {
  it('stored at no point, with the user metered by itself first and by a key of the proxy’s own then', async () => {
    const rig = await start();
    const ports = rig.managePorts();
    const names = await readDeclaredNames(ports.managed);
    expect(await adoptApiKey(ports, names, TERMS, { key: KEY, planId: 'plan-a' })).toBe('created');
    expect(await adoptApiKey(ports, names, TERMS, { key: KEY, planId: 'plan-a' })).toBe('unchanged');
    const before = await findUser(ports.managed, TERMS);
    expect(before.record).toMatchObject({ adoptedKey: { keyId: 'k1', planId: 'plan-a' }, managed: true });
    expect(before.record.meteringKey).toBeUndefined();
    await expect(dropAdoptedKey(ports, before)).rejects.toMatchObject({ kind: 'key_only' });

    expect(await ensureOwnKey(ports, before)).toBe(true);
    const after = await findUser(ports.managed, TERMS);
    expect(rig.apiKeys.keys.get(after.record.meteringKeyId as string)?.plans).toEqual(new Set(['plan-a']));
    expect(await ensureOwnKey(ports, after)).toBe(false);
    expect(JSON.stringify([...rig.registry.items])).not.toContain(VALUE);
    await expect(
      adoptApiKey(ports, names, { ...TERMS, user: 'other' }, { key: KEY, planId: 'plan-a' }),
    ).rejects.toMatchObject({ kind: 'key_taken' });
  });

  it.each([
    ['taken over', async () => {}, adopt],
    ['left', adopt, leave],
  ])('may stop at any call and be run again: %s', async (_, before, run) => {
    const started = await start();
    await before(started);
    const undisturbed = started.copy();
    undisturbed.calls = [];
    await run(undisturbed);
    for (const call of undisturbed.calls.keys()) {
      for (const when of ['before', 'after'] as const) {
        const rig = started.copy();
        rig.calls = [];
        rig.fault = { call, when };
        await expect(run(rig)).rejects.toThrow(InjectedFault);
        rig.fault = undefined;
        await run(rig);

        expect([call, when, shapeOf(rig)]).toEqual([call, when, shapeOf(undisturbed)]);
      }
    }
  });

  it.each([
    ['key_unknown', undefined, ['plan-a']],
    ['key_disabled', { ...KEY, enabled: false }, ['plan-a']],
    ['key_own', { ...KEY, name: 'gatehouse-api1-acme/ci' }, ['plan-a']],
    ['key_in_no_plan', KEY, ['plan-x']],
  ])('refuses: %s', async (kind, key, plans) => {
    const rig = await start();
    const adoptable = { readKey: async () => key, plansOf: async () => plans, keysOf: async () => [] };
    const names = await readDeclaredNames(rig.registry);

    const planning = planAdoption({ ...rig.managePorts(), adoptable }, names, 'k1', ['plan-a']);

    await expect(planning).rejects.toMatchObject({ kind });
  });
});

describe('what CDK declares beside what people make', () => {
  it('a release that declares somebody’s user or tenant is refused, and names both', async () => {
    const rig = await start();
    const ports = rig.managePorts();
    const names = await readDeclaredNames(ports.managed);
    await createTenant(ports, names, { tenant: 'globex' });
    await createUser(ports, names, { tenant: 'acme', user: 'eve', roles: [], planId: 'plan-a', owner: 'Ann' });
    const before = rig.registry.state();

    const outcome = await rig.deploy({
      ...BASE,
      users: [
        ...BASE.users,
        { tenant: 'acme', user: 'eve', roles: [], planId: 'plan-a' },
        { tenant: 'globex', user: 'new', roles: [], planId: 'plan-a' },
      ],
    });

    expect(outcome).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/Tenant "globex" .*gatehouse-api1-.*command line/),
        expect.stringMatching(/User "acme\/eve" .*gatehouse-api1-.*owner "Ann"/),
      ],
    });
    expect(rig.registry.state()).toEqual(before);
  });

  it('deploys, rollbacks and the end of the stack leave what people made', async () => {
    const rig = await start();
    const ports = rig.managePorts();
    await createUser(ports, await readDeclaredNames(ports.managed), {
      tenant: 'acme',
      user: 'eve',
      roles: [],
      planId: 'plan-a',
    });
    const { record } = await findUser(rig.registry, { tenant: 'acme', user: 'eve' });

    await rig.deploy({ ...BASE, users: [] });
    await rig.deploy({ ...BASE, users: [], tenants: [] });
    await rig.request('Delete', BASE);

    expect((await findUser(rig.registry, { tenant: 'acme', user: 'eve' })).record).toEqual(record);
    expect(rig.apiKeys.keys.has(record.meteringKeyId as string)).toBe(true);
  });

  it('drift tells which terms of which declared record differ', async () => {
    const rig = await start();
    expect(await findDrift(rig.registry, await readDeclaredNames(rig.registry))).toEqual([]);
    const place = userKey(tenantReference('acme'), userReference('acme', 'ci'));
    rig.registry.change(place, { roles: ['admin'], planId: 'plan-z' });

    expect(await findDrift(rig.registry, await readDeclaredNames(rig.registry))).toEqual([
      { kind: 'user', name: 'acme/ci', differences: ['roles', 'plan'] },
    ]);
  });
});
