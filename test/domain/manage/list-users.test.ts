import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { listUsers, UnknownPageError } from '../../../lambda/domain/manage/list-users';
import { declarations, RegistrarRig } from '../../support/registrar-rig';

describe('Users, listed', () => {
  it.each(['nonsense', Buffer.from('null').toString('base64url'), Buffer.from('{"tenant":1}').toString('base64url')])(
    'have no page %s',
    async (after) => {
      const rig = new RegistrarRig();
      await rig.deploy(declarations());
      const { managed } = rig.managePorts();
      const names = await readDeclaredNames(managed);

      await expect(listUsers(managed, names, { limit: 5, after })).rejects.toBeInstanceOf(UnknownPageError);
    },
  );

  it('are not those of a tenant that nobody knows', async () => {
    const rig = new RegistrarRig();
    await rig.deploy(declarations());
    const { managed } = rig.managePorts();
    const names = await readDeclaredNames(managed);

    await expect(listUsers(managed, names, { tenant: 'nobody', limit: 5 })).rejects.toThrow(/nobody/);
  });
});
