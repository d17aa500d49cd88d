import type { Declarations } from '../../lambda/contract/declarations';
import { type PolicyManifest, type ReleaseDocument, tenantKey } from '../../lambda/contract/registry-records';
import { policyJsonOf } from '../../lambda/domain/cedar';
import { slicePolicySet } from '../../lambda/domain/policy-set';
import { tenantReference } from '../../lambda/domain/reference';
import { declarations, RegistrarRig } from '../support/registrar-rig';

const ACME = tenantKey(tenantReference('acme'));
const PERMIT = 'permit(principal, action, resource);';
const NARROW = 'forbid(principal, action == Gatehouse::Action::"shop:Write", resource);';
const GLOBAL = declarations().policies;
const OWN = declarations({ policies: [...GLOBAL, { id: 'own', tenant: 'acme', text: PERMIT + NARROW }] });
const NONE = declarations();
const [SHOP] = declarations().apis as [Declarations['apis'][number]];
const READ_ONLY: Partial<Declarations> = { apis: [{ ...SHOP, routes: SHOP.routes.slice(0, 1) }] };
const MORE: Partial<Declarations> = {
  apis: [{ ...SHOP, routes: [...SHOP.routes, { ...SHOP.routes[0], method: 'DELETE', action: 'Remove' } as never] }],
};

async function deployed(...releases: Declarations[]): Promise<RegistrarRig> {
  const rig = new RegistrarRig();
  for (const release of releases) {
    expect(await rig.deploy(release)).toMatchObject({ ok: true });
  }
  return rig;
}

async function schemaOf(rig: RegistrarRig): Promise<string> {
  return ((await rig.registry.readDocument(rig.global()?.release as string)) as ReleaseDocument).schema;
}

/** What a person does with the command line: a set of the tenant's own for the schema in force. */
async function writeSet(rig: RegistrarRig, text: string, tenant = 'acme'): Promise<void> {
  const schema = await schemaOf(rig);
  const { manifest, slices } = slicePolicySet(schema, [{ id: 'mine', json: policyJsonOf(text) }]);
  for (const { body } of [...slices, manifest]) {
    await rig.registry.putDocument(body);
  }
  const policies = { ...rig.tenant(tenant)?.policies, [schema]: manifest.hash };
  rig.registry.change(tenantKey(tenantReference(tenant)), { policies });
}

async function slicesFor(rig: RegistrarRig, schema: string): Promise<Record<string, string>> {
  const manifest = (await rig.registry.readDocument(rig.tenant('acme')?.policies[schema] as string)) as PolicyManifest;
  expect(manifest.schema).toBe(schema);
  return { ...manifest.slices };
}

describe('a tenant’s own policy set', () => {
  it('comes and goes with its declaration', async () => {
    const rig = await deployed(OWN);
    const schema = await schemaOf(rig);
    expect(Object.keys(rig.tenant('acme')?.policies ?? {})).toEqual([schema]);

    await rig.deploy(NONE);
    expect(rig.tenant('acme')?.policies).toEqual({});

    await rig.deploy(OWN);
    expect(Object.keys(rig.tenant('acme')?.policies ?? {})).toEqual([schema]);
  });

  it('is there for the schema in force and the new one, and for no older', async () => {
    const rig = await deployed(OWN);
    const first = await schemaOf(rig);
    await rig.deploy({ ...OWN, ...MORE });
    const second = await schemaOf(rig);
    expect(Object.keys(rig.tenant('acme')?.policies ?? {}).sort()).toEqual([first, second].sort());
    expect(Object.keys(rig.global()?.policies ?? {}).sort()).toEqual([first, second].sort());

    await rig.deploy({ ...OWN, apis: [{ ...SHOP, api: 'store' }], policies: GLOBAL });

    expect(rig.tenant('acme')?.policies).toEqual({});
    expect(Object.keys(rig.global()?.policies ?? {}).sort()).toEqual([second, await schemaOf(rig)].sort());
  });

  it('stays, where a person wrote it', async () => {
    const rig = await deployed(NONE);
    await writeSet(rig, NARROW);
    const before = rig.tenant('acme');

    await rig.deploy(declarations({ users: [] }));

    expect(rig.tenant('acme')).toEqual(before);
  });

  it('S2 is carried over to a new schema that it fits', async () => {
    const rig = await deployed(NONE);
    await writeSet(rig, NARROW);
    const former = await slicesFor(rig, await schemaOf(rig));

    await rig.deploy(declarations(MORE));

    expect(await slicesFor(rig, await schemaOf(rig))).toEqual(former);
    expect(Object.keys(rig.tenant('acme')?.policies ?? {})).toHaveLength(2);
  });

  it('S2 refuses the deploy of a schema that it does not fit, with a list of what breaks', async () => {
    const rig = await deployed(NONE);
    await writeSet(rig, NARROW);
    const before = rig.registry.state();

    const outcome = await rig.deploy(declarations(READ_ONLY));

    expect(outcome).toMatchObject({ ok: false });
    expect(outcome.ok ? [] : outcome.problems).toContainEqual(
      expect.stringMatching(/^Policy mine of tenant "acme" does not fit .* unrecognized action .* Change it first/),
    );
    expect(rig.registry.state()).toEqual(before);
  });

  it('S2 is looked at for every tenant: of 100 that people wrote, the ones that break are listed, and nothing moves', async () => {
    const tenants = Array.from({ length: 100 }, (_, index) => ({ tenant: `t${index}` }));
    const rig = await deployed(declarations({ tenants, users: [] }));
    for (const [index, { tenant }] of tenants.entries()) {
      const action = index % 40 === 7 ? 'Write' : 'Read';
      await writeSet(rig, `forbid(principal, action == Gatehouse::Action::"shop:${action}", resource);`, tenant);
    }
    const before = rig.registry.state();

    const refused = await rig.deploy(declarations({ tenants, users: [], ...READ_ONLY }));

    expect(refused.ok ? [] : refused.problems.map((problem) => /of tenant "(\w+)"/.exec(problem)?.[1])).toEqual([
      't7',
      't47',
      't87',
    ]);
    expect(rig.registry.state()).toEqual(before);

    for (const tenant of ['t7', 't47', 't87']) {
      await writeSet(rig, 'forbid(principal, action == Gatehouse::Action::"shop:Read", resource);', tenant);
    }
    expect(await rig.deploy(declarations({ tenants, users: [], ...READ_ONLY }))).toMatchObject({ ok: true });
    const schema = await schemaOf(rig);
    expect(tenants.filter(({ tenant }) => rig.tenant(tenant)?.policies[schema] === undefined)).toEqual([]);
  });

  it('does not hold a deploy up once its tenant is not declared any more', async () => {
    const rig = await deployed(NONE);
    await writeSet(rig, NARROW);

    const outcome = await rig.deploy(declarations({ ...READ_ONLY, tenants: [], users: [] }));

    expect(outcome).toMatchObject({ ok: true });
    expect(rig.tenant('acme')).toMatchObject({ declared: false });
  });

  it('comes back as it was, where a rollback’s schema fits it no more', async () => {
    const rig = await deployed(NONE);
    await writeSet(rig, NARROW);
    await rig.deploy(declarations(MORE));
    await writeSet(rig, 'forbid(principal, action == Gatehouse::Action::"shop:Remove", resource);');
    const before = rig.tenant('acme');

    const outcome = await rig.deploy(NONE);

    expect(outcome).toMatchObject({ ok: true });
    expect(rig.tenant('acme')).toEqual(before);
    expect(await slicesFor(rig, await schemaOf(rig))).toEqual({ '*': expect.any(String) });
  });

  it('that a deploy began to put in place and did not finish is taken back', async () => {
    const rig = await deployed(NONE);
    rig.registry.publishRelease = async () => 'lost';
    await expect(rig.deploy({ ...OWN, ...MORE })).rejects.toThrow();
    rig.registry.publishRelease = Object.getPrototypeOf(rig.registry).publishRelease;
    expect(Object.keys(rig.tenant('acme')?.policies ?? {})).toHaveLength(1);

    await rig.deploy(NONE);

    expect(rig.tenant('acme')?.policies).toEqual({});
  });

  it('without a pointer for the schema in force is not taken away: that would open more', async () => {
    const rig = await deployed(NONE);
    const policies = { ['f'.repeat(64)]: '1'.repeat(64) };
    rig.registry.change(ACME, { policies });

    await rig.deploy(declarations(MORE));

    expect(rig.tenant('acme')?.policies).toEqual(policies);
  });

  it('that grew too large to be carried over is refused', async () => {
    const rig = await deployed(NONE);
    const schema = await schemaOf(rig);
    const text = (index: number) =>
      `permit(principal in Gatehouse::Role::"${index}${'r'.repeat(2000)}", action, resource);`;
    const policies = Array.from({ length: 200 }, (_, index) => ({ id: `p${index}`, json: policyJsonOf(text(index)) }));
    const { manifest, slices } = slicePolicySet(schema, policies);
    for (const { body } of [...slices, manifest]) {
      await rig.registry.putDocument(body);
    }
    rig.registry.change(ACME, { policies: { [schema]: manifest.hash } });

    expect(await rig.deploy(declarations(MORE))).toEqual({
      ok: false,
      problems: [expect.stringContaining('allowed: 390000')],
    });
  });
});
