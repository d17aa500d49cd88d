import { MissingValueError } from '../../lambda/contract/declarations';
import { answerRegistrarRequest } from '../../lambda/domain/registrar-request';
import { declarations, RegistrarRig } from '../support/registrar-rig';

describe('a request of CloudFormation', () => {
  it('puts deploy-time values in place', async () => {
    const rig = new RegistrarRig();
    const users = [{ tenant: 'acme', user: 'ci', roles: [], planId: '${value:plan}' }];

    await rig.request('Create', declarations({ users }), undefined, { plan: 'plan-z' });

    expect(rig.user({ tenant: 'acme', user: 'ci' })?.planId).toBe('plan-z');
  });

  it('fails where a value is missing', async () => {
    const tenants = [{ tenant: 'acme', planId: '${value:plan}' }];

    await expect(new RegistrarRig().request('Create', declarations({ tenants }))).rejects.toThrow(MissingValueError);
  });

  it.each([undefined, {}, { RequestType: 'Merge', ResourceProperties: {} }, { RequestType: 'Create' }])(
    'that it cannot be is refused: %p',
    async (event) => {
      const rig = new RegistrarRig();

      const outcome = await answerRegistrarRequest(
        event,
        () => '',
        () => rig.ports(),
      );

      expect(outcome).toEqual({ ok: false, problems: [expect.stringContaining('same version')] });
    },
  );
});
