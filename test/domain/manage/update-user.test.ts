import { userItemKey } from '../../../lambda/domain/declared-user';
import { createUser } from '../../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { planUpdate, termsOf, updateUser, type UserEdit } from '../../../lambda/domain/manage/update-user';
import type { UserTerms } from '../../../lambda/domain/user-terms';
import { declarations, KEY_PREFIX, RegistrarRig } from '../../support/registrar-rig';

const EVE: UserTerms = {
  tenant: 'acme',
  user: 'eve',
  roles: ['reader'],
  planId: 'plan-a',
  expiresAt: '2027-01-31T00:00:00.000Z',
  kind: 'service',
  owner: 'ops@example.com',
  purpose: 'nightly report',
  sources: ['192.0.2.0/24'],
};

async function start(): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations());
  return rig;
}

async function made(terms: UserTerms = EVE): Promise<RegistrarRig> {
  const rig = await start();
  await createUser(rig.managePorts(), await readDeclaredNames(rig.registry), terms);
  return rig;
}

async function update(rig: RegistrarRig, edit: UserEdit) {
  return updateUser(rig.managePorts(), await planUpdate(rig.managePorts(), EVE, edit));
}

describe('An edit of a user whom the command line made', () => {
  it('finds all its terms as they were given', async () => {
    const rig = await made();

    const { update: planned } = await planUpdate(rig.managePorts(), EVE, {});

    expect(planned).toEqual({ before: EVE, after: EVE, changes: [] });
  });

  it('takes each term away, and leaves those unnamed', async () => {
    const rig = await made();
    const edit = { planId: null, expiresAt: null, kind: null, owner: undefined, purpose: null, sources: null };

    const plan = await planUpdate(rig.managePorts(), EVE, edit);
    expect([...plan.update.changes].sort()).toEqual(['expiresAt', 'kind', 'plan', 'purpose', 'sources']);
    expect(await updateUser(rig.managePorts(), plan)).toBe('updated');

    const left = { tenant: 'acme', user: 'eve', roles: ['reader'], owner: 'ops@example.com' };
    expect(plan.update.after).toEqual(left);
    expect(termsOf(rig.user(EVE) as NonNullable<ReturnType<typeof rig.user>>)).toEqual(left);
  });

  it('that changes nothing writes nothing', async () => {
    const rig = await made();
    const before = rig.registry.state();

    expect(await update(rig, { addRoles: ['reader'], removeRoles: ['writer'], planId: 'plan-a' })).toBe('unchanged');

    expect(rig.registry.state()).toEqual(before);
  });

  it('replaces all roles, then adds and removes', async () => {
    const rig = await made();

    expect(await update(rig, { roles: ['a', 'b'], addRoles: ['c', 'a'], removeRoles: ['b'] })).toBe('updated');

    expect(rig.user(EVE)).toMatchObject({ roles: ['a', 'c'], version: 2 });
  });

  it('counts from the start where the record has no version', async () => {
    const rig = await made();
    rig.registry.change(userItemKey(EVE), { version: undefined });

    expect(await update(rig, { owner: 'Ann' })).toBe('updated');

    expect(rig.user(EVE)).toMatchObject({ owner: 'Ann', version: 1 });
  });
});

describe('An edit is refused', () => {
  it('where a stack declares the user, with the stack named', async () => {
    const rig = await start();
    const before = rig.registry.state();

    await expect(update(rig, { owner: 'Ann' })).rejects.toMatchObject({ kind: 'user_unknown', subject: 'acme/eve' });
    const planning = planUpdate(rig.managePorts(), { tenant: 'umbrella', user: 'ann' }, { owner: 'Ann' });
    await expect(planning).rejects.toMatchObject({ kind: 'declared', subject: 'umbrella/ann', detail: KEY_PREFIX });

    expect(rig.registry.state()).toEqual(before);
  });

  it('where nobody stands for the user any more', async () => {
    const rig = await start();
    await rig.deploy(declarations({ users: [] }));

    const planning = planUpdate(rig.managePorts(), { tenant: 'acme', user: 'ci' }, { owner: 'Ann' });

    await expect(planning).rejects.toMatchObject({ kind: 'retired', subject: 'acme/ci', detail: KEY_PREFIX });
  });

  it.each(['plan-b', null])('where its only key is an adopted one, whose plan would become %j', async (planId) => {
    const rig = await start();
    const adoptedKey = { keyId: 'k1', planId: 'plan-a', ref: 'r1' };
    const terms = { tenant: 'acme', user: 'eve', roles: ['reader'] };
    await createUser(rig.managePorts(), await readDeclaredNames(rig.registry), terms, { also: { adoptedKey } });

    await expect(update(rig, { planId })).rejects.toMatchObject({
      kind: 'key_plan',
      subject: 'acme/eve',
      detail: 'k1',
    });

    expect(await update(rig, { addRoles: ['writer'] })).toBe('updated');
    expect(rig.user(EVE)).toMatchObject({ roles: ['reader', 'writer'], adoptedKey });
  });
});

describe('Terms of a record', () => {
  it('hold the subject of a federated user', async () => {
    const rig = await start();
    const ann = { tenant: 'umbrella', user: 'ann', federated: { issuerId: 'okta', subject: 's1' } };

    expect(termsOf(rig.user(ann) as NonNullable<ReturnType<typeof rig.user>>)).toEqual({
      ...ann,
      roles: [],
      planId: 'plan-a',
    });
  });
});
