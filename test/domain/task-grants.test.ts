import fc from 'fast-check';
import type { ReleaseUser } from '../../lambda/contract/registry-records';
import { userItemKey } from '../../lambda/domain/declared-user';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import {
  GRANT_LIMIT_SECONDS,
  GRANTS_LIMIT,
  grantTask,
  type TaskGrant,
  withdrawGrant,
} from '../../lambda/domain/grant-task';
import { grantSlice } from '../../lambda/domain/task-grants';
import { why } from '../../lambda/domain/why';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';
import { memoryGrantRegistry } from '../support/memory-grant-registry';
import { propertyRuns } from '../support/property-runs';

const CI: ReleaseUser = { tenant: 'acme', user: 'ci' };
const BOB: ReleaseUser = { tenant: 'acme', user: 'bob' };
const EVE: ReleaseUser = { tenant: 'globex', user: 'eve' };
const ALICE: ReleaseUser = { tenant: 'acme', user: 'idp|alice', federated: { issuerId: 'idp', subject: 'alice' } };
const WRITE: TaskGrant = { api: 'shop', action: 'WriteItem', seconds: 60 };
const PUT = { method: 'PUT' };

class GrantRig extends AuthorizerRig {
  #ids = 0;
  readonly grantPorts = {
    registry: memoryGrantRegistry(this.registry),
    clock: this.clock,
    randomness: { base64url: () => `id${(this.#ids += 1)}` },
  };

  grant(user: ReleaseUser, task: Partial<TaskGrant> = {}) {
    return grantTask(this.grantPorts, user, { ...WRITE, ...task });
  }
}

describe('a grant for a task', () => {
  test('permits what no policy permits, until it is over, and the record says by what', async () => {
    const rig = new GrantRig();
    const { text } = rig.registry.mint('acme', 'ci');
    expect((await rig.askAs(text, PUT)).kind).toBe('deny');

    const granted = await rig.grant(CI);
    rig.time += 60_000 - 1;
    expect(granted).toEqual({ ok: true, id: 'id1', expiresAt: rig.time + 1 });
    expect((await rig.askAs(text, PUT)).kind).toBe('pass');
    expect(rig.records.at(-1)?.unmapped.policies).toEqual(['grant#id1']);
    rig.time += 1;

    expect((await rig.askAs(text, PUT)).kind).toBe('deny');
    expect(rig.reason).toBe('policy_no_permit');
  });

  test.each<[string, Partial<TaskGrant>, ReleaseUser, string, string]>([
    ['another action', { action: 'ReadFile' }, CI, '/shop/items/1', 'policy_no_permit'],
    ['another user', {}, BOB, '/shop/items/1', 'policy_no_permit'],
    ['its one route', { route: 'PUT /items/{item}' }, CI, '/shop/items/1', 'none'],
  ])('%s', async (_name, task, user, path, reason) => {
    const rig = new GrantRig();
    const { text } = rig.registry.mint('acme', 'ci');

    await rig.grant(user, task);
    await rig.askAs(text, { ...PUT, path });

    expect(rig.reason).toBe(reason);
  });

  test('a route that is not its own stays closed', async () => {
    const rig = new GrantRig();
    const [shop] = DECLARATIONS.apis as [(typeof DECLARATIONS.apis)[number]];
    const route = { ...shop.routes[1]!, path: '/drafts/{item}' };
    rig.registry.publish({ ...DECLARATIONS, apis: [{ ...shop, routes: [...shop.routes, route] }] });
    const { text } = rig.registry.mint('acme', 'ci');
    await rig.grant(CI, { route: 'PUT /drafts/{item}' });

    await rig.askAs(text, { ...PUT, path: '/shop/drafts/1' });
    expect(rig.reason).toBe('none');
    await rig.askAs(text, PUT);
    expect(rig.reason).toBe('policy_no_permit');
  });

  test('a forbid of either layer wins over it', async () => {
    const rig = new GrantRig();
    const { text: bob } = rig.registry.mint('acme', 'bob');
    await rig.grant(BOB);
    await rig.askAs(bob, { ...PUT, path: '/shop/items/sealed' });
    expect(rig.reason).toBe('policy_forbid');

    rig.registry.publish({
      ...DECLARATIONS,
      policies: [
        { id: 'base', text: 'permit(principal, action, resource);' },
        {
          id: 'own',
          tenant: 'globex',
          text: 'forbid(principal, action == Gatehouse::Action::"shop:WriteItem", resource);',
        },
      ],
    });
    const { text: eve } = rig.registry.mint('globex', 'eve');
    await rig.grant(EVE);
    await rig.askAs(eve, PUT);
    expect(rig.reason).toBe('policy_forbid');
  });

  describe('of a user whose tenant has a set of its own', () => {
    const WRITES = 'permit(principal, action == Gatehouse::Action::"shop:WriteItem", resource);';
    const READS = 'permit(principal, action == Gatehouse::Action::"shop:ReadItem", resource);';
    const SEALS = 'forbid(principal, action == Gatehouse::Action::"shop:WriteItem", resource);';
    type Layer = NonNullable<TaskGrant['layer']>;

    test.each<[Layer | undefined, string, string, string]>([
      // What it stands for is missing, and nothing else is.
      [undefined, READS, WRITES, 'none'],
      ['global', READS, WRITES, 'none'],
      ['tenant', WRITES, READS, 'none'],
      ['both', READS, READS, 'none'],
      // The other layer does not permit either.
      [undefined, READS, READS, 'policy_no_permit'],
      ['global', READS, READS, 'policy_no_permit'],
      ['tenant', READS, READS, 'policy_no_permit'],
      // It is the other layer that does not permit.
      ['global', WRITES, READS, 'policy_no_permit'],
      ['tenant', READS, WRITES, 'policy_no_permit'],
      // A forbid of either wins, whatever is granted.
      ['both', SEALS, WRITES, 'policy_forbid'],
      ['both', WRITES, SEALS, 'policy_forbid'],
      ['global', WRITES, SEALS, 'policy_forbid'],
      ['tenant', SEALS, WRITES, 'policy_forbid'],
    ])('for the layer %s, beside the sets %j and %j: %s', async (layer, base, own, reason) => {
      const rig = new GrantRig();
      rig.registry.publish({
        ...DECLARATIONS,
        policies: [
          { id: 'base', text: base },
          { id: 'own', tenant: 'globex', text: own },
        ],
      });
      const { text } = rig.registry.mint('globex', 'eve');

      expect(await rig.grant(EVE, layer === undefined ? {} : { layer })).toMatchObject({ ok: true });
      await rig.askAs(text, PUT);

      expect(rig.reason).toBe(reason);
      const documents = { registry: rig.ports.registry, evaluate: evaluatePolicySet };
      expect(await why(rig.records.at(-1)!.unmapped, documents)).toMatchObject({ agrees: true, reason });
    });

    test('a grant for both is named by the record', async () => {
      const rig = new GrantRig();
      const { text } = rig.registry.mint('globex', 'eve');
      await rig.grant(EVE, { action: 'ReadFile', layer: 'both' });

      await rig.askAs(text, { path: '/shop/files/a' });

      expect(rig.records.at(-1)?.unmapped.policies).toContain('grant#id1');
    });
  });

  test('for a tenant’s layer counts for nothing once the tenant has no set', async () => {
    const rig = new GrantRig();
    const { text } = rig.registry.mint('acme', 'ci');
    rig.registry.change(userItemKey(CI), {
      grants: { id1: { api: 'shop', action: 'WriteItem', layer: 'tenant', expiresAt: rig.time + 1_000 } },
    });

    await rig.askAs(text, PUT);

    expect(rig.reason).toBe('policy_no_permit');
  });

  test('a federated subject that has no record yet can have one', async () => {
    const rig = new GrantRig();
    const jwt = rig.jwt();

    await rig.grant(ALICE);
    await rig.askAs(jwt, PUT);

    expect(rig.reason).toBe('none');
    expect(rig.records.at(-1)?.unmapped.principal).toBe('acme/idp|alice');
  });

  test('one that is withdrawn is over within the bound on revocation', async () => {
    const rig = new GrantRig(5_000);
    const { text } = rig.registry.mint('acme', 'ci');
    const granted = await rig.grant(CI);
    await rig.askAs(text, PUT);
    expect(rig.reason).toBe('none');

    await withdrawGrant(rig.grantPorts, CI, granted.ok ? granted.id : '');
    rig.time += 5_000;
    await rig.askAs(text, PUT);

    expect(rig.reason).toBe('policy_no_permit');
  });

  test('a revoked user, role, tenant or API is refused whatever was granted', async () => {
    const rig = new GrantRig();
    const { text, key } = rig.registry.mint('acme', 'ci');
    await rig.grant(CI);
    rig.registry.change(key, { status: 'revoked' });

    await rig.askAs(text, PUT);

    expect(rig.reason).toBe('token_revoked');
  });

  test('a record of grants that is none refuses', async () => {
    const rig = new GrantRig();
    const { text } = rig.registry.mint('acme', 'ci');
    for (const wrong of [{ expiresAt: 'never' }, { layer: 'all' }, { layer: null }]) {
      rig.registry.change(userItemKey(CI), {
        grants: { id1: { api: 'shop', action: 'WriteItem', expiresAt: rig.time + 1_000, ...wrong } },
      });

      expect((await rig.askAs(text, PUT)).kind).toBe('fault');
      expect(rig.reason).toBe('registry_corrupt');
    }
  });

  test('the link itself ends: a grant that is over would not permit even if it were linked', () => {
    const grants = { id1: { api: 'shop', action: 'WriteItem', expiresAt: 61_999 } };
    const slice = grantSlice({ tenant: 'acme', user: 'ci', grants }, 0, 'global')!;
    const decide = (now: number) =>
      evaluatePolicySet({
        slices: [slice],
        principal: { type: 'Gatehouse::ProxyUser', id: 'acme/ci' },
        action: { type: 'Gatehouse::Action', id: 'shop:WriteItem' },
        resource: { type: 'Gatehouse::Api', id: 'shop' },
        context: { now },
        entities: [],
      });

    expect(decide(60)).toEqual({ decision: 'allow', determining: ['grant#id1'], errors: 0 });
    expect(decide(61)).toEqual({ decision: 'deny', determining: [], errors: 0 });
    expect(decide(62)).toEqual({ decision: 'deny', determining: [], errors: 0 });
    expect(grantSlice({ tenant: 'acme', user: 'ci', grants }, 61_999, 'global')).toBeUndefined();
    expect(grantSlice({ tenant: 'acme', user: 'ci' }, 0, 'global')).toBeUndefined();
  });

  test('whatever was granted, nothing but an action that was granted and is not over gets through', async () => {
    const task = fc.record({
      action: fc.constantFrom('WriteItem', 'ReadFile'),
      seconds: fc.integer({ min: 1, max: 20 }),
      wait: fc.integer({ min: 0, max: 10_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(task, { maxLength: 5 }), fc.integer({ min: 0, max: 20_000 }), async (tasks, wait) => {
        const rig = new GrantRig();
        const { text } = rig.registry.mint('acme', 'ci');
        const ends: Record<string, number> = { WriteItem: 0, ReadFile: 0 };
        for (const { action, seconds, wait: before } of tasks) {
          rig.time += before;
          const outcome = await rig.grant(CI, { action, seconds });
          ends[action] = Math.max(ends[action] ?? 0, outcome.ok ? outcome.expiresAt : 0);
        }
        rig.time += wait;
        const put = await rig.askAs(text, PUT);
        const file = await rig.askAs(text, { path: '/shop/files/a/b' });
        const active = (action: string) => rig.time < (ends[action] as number);
        expect([put.kind, file.kind]).toEqual(
          ['WriteItem', 'ReadFile'].map((action) => (active(action) ? 'pass' : 'deny')),
        );
      }),
      propertyRuns(60),
    );
  });
});

describe('granting a task', () => {
  test.each<[string, ReleaseUser, Partial<TaskGrant>, string]>([
    ['no time', CI, { seconds: 0 }, '1 to 86400, whole'],
    ['half a second', CI, { seconds: 0.5 }, '1 to 86400, whole'],
    ['longer than a day', CI, { seconds: GRANT_LIMIT_SECONDS + 1 }, 'belongs into a policy'],
    ['an unknown tenant', { tenant: 'nobody', user: 'ci' }, {}, 'There is no tenant "nobody"'],
    ['an unknown user', { tenant: 'acme', user: 'nobody' }, {}, 'There is no user "acme/nobody"'],
    ['an unknown API', CI, { api: 'store' }, 'There is no API "store"; there are shop'],
    ['an unknown action', CI, { action: 'Burn' }, 'it has ReadItem, WriteItem, ReadFile'],
    ['the layer of a tenant that has no set', CI, { layer: 'tenant' }, 'Grant for the layer global'],
    ['an unknown layer', CI, { layer: 'all' as never }, 'allowed: global, tenant, both'],
    ['a route of another action', CI, { route: 'GET /items/{item}' }, 'allowed: PUT /items/{item}'],
  ])('%s is refused', async (_name, user, task, problem) => {
    const rig = new GrantRig();
    const before = structuredClone([...rig.registry.items]);

    expect(await rig.grant(user, task)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
    expect([...rig.registry.items]).toEqual(before);
  });

  test('without a release, or for a tenant that is gone, it is refused', async () => {
    const rig = new GrantRig();
    const { registry } = rig.grantPorts;
    const none = { ...registry, readGlobal: async () => undefined };
    const gone = {
      ...registry,
      readTenant: async () => ({ tenant: 'acme', status: 'active', policies: {}, declared: false }) as const,
    };

    expect(await grantTask({ ...rig.grantPorts, registry: none }, CI, WRITE)).toMatchObject({ ok: false });
    expect(await grantTask({ ...rig.grantPorts, registry: gone }, CI, WRITE)).toMatchObject({ ok: false });
  });

  test('a subject that goes by another name is not renamed by it', async () => {
    const rig = new GrantRig();
    rig.registry.put(userItemKey(ALICE), { tenant: 'acme', user: 'ann', roles: [], status: 'active', declared: true });

    expect(await rig.grant(ALICE)).toEqual({ ok: false, problem: expect.stringContaining('goes by the name "ann"') });
    expect(await rig.grant({ ...ALICE, user: 'ann' })).toMatchObject({ ok: true });
  });

  test('takes away what is over, and stops at a number', async () => {
    const rig = new GrantRig();
    for (let index = 0; index < GRANTS_LIMIT; index += 1) {
      expect(await rig.grant(CI, { seconds: 1 + index })).toMatchObject({ ok: true });
    }
    expect(await rig.grant(CI)).toEqual({ ok: false, problem: expect.stringContaining('16 grants') });

    rig.time += 2_000;
    expect(await rig.grant(CI)).toMatchObject({ ok: true });

    const stored = await rig.grantPorts.registry.readUser(userItemKey(CI));
    expect(Object.keys(stored?.grants ?? {})).not.toContain('id1');
    expect(Object.keys(stored?.grants ?? {})).toHaveLength(GRANTS_LIMIT - 1);
  });
});
