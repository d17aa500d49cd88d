import { createUser } from '../../lambda/domain/manage/create-user';
import { readDeclaredNames } from '../../lambda/domain/manage/declared-names';
import { deleteManagedUser, findDeletable } from '../../lambda/domain/manage/delete-user';
import { KeyQuotaFault } from '../../lambda/domain/key-quota-fault';
import { userItemKey } from '../../lambda/domain/declared-user';
import type { UserTerms } from '../../lambda/domain/user-terms';
import { declarations, RegistrarRig } from '../support/registrar-rig';

const EVE: UserTerms = { tenant: 'acme', user: 'eve', roles: ['reader'], planId: 'plan-a' };

async function start(terms: UserTerms): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations());
  const ports = rig.managePorts();
  await createUser(ports, await readDeclaredNames(ports.managed), terms);
  return rig;
}

describe('A stack that declares a user whom somebody made with the command line', () => {
  it.each([
    ['names its owner', { ...EVE, owner: 'ops@example.com' }, ' (owner "ops@example.com")'],
    ['names no owner where there is none', EVE, ''],
  ])('is refused, and %s', async (_, terms, owner) => {
    const rig = await start(terms);
    const stored = rig.user(EVE);
    const { users } = declarations();

    const outcome = await rig.deploy(
      declarations({ users: [...users, { ...EVE, planId: 'plan-a', firstTokenSecretArn: 'arn:secret:eve' }] }),
    );

    expect(outcome).toEqual({
      ok: false,
      problems: [
        `User "acme/eve" is declared by the stack of the proxy "gatehouse-api1-", and managed with the command line${owner}. Take it out of the stack, or delete it with the command line and deploy again.`,
      ],
    });
    expect(rig.user(EVE)).toEqual(stored);
  });
});

describe('A user whose key was not stored by its id', () => {
  const ports = (rig: RegistrarRig, fault: Error) => {
    const all = rig.managePorts();
    const keys = { ...all.keys, ensureKey: () => Promise.reject(fault), deleteKey: () => Promise.reject(fault) };
    return { ...all, keys };
  };

  async function unstored(): Promise<RegistrarRig> {
    const rig = await start(EVE);
    rig.registry.change(userItemKey(EVE), { meteringKeyId: undefined });
    return rig;
  }

  it('is deleted where the account has no key left: one of its value would have been found', async () => {
    const rig = await unstored();
    const without = ports(rig, new KeyQuotaFault());

    await deleteManagedUser(without, await findDeletable(without, EVE));

    expect(rig.user(EVE)).toBeUndefined();
  });

  it('stays, suspended, where its key could not be looked for', async () => {
    const rig = await unstored();
    const down = ports(rig, new Error('API Gateway is down'));

    await expect(deleteManagedUser(down, await findDeletable(down, EVE))).rejects.toThrow('API Gateway is down');

    expect(rig.user(EVE)).toMatchObject({ user: 'eve', status: 'suspended' });
  });
});
