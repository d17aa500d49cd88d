import { apiKeyKey, type RegistryKey } from '../../../lambda/contract/registry-records';
import { digestApiKey } from '../../../lambda/domain/api-key';
import { adoptApiKey, planAdoption } from '../../../lambda/domain/manage/adopt-api-key';
import type { AdoptableKey } from '../../../lambda/domain/manage/adoptable-keys';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { findUser } from '../../../lambda/domain/manage/find-user';
import type { ManagePorts } from '../../../lambda/domain/manage/manage-ports';
import { dropAdoptedKey, ensureOwnKey } from '../../../lambda/domain/manage/own-key';
import { setUserStatus } from '../../../lambda/domain/manage/set-status';
import { planUpdate, updateUser } from '../../../lambda/domain/manage/update-user';
import { Redacted } from '../../../lambda/domain/ports';
import { apiKeyReference } from '../../../lambda/domain/reference';
import { declarations, RegistrarRig } from '../../support/registrar-rig';

const TERMS = { tenant: 'acme', user: 'legacy', roles: ['reader'] };
const OTHER = { ...TERMS, user: 'other' };
const KEY = keyOf('k1', 'an-existing-key-of-API-Gateway-1234');
const SECOND = keyOf('k2', 'another-key-of-API-Gateway-12345678');
const BASE = declarations({ proxy: { version: 1, issuers: [], apiKeysAsCredential: true } });

function keyOf(keyId: string, value: string): AdoptableKey {
  return { keyId, name: 'Legacy', value: new Redacted(value), enabled: true };
}

function itemOf(key: AdoptableKey): RegistryKey {
  return apiKeyKey(apiKeyReference(digestApiKey(key.value.reveal())));
}

async function start(base = BASE): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(base);
  return rig;
}

async function adopt(ports: ManagePorts, terms = TERMS, key = KEY): Promise<unknown> {
  return await adoptApiKey(ports, await readDeclaredNames(ports.managed), terms, { key, planId: 'plan-a' });
}

/** Lets something happen right before one call of the registry, once. */
function before(rig: RegistrarRig, call: string, nth: number, happens: () => Promise<unknown>): ManagePorts {
  const ports = rig.managePorts();
  let made = 0;
  const managed = new Proxy(ports.managed, {
    get: (target, name) => {
      const member = Reflect.get(target, name);
      return async (...given: unknown[]) => {
        if (name === call && made++ === nth) {
          await happens();
        }
        return await member.apply(target, given);
      };
    },
  });
  return { ...ports, managed };
}

describe('whether an API Gateway key can be adopted', () => {
  const adoptable = { readKey: async () => KEY, plansOf: async () => ['plan-x', 'plan-b'], keysOf: async () => [] };

  it('one of the proxy’s plans that it is in meters it', async () => {
    const rig = await start();
    const names = await readDeclaredNames(rig.registry);

    const planned = await planAdoption({ ...rig.managePorts(), adoptable }, names, 'k1', ['plan-a', 'plan-b']);

    expect(planned).toEqual({ key: KEY, planId: 'plan-b' });
  });

  it('not where the proxy takes no keys for credentials; the key is not even read', async () => {
    const rig = await start(declarations());
    const names = await readDeclaredNames(rig.registry);
    const readKey = jest.fn(async () => KEY);

    const planning = planAdoption({ ...rig.managePorts(), adoptable: { ...adoptable, readKey } }, names, 'k1', [
      'plan-b',
    ]);

    await expect(planning).rejects.toMatchObject({ kind: 'keys_not_credentials', subject: 'k1' });
    expect(readKey).not.toHaveBeenCalled();
  });
});

describe('one key for one user', () => {
  it('a user with an adopted key gets no second one, and keeps the first', async () => {
    const rig = await start();
    await adopt(rig.managePorts());
    const stored = rig.registry.state();

    await expect(adopt(rig.managePorts(), TERMS, SECOND)).rejects.toMatchObject({
      kind: 'key_already',
      subject: 'acme/legacy',
      detail: 'k1',
    });

    expect(rig.registry.state()).toEqual(stored);
  });

  it('two adopt a key at the same time: whoever comes too late is told, and has no user', async () => {
    const rig = await start();
    const ports = before(rig, 'putApiKey', 0, () => adopt(rig.managePorts(), OTHER));

    await expect(adopt(ports)).rejects.toMatchObject({ kind: 'key_taken', subject: 'k1' });

    expect(rig.user(TERMS)).toBeUndefined();
    expect(rig.registry.item(itemOf(KEY))).toMatchObject({ user: 'other', keyId: 'k1' });
  });
});

describe('somebody else changes the user of an adopted key meanwhile', () => {
  /** Another change of the user’s terms, and the end of its record. */
  const edit = (rig: RegistrarRig) => async () => {
    const ports = rig.managePorts();
    await updateUser(ports, await planUpdate(ports, TERMS, { addRoles: ['writer'] }));
  };
  const end = (rig: RegistrarRig) => async () => await rig.registry.delete((await findUser(rig.registry, TERMS)).key);

  it('no key of its own is made for a user as it was', async () => {
    const rig = await start();
    await adopt(rig.managePorts());
    const found = await findUser(rig.registry, TERMS);
    const made = [...rig.apiKeys.keys.keys()];

    await expect(ensureOwnKey(before(rig, 'changeUser', 0, edit(rig)), found)).rejects.toMatchObject({
      kind: 'lost_race',
      subject: 'acme/legacy',
    });

    expect(rig.user(TERMS)).toMatchObject({ roles: ['reader', 'writer'] });
    expect(rig.user(TERMS)).not.toHaveProperty('meteringKey');
    expect([...rig.apiKeys.keys.keys()]).toEqual(made);
  });

  it('a key that was made for a user who is gone by then is deleted', async () => {
    const rig = await start();
    await adopt(rig.managePorts());
    const found = await findUser(rig.registry, TERMS);
    const made = [...rig.apiKeys.keys.keys()];
    const ports = before(rig, 'changeUser', 1, end(rig));

    await expect(ensureOwnKey(ports, found)).rejects.toMatchObject({ kind: 'lost_race', subject: 'acme/legacy' });

    expect(rig.calls).toContain('ensureKey');
    expect([...rig.apiKeys.keys.keys()]).toEqual(made);
    expect(rig.user(TERMS)).toBeUndefined();
  });

  it('a key whose id was stored by then is left to whoever ended the user; nothing is stored again', async () => {
    const rig = await start();
    await adopt(rig.managePorts());
    const found = await findUser(rig.registry, TERMS);

    await expect(ensureOwnKey(before(rig, 'changeUser', 2, end(rig)), found)).rejects.toMatchObject({
      kind: 'lost_race',
    });

    expect(rig.calls).not.toContain('deleteKey');
    expect(rig.user(TERMS)).toBeUndefined();
  });

  it('the adopted key is not taken from a user as it was; another run takes it', async () => {
    const rig = await start();
    await adopt(rig.managePorts());
    await ensureOwnKey(rig.managePorts(), await findUser(rig.registry, TERMS));
    const found = await findUser(rig.registry, TERMS);

    const dropping = dropAdoptedKey(before(rig, 'changeUser', 0, edit(rig)), found);

    await expect(dropping).rejects.toMatchObject({ kind: 'lost_race', subject: 'acme/legacy' });
    expect(rig.user(TERMS)).toMatchObject({ adoptedKey: { keyId: 'k1' }, roles: ['reader', 'writer'] });
    expect(await dropAdoptedKey(rig.managePorts(), await findUser(rig.registry, TERMS))).toBe(true);
    expect(rig.user(TERMS)).not.toHaveProperty('adoptedKey');
    expect(rig.user(TERMS)).toMatchObject({ roles: ['reader', 'writer'] });
    expect(rig.registry.item(itemOf(KEY))).toBeUndefined();
  });

  it('a suspension is no change of terms: it stays, and the key is taken away', async () => {
    const rig = await start();
    await adopt(rig.managePorts());
    await ensureOwnKey(rig.managePorts(), await findUser(rig.registry, TERMS));
    const found = await findUser(rig.registry, TERMS);
    const ports = before(rig, 'changeUser', 0, () => setUserStatus(rig.managePorts(), TERMS, 'suspended'));

    expect(await dropAdoptedKey(ports, found)).toBe(true);

    expect(rig.user(TERMS)).toMatchObject({ status: 'suspended' });
    expect(rig.user(TERMS)).not.toHaveProperty('adoptedKey');
  });

  it('a user who never had an adopted key has none to take away', async () => {
    const rig = await start();
    const found = await findUser(rig.registry, { tenant: 'acme', user: 'ci' });
    const stored = rig.registry.state();

    expect(await dropAdoptedKey(rig.managePorts(), found)).toBe(false);
    expect(await ensureOwnKey(rig.managePorts(), found)).toBe(false);

    expect(rig.registry.state()).toEqual(stored);
  });
});
