import type { ManagedPoliciesDocument, ManagedPolicy } from '../../../../lambda/contract/managed-policies';
import type { ReleaseDocument } from '../../../../lambda/contract/registry-records';
import { GLOBAL_KEY, tenantKey } from '../../../../lambda/contract/registry-records';
import { moveTenantPolicies } from '../../../../lambda/domain/move-tenant-policies';
import { planVersion, putInForce } from '../../../../lambda/domain/manage/policies/change-policies';
import {
  findDocument,
  findVersion,
  policiesOf,
  readHistory,
  readManagedSet,
} from '../../../../lambda/domain/manage/policies/managed-set';
import { PolicyRefusal } from '../../../../lambda/domain/manage/policies/policy-refusal';
import { createTenant } from '../../../../lambda/domain/manage/manage-tenant';
import { readDeclaredNames } from '../../../../lambda/domain/manage/declared-names';
import { tenantReference } from '../../../../lambda/domain/reference';
import type { RegistrarPorts } from '../../../../lambda/domain/registrar-ports';
import { AttachmentRig, attachment } from '../../../support/attachment-rig';
import { declarations, InjectedFault } from '../../../support/registrar-rig';

const FREEZE: ManagedPolicy = {
  id: 'freeze',
  text: 'forbid(principal, action == Gatehouse::Action::"shop:Write", resource);',
};
const READERS: ManagedPolicy = {
  id: 'readers',
  text: '@id("readers")\npermit(principal in Gatehouse::Role::"reader", action, resource);',
};
const NARROW: ManagedPolicy = {
  id: 'narrow',
  text: 'permit(principal, action == Gatehouse::Action::"shop:Read", resource);',
};

async function put(ports: RegistrarPorts, policies: readonly ManagedPolicy[], tenant?: string, note?: string) {
  const set = await readManagedSet(ports, tenant);
  const author = { by: 'ann', at: 7, ...(note !== undefined && { note }) };
  return await putInForce(ports, await planVersion(ports, set, policies, author));
}

async function refusalOf(run: Promise<unknown>): Promise<{ kind: string; details: readonly string[] }> {
  const refusal: unknown = await run.then(
    () => new Error('It was not refused.'),
    (error: unknown) => error,
  );
  if (!(refusal instanceof PolicyRefusal)) {
    throw refusal;
  }
  return { kind: refusal.kind, details: refusal.details };
}

async function deployed(change: Parameters<typeof declarations>[0] = {}): Promise<AttachmentRig> {
  const rig = new AttachmentRig();
  expect(await rig.deploy(declarations(change))).toMatchObject({ ok: true });
  return rig;
}

/** Ids in a tenant's own set, for the schema in force. */
async function ownIds(rig: AttachmentRig, tenant: string): Promise<string[] | undefined> {
  const { schema } = await rig.inForce();
  const pointer = rig.tenant(tenant)?.policies[schema];
  if (pointer === undefined) {
    return undefined;
  }
  const { slices } = (await rig.registry.readDocument(pointer)) as { slices: Record<string, string> };
  const all = await Promise.all(Object.values(slices).map((hash) => rig.registry.readDocument(hash)));
  return all.flatMap((slice) => Object.keys((slice as { policies: object }).policies)).sort();
}

const WIDER = {
  apis: [
    ...declarations().apis,
    { ...declarations().apis[0]!, api: 'books', routes: declarations().apis[0]!.routes.slice(0, 1) },
  ],
};

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

describe('a change that stops at any call, before or after it took effect, and runs again', () => {
  test.each([
    ['the global set', undefined],
    ["a tenant's own set", 'acme'],
  ])('ends as if it had not stopped: %s', async (_, tenant) => {
    const started = await deployed();
    await put(started.ports(), [READERS], tenant);
    const probe = started.copy();
    probe.calls = [];
    await put(probe.ports(), [NARROW], tenant);
    const goal = probe.registry.state();
    expect(probe.calls.length).toBeGreaterThan(5);

    for (const call of probe.calls.keys()) {
      for (const when of ['before', 'after'] as const) {
        const rig = started.copy();
        rig.calls = [];
        rig.fault = { call, when };
        await expect(put(rig.ports(), [NARROW], tenant)).rejects.toThrow(InjectedFault);
        // All or nothing: what is in force is the old version or the new one.
        const release = (await rig.inForce()) as ReleaseDocument;
        const hash = (tenant === undefined ? release.managed : rig.tenant(tenant)?.managedPolicies) as string;
        const { policies } = (await rig.registry.readDocument(hash)) as ManagedPoliciesDocument;
        const ids = tenant === undefined ? (await rig.policies()).ids : await ownIds(rig, tenant);
        expect(ids).toContain(policies[0]?.id === 'narrow' ? 'narrow.0' : 'readers');
        rig.fault = undefined;
        await put(rig.ports(), [NARROW], tenant);

        expect([call, when, rig.registry.state()]).toEqual([call, when, goal]);
      }
    }
  });
});

describe('two people at a time', () => {
  /** Runs something between two calls of a change. @returns how the change ended, and the rig, for each call. */
  async function interleaved(tenant: string | undefined, other: (rig: AttachmentRig) => Promise<unknown>) {
    const started = await deployed();
    const probe = started.copy();
    probe.calls = [];
    await put(probe.ports(), [FREEZE], tenant);
    const outcomes = [];
    for (const call of probe.calls.keys()) {
      const rig = started.copy();
      const plain = rig.ports();
      let made = 0;
      const registry = new Proxy(plain.registry, {
        get: (target, name) => {
          const member = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
          return async (...given: unknown[]) => {
            if (made++ === call) {
              await other(rig);
            }
            return await member.apply(target, given);
          };
        },
      });
      const outcome = await put({ ...plain, registry }, [FREEZE], tenant).then(
        () => 'done',
        (error: unknown) => (error instanceof PolicyRefusal ? error : String(error)),
      );
      outcomes.push({ outcome, rig });
    }
    return outcomes;
  }

  test.each([undefined, 'acme'])('one wins; the other is told, and its text is kept (%s)', async (tenant) => {
    const outcomes = await interleaved(tenant, (rig) => put(rig.ports(), [READERS], tenant));

    const kinds = outcomes.map(({ outcome }) => (outcome instanceof PolicyRefusal ? outcome.kind : outcome));
    expect(new Set(kinds)).toEqual(new Set(['done', 'lost_race']));
    for (const { outcome, rig } of outcomes) {
      const versions = await readHistory(rig.ports(), await readManagedSet(rig.ports(), tenant));
      if (outcome instanceof PolicyRefusal) {
        expect(versions.map(({ document }) => document.policies[0]?.id)).toEqual(['readers']);
        expect(await findDocument(rig.ports(), outcome.details[0] as string)).toMatchObject({ policies: [FREEZE] });
      } else {
        expect(versions.map(({ document }) => document.policies[0]?.id).sort()).toEqual(['freeze', 'readers']);
      }
    }
  });

  test.each([undefined, 'acme'])('a deploy comes between: neither is lost (%s)', async (tenant) => {
    const outcomes = await interleaved(tenant, async (rig) => {
      expect(await rig.deploy(declarations(WIDER))).toMatchObject({ ok: true });
    });

    for (const { outcome, rig } of outcomes) {
      expect(Object.keys((await rig.inForce()).apis)).toEqual(['books', 'shop']);
      const ids = tenant === undefined ? (await rig.policies()).ids : ((await ownIds(rig, tenant)) ?? []);
      if (outcome === 'done') {
        expect(ids).toContain('freeze.0');
      } else {
        expect([tenant, outcome]).toMatchObject(['acme', { kind: expect.stringMatching(/^(deploying|lost_race)$/) }]);
      }
    }
  });

  test.each([undefined, 'acme'])('it comes between the calls of a deploy: neither is lost (%s)', async (tenant) => {
    const started = await deployed();
    const probe = started.copy();
    await probe.deploy(declarations(WIDER));
    const { length } = probe.calls;
    const outcomes = new Set<string>();
    for (let call = 0; call < length; call += 1) {
      const rig = started.copy();
      const ports = { ...rig.ports(), registry: rig.registry };
      let [made, outcome] = [0, 'not run'];
      const watched = <T extends object>(port: T): T =>
        new Proxy(port, {
          get: (target, name) => {
            const member = Reflect.get(target, name);
            return typeof member !== 'function'
              ? member
              : async (...given: unknown[]) => {
                  if (made++ === call) {
                    outcome = await put(ports, [FREEZE], tenant).then(
                      () => 'done',
                      (refusal: PolicyRefusal) => refusal.kind,
                    );
                  }
                  return await member.apply(target, given);
                };
          },
        });
      rig.watched = watched;
      const answer = await rig.deploy(declarations(WIDER)).catch((fault: unknown) => String(fault));
      if (typeof answer === 'string') {
        expect(answer).toMatch(/Deploy again/);
        expect(await rig.deploy(declarations(WIDER))).toMatchObject({ ok: true });
      }
      const ids = tenant === undefined ? (await rig.policies()).ids : ((await ownIds(rig, tenant)) ?? []);
      outcomes.add(outcome);
      expect([call, outcome, ids.includes('freeze.0')]).toEqual([call, outcome, outcome === 'done']);
    }
    expect(outcomes).toEqual(new Set(['done', 'deploying']));
  });
});
