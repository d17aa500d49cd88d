import { nameKey } from '../../../lambda/contract/registry-records';
import { userItemKey } from '../../../lambda/domain/declared-user';
import { createUser, type CreateUserOptions } from '../../../lambda/domain/manage/create-user';
import { type DeclaredNames, readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import type { ManagePorts } from '../../../lambda/domain/manage/manage-ports';
import { tenantReference, userReference } from '../../../lambda/domain/reference';
import type { UserTerms } from '../../../lambda/domain/user-terms';
import { declarations, KEY_PREFIX, RegistrarRig } from '../../support/registrar-rig';
import { OKTA } from '../../support/okta-issuer';

const EVE: UserTerms & { planId: string } = { tenant: 'acme', user: 'eve', roles: ['reader'], planId: 'plan-a' };
const PAT: UserTerms = { ...EVE, user: 'pat', federated: { issuerId: 'okta', subject: 's9' } };
const BASE = declarations({ proxy: { version: 1, issuers: [OKTA] } });
const DECLARING_EVE = { ...BASE, users: [...BASE.users, EVE] };

async function start(...made: UserTerms[]): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(BASE);
  for (const terms of made) {
    await create(rig, terms);
  }
  return rig;
}

interface Circumstances extends CreateUserOptions {
  readonly ports?: ManagePorts;
  readonly names?: DeclaredNames;
}

async function create(rig: RegistrarRig, terms: UserTerms, { ports, names, ...options }: Circumstances = {}) {
  return createUser(ports ?? rig.managePorts(), names ?? (await readDeclaredNames(rig.registry)), terms, options);
}

/** A record that a stack no longer declares, and whose removal has not come yet. */
function leaveBehind(rig: RegistrarRig, terms: UserTerms): void {
  rig.registry.change(userItemKey(terms), { declared: false, managed: undefined });
}

function nameOf({ tenant, user }: UserTerms) {
  return nameKey(tenantReference(tenant), userReference(tenant, user));
}

describe('A user that the command line makes', () => {
  it.each<[string, string, UserTerms[], UserTerms, string]>([
    [
      'a stack declares a federated one of the name',
      'name_taken',
      [],
      { ...EVE, tenant: 'umbrella', user: 'ann' },
      KEY_PREFIX,
    ],
    ['a federated one has the name', 'name_taken', [PAT], { ...EVE, user: 'pat' }, ''],
    ['one with tokens has the name', 'name_taken', [EVE], { ...PAT, user: 'eve' }, ''],
    [
      'another subject has the name',
      'name_taken',
      [PAT],
      { ...PAT, federated: { issuerId: 'okta', subject: 's10' } },
      '',
    ],
    [
      'its issuer is none of the proxy’s',
      'issuer_unknown',
      [],
      { ...PAT, federated: { issuerId: 'entra', subject: 's9' } },
      'entra',
    ],
    ['its subject goes by another name', 'user_exists', [PAT], { ...PAT, user: 'patricia' }, 'user'],
    ['it is there with other terms', 'user_exists', [EVE], { ...EVE, roles: [], planId: 'plan-b' }, 'roles, plan'],
  ])('is refused, and nothing stored, where %s: %s', async (_, kind, made, terms, detail) => {
    const rig = await start(...made);
    const before = rig.registry.state();

    const subject = `${terms.tenant}/${terms.user}`;
    await expect(create(rig, terms)).rejects.toMatchObject({ kind, subject, detail });

    expect(rig.registry.state()).toEqual(before);
  });

  it('is refused where a stack came to declare it after its names were read', async () => {
    const rig = await start();
    const names = await readDeclaredNames(rig.registry);
    await rig.deploy(DECLARING_EVE);
    const before = rig.registry.state();

    await expect(create(rig, EVE, { names })).rejects.toMatchObject({
      kind: 'declared',
      subject: 'acme/eve',
      detail: KEY_PREFIX,
    });

    expect(rig.registry.state()).toEqual(before);
  });

  it('may be one that nobody stands for any more', async () => {
    const rig = await start(EVE);
    leaveBehind(rig, EVE);

    expect(await create(rig, EVE)).toBe('created');

    expect(rig.user(EVE)).toMatchObject({ declared: false, managed: true, roles: ['reader'], planId: 'plan-a' });
  });

  it('may be federated by the name of one that nobody stands for any more', async () => {
    const rig = await start(EVE);
    leaveBehind(rig, EVE);

    expect(await create(rig, { ...PAT, user: 'eve' })).toBe('created');

    expect(rig.registry.item(nameOf(EVE))).toMatchObject({ tenant: 'acme', user: 'eve' });
  });

  it('leaves nobody its name where one with tokens has it, and another’s where a subject has it', async () => {
    const rig = await start(EVE, PAT);
    const claimed = rig.registry.item(nameOf(PAT));
    expect(claimed).toMatchObject({ user: 'pat' });

    await expect(
      create(rig, { ...PAT, user: 'eve', federated: { issuerId: 'okta', subject: 's10' } }),
    ).rejects.toThrow();
    await expect(create(rig, { ...PAT, federated: { issuerId: 'okta', subject: 's10' } })).rejects.toThrow();

    expect(rig.registry.item(nameOf(EVE))).toBeUndefined();
    expect(rig.registry.item(nameOf(PAT))).toEqual(claimed);
  });

  it('with an adopted key is there already as asked', async () => {
    const rig = await start();
    const also = { adoptedKey: { keyId: 'k1', planId: 'plan-a', ref: 'r1' } };
    const terms = { tenant: 'acme', user: 'legacy', roles: [] };
    expect(await create(rig, terms, { also })).toBe('created');
    const before = rig.registry.state();

    expect(await create(rig, terms, { also })).toBe('unchanged');

    expect(rig.registry.state()).toEqual(before);
    expect(rig.user(terms)).toMatchObject(also);
  });

  it('is made whole where its begun record has no version', async () => {
    const rig = await start(EVE);
    rig.registry.change(userItemKey(EVE), { creating: true, version: undefined });

    expect(await create(rig, EVE)).toBe('created');

    expect(rig.user(EVE)).toMatchObject({ managed: true, version: 1 });
    expect(rig.user(EVE)?.creating).toBeUndefined();
  });

  it('is shown no token whose id is taken, by chance, and stays unfinished', async () => {
    const rig = await start();
    const ports = { ...rig.managePorts(), randomness: { base64url: (bytes: number) => 'A'.repeat((bytes * 4) / 3) } };
    const lost = new Error('terminal gone');
    const broken = create(rig, EVE, { ports, deliver: () => Promise.reject(lost) });
    await expect(broken).rejects.toBe(lost);
    const deliver = jest.fn();

    await expect(create(rig, EVE, { ports, deliver })).rejects.toMatchObject({
      kind: 'lost_race',
      subject: 'acme/eve',
    });

    expect(deliver).not.toHaveBeenCalled();
    expect(rig.user(EVE)).toMatchObject({ creating: true });
    expect(await rig.tokens(EVE)).toEqual([expect.objectContaining({ status: 'revoked', first: true })]);
  });
});
