import { GLOBAL_KEY } from '../../../lambda/contract/registry-records';
import { createTenant } from '../../../lambda/domain/manage/manage-tenant';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { listRoles } from '../../../lambda/domain/manage/roles-in-use';
import { declarations, RegistrarRig } from '../../support/registrar-rig';

async function listed(rig: RegistrarRig) {
  const { managed } = rig.managePorts();
  return await listRoles(managed, await readDeclaredNames(managed));
}

describe('Roles in use', () => {
  it('are those of users, of every set of policies that names them, and of revocations, sorted', async () => {
    const rig = new RegistrarRig();
    const base = declarations();
    const [ci] = base.users;
    const named = (id: string, role: string) => ({
      id,
      text: `permit(principal in Gatehouse::Role::${JSON.stringify(role)}, action, resource);`,
    });
    await rig.deploy({
      ...base,
      policies: [
        ...base.policies,
        named('w', 'writer'),
        named('q', 'a "b" \\'),
        { ...named('t', 'writer'), tenant: 'acme' },
      ],
      tenants: [{ tenant: 'acme', planId: 'plan-t' }],
      users: [
        { ...(ci as (typeof base.users)[number]) },
        {
          tenant: 'acme',
          user: 'cd',
          roles: ['reader', 'writer'],
          planId: 'plan-a',
          firstTokenSecretArn: 'arn:secret:cd',
        },
      ],
    });
    rig.registry.change(GLOBAL_KEY, { revokedRoles: ['gone', 'writer'] });

    expect(await listed(rig)).toEqual([
      { role: 'a "b" \\', users: 0, policies: ['global'], revoked: false },
      { role: 'gone', users: 0, policies: [], revoked: true },
      { role: 'reader', users: 2, policies: [], revoked: false },
      { role: 'writer', users: 1, policies: ['global', 'acme'], revoked: true },
    ]);
  });

  it('are none of a tenant that has no policies', async () => {
    const rig = new RegistrarRig();
    await rig.deploy(declarations({ users: [] }));
    const ports = rig.managePorts();
    await createTenant(ports, await readDeclaredNames(ports.managed), { tenant: 'globex', planId: 'plan-t' });

    expect(await listed(rig)).toEqual([]);
  });

  it('are still those of users where the release was withdrawn meanwhile', async () => {
    const rig = new RegistrarRig();
    await rig.deploy(declarations());
    const { managed } = rig.managePorts();
    const names = await readDeclaredNames(managed);
    await rig.registry.withdrawRelease();

    expect(await listRoles(managed, names)).toEqual([{ role: 'reader', users: 1, policies: [], revoked: false }]);
  });
});
