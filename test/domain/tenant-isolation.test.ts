import fc from 'fast-check';
import type { Declarations } from '../../lambda/contract/declarations';
import { documentKey, type PolicyManifest, type TenantRecord, tenantKey } from '../../lambda/contract/registry-records';
import { policyJsonOf } from '../../lambda/domain/cedar';
import { documentOf } from '../../lambda/domain/document';
import { slicePolicySet } from '../../lambda/domain/policy-set';
import { tenantReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';
import { writeFigures } from '../support/figures';
import { propertyRuns } from '../support/property-runs';

const TENANTS = Array.from({ length: 100 }, (_, index) => `tenant${index}`);
const OWN = 'permit(principal, action == Gatehouse::Action::"shop:ReadItem", resource);';
const MANY: Declarations = {
  ...DECLARATIONS,
  policies: [
    { id: 'base', text: 'permit(principal, action, resource);' },
    ...TENANTS.map((tenant) => ({ id: 'own', tenant, text: OWN })),
  ],
  tenants: TENANTS.map((tenant) => ({ tenant })),
  users: TENANTS.map((tenant) => ({ tenant, user: 'ci', roles: [], planId: 'plan' })),
};

const keyOf = (tenant: string) => tenantKey(tenantReference(tenant));

function recordOf(rig: AuthorizerRig, tenant: string): TenantRecord {
  const { pk, sk } = keyOf(tenant);
  return rig.registry.items.get(`${pk} ${sk}`) as unknown as TenantRecord;
}

/** Puts a set of one policy in a tenant's place, as nobody could by way of a deploy. */
function putSet(rig: AuthorizerRig, tenant: string, json: unknown): void {
  const [schema] = Object.keys(recordOf(rig, tenant).policies) as [string];
  const { manifest, slices } = slicePolicySet(schema, [{ id: 'mine', json: json as never }]);
  for (const { hash, body } of [manifest, ...slices]) {
    rig.registry.put(documentKey(hash), { body });
  }
  rig.registry.change(keyOf(tenant), { policies: { [schema]: manifest.hash } });
}

function pointTo(rig: AuthorizerRig, tenant: string, document: unknown): void {
  const [schema] = Object.keys(recordOf(rig, tenant).policies) as [string];
  const { hash, body } = documentOf(document);
  rig.registry.put(documentKey(hash), { body });
  rig.registry.change(keyOf(tenant), { policies: { [schema]: hash } });
}

const BASE = policyJsonOf('permit(principal, action, resource);');

/** What can be wrong with one tenant's own set, and what its callers then get. */
const BROKEN: Readonly<
  Record<string, { readonly put: (rig: AuthorizerRig, tenant: string) => void; readonly reason: string }>
> = {
  'a forbid that errs': {
    put: (rig, tenant) =>
      putSet(rig, tenant, policyJsonOf('forbid(principal, action, resource) when { context.path.absent == "x" };')),
    reason: 'policy_error',
  },
  'a permit that errs': {
    put: (rig, tenant) =>
      putSet(rig, tenant, policyJsonOf('permit(principal, action, resource) when { context.absent == "x" };')),
    reason: 'policy_error',
  },
  'a policy that is none': {
    put: (rig, tenant) => putSet(rig, tenant, { ...BASE, effect: 'allow' }),
    reason: 'registry_corrupt',
  },
  'a policy nested too deeply': {
    put: (rig, tenant) => {
      let body: unknown = { Value: true };
      for (let depth = 0; depth < 500; depth += 1) {
        body = { '!': { arg: body } };
      }
      putSet(rig, tenant, { ...BASE, conditions: [{ kind: 'when', body }] });
    },
    reason: 'registry_corrupt',
  },
  'a set of another schema': {
    put: (rig, tenant) => {
      const [[schema, hash]] = Object.entries(recordOf(rig, tenant).policies) as [[string, string]];
      const manifest = JSON.parse(
        String(rig.registry.items.get(`DOCUMENT#${hash} DOCUMENT`)?.['body']),
      ) as PolicyManifest;
      pointTo(rig, tenant, { ...manifest, schema: schema.replace(/^./, (first) => (first === '0' ? '1' : '0')) });
    },
    reason: 'registry_corrupt',
  },
  'a manifest that is none': { put: (rig, tenant) => pointTo(rig, tenant, ['x']), reason: 'registry_corrupt' },
  'a set that is not there': {
    put: (rig, tenant) => {
      const [schema] = Object.keys(recordOf(rig, tenant).policies) as [string];
      rig.registry.change(keyOf(tenant), { policies: { [schema]: 'f'.repeat(64) } });
    },
    reason: 'registry_corrupt',
  },
  'no pointer for the schema in force': {
    put: (rig, tenant) => rig.registry.change(keyOf(tenant), { policies: { ['f'.repeat(64)]: 'f'.repeat(64) } }),
    reason: 'policy_unavailable',
  },
  'pointers that are none': {
    put: (rig, tenant) => rig.registry.change(keyOf(tenant), { policies: 'nonsense' }),
    reason: 'registry_corrupt',
  },
  'a status that is none': {
    put: (rig, tenant) => rig.registry.change(keyOf(tenant), { status: 'odd' }),
    reason: 'registry_corrupt',
  },
};

describe('S4 one tenant’s broken policies are its own', () => {
  test.each(Object.keys(BROKEN))('%s: it is refused, and none of 99 others', async (name) => {
    const { put, reason } = BROKEN[name]!;
    const rig = new AuthorizerRig();
    rig.registry.publish(MANY);
    const tokens = TENANTS.map((tenant) => rig.registry.mint(tenant, 'ci').text);
    const broken = 42;
    put(rig, TENANTS[broken] as string);

    const verdicts = await Promise.all(tokens.map((token) => rig.askAs(token)));

    const reasons = rig.records.map(({ unmapped }) => unmapped.reason);
    expect(verdicts.flatMap(({ kind }, index) => (kind === 'pass' ? [] : [index]))).toEqual([broken]);
    expect(reasons.filter((one) => one !== 'none')).toEqual([reason]);
    writeFigures('isolation', [
      {
        name: 'errors of 99 tenants beside a broken one',
        value: reasons.filter((one) => one !== 'none').length - 1,
        unit: 'errors',
        goal: '0',
      },
    ]);
  });

  test('whoever is broken, and however often they and others ask', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.nat(99), fc.constantFrom(...Object.keys(BROKEN))), {
          selector: ([index]) => index,
          maxLength: 5,
        }),
        fc.array(fc.nat(99), { minLength: 1, maxLength: 30 }),
        async (broken, asking) => {
          const rig = new AuthorizerRig(5_000);
          rig.registry.publish(MANY);
          for (const [index, name] of broken) {
            BROKEN[name]!.put(rig, TENANTS[index] as string);
          }
          for (const index of [...asking, ...broken.map(([one]) => one)]) {
            const { kind } = await rig.askAs(rig.registry.mint(TENANTS[index] as string, 'ci').text);
            expect(kind === 'pass').toBe(!broken.some(([one]) => one === index));
          }
        },
      ),
      propertyRuns(10),
    );
  });

  test('a tenant’s own permit has the global set as its ceiling', async () => {
    const rig = new AuthorizerRig();
    rig.registry.publish({
      ...MANY,
      policies: MANY.policies.slice(1).concat(
        {
          id: 'base',
          text: 'forbid(principal, action, resource) unless { principal in Gatehouse::Tenant::"tenant1" };',
        },
        { id: 'one', text: 'permit(principal, action, resource);' },
      ),
    });

    expect((await rig.askAs(rig.registry.mint('tenant0', 'ci').text)).kind).toBe('deny');
    expect((await rig.askAs(rig.registry.mint('tenant1', 'ci').text)).kind).toBe('pass');
  });
});
