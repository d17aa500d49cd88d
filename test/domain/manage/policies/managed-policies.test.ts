import type { ManagedPolicy } from '../../../../lambda/contract/managed-policies';
import { GLOBAL_KEY, tenantKey } from '../../../../lambda/contract/registry-records';
import { readDeclaredNames } from '../../../../lambda/domain/manage/declared-names';
import { createTenant } from '../../../../lambda/domain/manage/manage-tenant';
import { planVersion, putInForce } from '../../../../lambda/domain/manage/policies/change-policies';
import {
  findDocument,
  findVersion,
  policiesOf,
  readHistory,
  readManagedSet,
} from '../../../../lambda/domain/manage/policies/managed-set';
import { moveTenantPolicies } from '../../../../lambda/domain/move-tenant-policies';
import { tenantReference } from '../../../../lambda/domain/reference';
import { AttachmentRig, attachment } from '../../../support/attachment-rig';
import { FREEZE, READERS, NARROW, WIDER, put, refusalOf, deployed, ownIds } from '../../../support/policy-rig';
import { declarations } from '../../../support/registrar-rig';

describe('policies of the global set that people manage', () => {
  test('are in force beside the declared ones, and each version names the one before', async () => {
    const rig = await deployed();

    const first = await put(rig.ports(), [FREEZE], undefined, 'audit');
    expect((await rig.policies()).ids).toEqual(['base.0', 'freeze.0']);
    const second = await put(rig.ports(), [READERS, FREEZE]);
    expect((await rig.policies()).ids).toEqual(['base.0', 'freeze.0', 'readers']);

    const set = await readManagedSet(rig.ports());
    expect(policiesOf(set).map(({ id }) => id)).toEqual(['freeze', 'readers']);
    expect(await readHistory(rig.ports(), set)).toEqual([
      {
        hash: second,
        document: { version: 1, number: 2, policies: [FREEZE, READERS], previous: first, at: 7, by: 'ann' },
      },
      { hash: first, document: { version: 1, number: 1, policies: [FREEZE], at: 7, by: 'ann', note: 'audit' } },
    ]);
    const { document } = await findVersion(rig.ports(), set, 1);
    await put(rig.ports(), document.policies);
    expect((await rig.policies()).ids).toEqual(['base.0', 'freeze.0']);
    expect(await findDocument(rig.ports(), second)).toMatchObject({ number: 2 });
    expect(await findDocument(rig.ports(), 'no hash')).toBeUndefined();
    expect(await findDocument(rig.ports(), (await rig.inForce()).proxy)).toBeUndefined();
    expect(await refusalOf(findVersion(rig.ports(), set, 9))).toEqual({ kind: 'version_unknown', details: ['2'] });
  });

  test('that are as wanted already stay the version that they are', async () => {
    const rig = await deployed();
    const hash = await put(rig.ports(), [FREEZE]);
    const before = rig.registry.state();

    expect(await put(rig.ports(), [FREEZE])).toBe(hash);
    expect(await put((await deployed()).ports(), [])).toBe('');
    expect(rig.registry.state()).toEqual(before);
  });

  test('stay in force through deploys, attachments and their withdrawal', async () => {
    const rig = await deployed();
    await put(rig.ports(), [FREEZE]);

    await rig.deploy(
      declarations({ ...WIDER, policies: [{ id: 'other', text: 'permit(principal, action, resource);' }] }),
    );
    expect((await rig.policies()).ids).toEqual(['freeze.0', 'other.0']);
    expect(await rig.attach(attachment())).toMatchObject({ ok: true });
    expect((await rig.policies()).ids).toEqual(['Finance/read.0', 'freeze.0', 'other.0']);
    await put(rig.ports(), [READERS]);
    expect((await rig.policies()).ids).toEqual(['Finance/read.0', 'other.0', 'readers']);
    await rig.detach(attachment());
    expect((await rig.policies()).ids).toEqual(['other.0', 'readers']);
    await put(rig.ports(), []);
    expect((await rig.policies()).ids).toEqual(['other.0']);
  });

  test('that a release would no longer fit stop it, and are all named', async () => {
    const rig = await deployed();
    await put(rig.ports(), [FREEZE, { ...FREEZE, id: 'more' }]);
    const before = rig.registry.state();
    const [shop] = declarations().apis;

    const outcome = await rig.deploy(declarations({ apis: [{ ...shop!, routes: shop!.routes.slice(0, 1) }] }));

    expect(outcome).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.stringMatching(/^Managed policy freeze:1:\d+: .*shop:Write/),
        expect.stringMatching(/^Managed policy more:1:\d+: .*shop:Write/),
      ]),
    });
    expect(rig.registry.state()).toEqual(before);
  });

  test('may not have the id of a declared or attached policy, whoever comes last', async () => {
    const rig = await deployed();
    await rig.attach(attachment());
    const taken = (id: string): ManagedPolicy => ({ id: 'x', text: `@id("${id}") ${FREEZE.text}` });

    for (const [id, holder] of [
      ['base.0', "the proxy's own app"],
      ['Finance/read.0', 'another app'],
    ] as const) {
      expect(await refusalOf(put(rig.ports(), [taken(id)]))).toEqual({
        kind: 'invalid',
        details: [expect.stringContaining(`"${id}" is that of a policy of ${holder} and of a managed policy`)],
      });
    }
    await put(rig.ports(), [FREEZE]);
    expect(await rig.deploy(declarations({ policies: [{ id: 'freeze', text: FREEZE.text }] }))).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('"freeze.0"')],
    });
  });

  test('that cannot be are refused with their place, and nothing is written', async () => {
    const rig = await deployed();
    const before = rig.registry.items.size;

    const broken = await refusalOf(put(rig.ports(), [{ id: 'a', text: '\n  permit(principal, action, resource' }]));
    const unknown = await refusalOf(
      put(rig.ports(), [{ id: 'b', text: 'permit(principal,\n action == Gatehouse::Action::"shop:Burn", resource);' }]),
    );
    const named = await refusalOf(put(rig.ports(), [{ ...FREEZE, id: 'a b' }], undefined, 'n'.repeat(501)));
    const large = await refusalOf(put(rig.ports(), [{ id: 'c', text: `${FREEZE.text}\n// ${'x'.repeat(400_000)}` }]));

    expect(broken).toEqual({ kind: 'invalid', details: [expect.stringMatching(/^Managed policy a:2:\d+: .*parsed/)] });
    expect(unknown.details).toContainEqual(expect.stringMatching(/^Managed policy b:2:\d+: .*shop:Burn/));
    expect(named.details).toEqual([expect.stringContaining('"a b" is not allowed'), expect.stringContaining('501')]);
    const endless = await refusalOf(put(rig.ports(), [{ id: 'd', text: `${FREEZE.text}${' '.repeat(11_000)}x` }]));
    expect(endless.details).toEqual([expect.stringMatching(/^Managed policy d: .*too large/)]);
    expect(large.details).toEqual([expect.stringContaining('bytes')]);
    expect(rig.registry.items.size).toBe(before);
  });

  test('cannot be put where the release is of another version', async () => {
    const rig = await deployed();
    const release = { ...(await rig.inForce()), schema: '0'.repeat(64) };
    const hash = await rig.registry.putDocument(JSON.stringify(release));
    rig.registry.change(GLOBAL_KEY, { release: hash });

    for (const tenant of [undefined, 'acme']) {
      expect(await refusalOf(put(rig.ports(), [FREEZE], tenant))).toEqual({
        kind: 'invalid',
        details: [expect.stringContaining('published by another version')],
      });
    }
  });

  test('cannot be changed where nothing is deployed, by another proxy, or while a deploy is under way', async () => {
    expect(await refusalOf(readManagedSet(new AttachmentRig().ports()))).toMatchObject({ kind: 'no_release' });
    const rig = await deployed();
    expect(await refusalOf(readManagedSet(rig.ports('another-')))).toMatchObject({ kind: 'no_release' });
    await rig.registry.writePending('0'.repeat(64));
    expect(await refusalOf(put(rig.ports(), [FREEZE]))).toMatchObject({ kind: 'deploying' });
    expect(await refusalOf(put(rig.ports(), [NARROW], 'acme'))).toMatchObject({ kind: 'deploying' });
  });
});

describe('between a plan and its execution', () => {
  const plan = async (rig: AttachmentRig, tenant?: string) =>
    planVersion(rig.ports(), await readManagedSet(rig.ports(), tenant), [FREEZE], { by: 'ann', at: 7 });

  test('a deploy declares the id: it is refused', async () => {
    const rig = await deployed();
    const planned = await plan(rig);
    await rig.deploy(declarations({ policies: [{ id: 'freeze', text: FREEZE.text }] }));

    expect(await refusalOf(putInForce(rig.ports(), planned))).toEqual({
      kind: 'invalid',
      details: [expect.stringContaining('"freeze.0"')],
    });
  });

  test('the stack is deleted: it is refused', async () => {
    const rig = await deployed();
    const planned = await plan(rig);
    await rig.request('Delete', declarations());

    expect(await refusalOf(putInForce(rig.ports(), planned))).toMatchObject({ kind: 'no_release' });
  });

  test('a deploy that had looked already shows itself: the set goes back to what it was', async () => {
    const rig = await deployed();
    const planned = await plan(rig, 'acme');
    const before = rig.tenant('acme');
    await rig.registry.writePending('0'.repeat(64));

    expect(await refusalOf(putInForce(rig.ports(), planned))).toMatchObject({ kind: 'deploying' });
    expect(rig.tenant('acme')).toEqual(before);
  });

  test('a deploy moves a set that was changed since it looked: it stops, and the change stays', async () => {
    const rig = await deployed();
    await put(rig.ports(), [NARROW], 'acme');
    const { policies } = rig.tenant('acme')!;
    const move = { tenant: 'acme', policies: { other: 'x' }, before: { policies, managedPolicies: 'another' } };

    await expect(moveTenantPolicies(rig.ports(), [move])).rejects.toThrow(/"acme" were changed .* Deploy again/);
    expect(rig.tenant('acme')?.policies).toEqual(policies);
  });
});

describe("a tenant's own policies that people manage", () => {
  test('are its set, carried over to new routes, and gone with the last of them', async () => {
    const rig = await deployed();

    const hash = await put(rig.ports(), [NARROW], 'acme');
    expect(await ownIds(rig, 'acme')).toEqual(['narrow.0']);
    expect(rig.tenant('acme')).toMatchObject({ managedPolicies: hash });
    await rig.deploy(declarations(WIDER));
    expect(await ownIds(rig, 'acme')).toEqual(['narrow.0']);
    await put(rig.ports(), [NARROW, READERS], 'acme');
    expect(await ownIds(rig, 'acme')).toEqual(['narrow.0', 'readers']);
    await rig.attach(attachment());
    expect(await ownIds(rig, 'acme')).toEqual(['narrow.0', 'readers']);
    expect(await put(rig.ports(), [NARROW, READERS], 'acme')).toBe(rig.tenant('acme')?.managedPolicies);
    await put(rig.ports(), [], 'acme');
    expect(rig.tenant('acme')?.policies).toEqual({});
    expect(await readHistory(rig.ports(), await readManagedSet(rig.ports(), 'acme'))).toHaveLength(3);
  });

  test('are refused where the stack declares them, the command line made the tenant, or there is none', async () => {
    const own = { policies: [...declarations().policies, { id: 't', text: NARROW.text, tenant: 'acme' }] };
    const rig = await deployed(own);
    await createTenant(rig.managePorts(), await readDeclaredNames(rig.registry), {
      tenant: 'byhand',
      planId: 'plan-t',
    });

    expect(await refusalOf(readManagedSet(rig.ports(), 'acme'))).toMatchObject({
      kind: 'set_declared',
      details: ['gatehouse-api1-'],
    });
    expect(await refusalOf(readManagedSet(rig.ports(), 'byhand'))).toMatchObject({ kind: 'tenant_managed' });
    expect(await refusalOf(readManagedSet(rig.ports(), 'nobody'))).toMatchObject({ kind: 'tenant_unknown' });
    rig.registry.change(tenantKey(tenantReference('umbrella')), { policies: { other: 'x' } });
    expect(await refusalOf(put(rig.ports(), [NARROW], 'umbrella'))).toMatchObject({ kind: 'set_unversioned' });
    const bad = [{ id: 'b', text: 'permit(principal, action == Gatehouse::Action::"shop:Burn", resource);' }];
    const free = await deployed();
    expect(await refusalOf(put(free.ports(), bad, 'acme'))).toMatchObject({ kind: 'invalid' });
  });

  test('stop a release that declares a set for the tenant, and name it', async () => {
    const rig = await deployed();
    await put(rig.ports(), [NARROW], 'acme');
    const own = { policies: [...declarations().policies, { id: 't', text: NARROW.text, tenant: 'acme' }] };

    expect(await rig.deploy(declarations(own))).toEqual({
      ok: false,
      problems: [expect.stringMatching(/policies of tenant "acme" are declared, and managed/)],
    });
    await put(rig.ports(), [], 'acme');
    expect(await rig.deploy(declarations(own))).toMatchObject({ ok: true });
    expect(await ownIds(rig, 'acme')).toEqual(['t.0']);
  });
});
