import { diffAccess } from '../../../../lambda/domain/access/access-diff';
import {
  type AccessState,
  accessOfDeclarations,
  accessOfRegistry,
} from '../../../../lambda/domain/access/access-state';
import { withKeptPolicies } from '../../../../lambda/domain/access/kept-access';
import { planVersion, putInForce } from '../../../../lambda/domain/manage/policies/change-policies';
import { readManagedSet } from '../../../../lambda/domain/manage/policies/managed-set';
import { declarations, RegistrarRig } from '../../../support/registrar-rig';

const FREEZE = {
  id: 'freeze',
  text: '@id("stop") forbid(principal, action == Gatehouse::Action::"shop:Write", resource); forbid(principal == Gatehouse::ProxyUser::"umbrella/ann", action, resource);',
};
const NARROW = { id: 'narrow', text: 'permit(principal, action == Gatehouse::Action::"shop:Read", resource);' };

function declared(): AccessState {
  const result = accessOfDeclarations(declarations());
  if (!result.ok) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.state;
}

async function deployed(): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  await rig.deploy(declarations());
  return rig;
}

describe('what a deploy would put in force', () => {
  test('holds the managed policies that are in force: deploying the same changes nothing', async () => {
    const rig = await deployed();
    for (const [policy, tenant] of [
      [FREEZE, undefined],
      [NARROW, 'acme'],
    ] as const) {
      const set = await readManagedSet(rig.ports(), tenant);
      await putInForce(rig.ports(), await planVersion(rig.ports(), set, [policy], { by: 'ann', at: 1 }));
    }
    const before = await accessOfRegistry(rig.registry);

    const after = await withKeptPolicies(rig.registry, before, declared());

    expect([...(after.sets.get('') ?? [])].map(([id]) => id).sort()).toEqual(['base.0', 'freeze.1', 'stop']);
    expect([...(after.sets.get('acme') ?? [])].map(([id]) => id)).toEqual(['narrow.0']);
    expect(diffAccess(before, after)).toEqual({ widened: false, changes: [], issuers: [] });
    expect(diffAccess(before, declared()).widened).toBe(true);
  });

  test('is what is declared where nothing is managed, or nothing is deployed', async () => {
    const empty = new RegistrarRig();
    const state = declared();

    expect(await withKeptPolicies(empty.registry, await accessOfRegistry(empty.registry), state)).toBe(state);
    const rig = await deployed();
    expect(await withKeptPolicies(rig.registry, await accessOfRegistry(rig.registry), state)).toEqual(state);
  });
});
