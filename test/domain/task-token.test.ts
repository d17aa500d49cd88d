import fc from 'fast-check';
import { AuthorizerRig } from '../support/authorizer-rig';
import { propertyRuns } from '../support/property-runs';

const OWNERS = [
  { tenant: 'acme', user: 'ci' },
  { tenant: 'acme', user: 'bob' },
  { tenant: 'globex', user: 'eve' },
];
const REQUESTS = [
  { action: 'shop:ReadItem', request: { path: '/shop/items/1' } },
  { action: 'shop:WriteItem', request: { method: 'PUT', path: '/shop/items/1' } },
  { action: 'shop:WriteItem', request: { method: 'PUT', path: '/shop/items/sealed' } },
  { action: 'shop:ReadFile', request: { path: '/shop/files/a/b' } },
] as const;

describe('a token for one task', () => {
  test('does the actions of its task, and no other, whatever its owner may do; the record says by which token', async () => {
    const rig = new AuthorizerRig();
    const { text, key } = rig.registry.mint('acme', 'bob');
    rig.registry.change(key, { task: { purpose: 'mend item 1', actions: ['shop:WriteItem'] } });

    expect((await rig.askAs(text, { method: 'PUT' })).kind).toBe('pass');
    expect((await rig.askAs(text)).kind).toBe('deny');

    expect(rig.reason).toBe('action_outside_task');
    expect(rig.records.at(-1)?.unmapped).toMatchObject({
      principal: 'acme/bob',
      action: 'shop:ReadItem',
      credentialId: key.sk.split('#')[2],
    });
  });

  test('never does what its owner may not do, nor an action outside its list', async () => {
    const rig = new AuthorizerRig();
    const actions = fc.subarray(['shop:ReadItem', 'shop:WriteItem', 'shop:ReadFile', 'shop:*', 'other:ReadItem']);

    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...OWNERS),
        actions,
        fc.constantFrom(...REQUESTS),
        async (owner, allowed, one) => {
          const own = rig.registry.mint(owner.tenant, owner.user);
          const task = rig.registry.mint(owner.tenant, owner.user);
          rig.registry.change(task.key, { task: { purpose: 'a task', actions: allowed } });

          const mayOwner = (await rig.askAs(own.text, one.request)).kind === 'pass';
          const mayTask = (await rig.askAs(task.text, one.request)).kind === 'pass';

          expect(mayTask).toBe(mayOwner && allowed.includes(one.action));
        },
      ),
      propertyRuns(60),
    );
  });

  test.each([[{ purpose: 'x' }], [{ purpose: 'x', actions: 'shop:ReadItem' }], ['shop:ReadItem'], [null]])(
    'a record whose task is %j refuses',
    async (task) => {
      const rig = new AuthorizerRig();
      const { text, key } = rig.registry.mint('acme', 'bob');
      rig.registry.change(key, { task });

      expect((await rig.askAs(text)).kind).toBe('fault');
      expect(rig.reason).toBe('registry_corrupt');
    },
  );
});
