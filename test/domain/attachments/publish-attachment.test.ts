import { GLOBAL_KEY, tenantKey } from '../../../lambda/contract/registry-records';
import { tenantReference } from '../../../lambda/domain/reference';
import { attachment, AttachmentRig, BILLING } from '../../support/attachment-rig';
import { declarations, InjectedFault } from '../../support/registrar-rig';
import { sampledCalls } from '../../support/sampled-calls';

const BASE = declarations();
const [SHOP] = BASE.apis as [(typeof BASE.apis)[number]];
const FINANCE = attachment();
const LEGAL = attachment({ attachment: 'Legal', apis: [{ ...BILLING, api: 'contracts' }], policies: [] });

async function deployed(...attached: (typeof FINANCE)[]): Promise<AttachmentRig> {
  const rig = new AttachmentRig();
  await rig.deploy(BASE);
  for (const one of attached) {
    expect(await rig.attach(one)).toMatchObject({ ok: true });
  }
  return rig;
}

async function apisOf(rig: AttachmentRig): Promise<string[]> {
  return Object.keys((await rig.inForce()).apis).sort();
}

describe('an app attaches APIs and policies to a proxy of another', () => {
  it('to be decided on like its own, and only then served', async () => {
    const rig = await deployed(FINANCE);

    expect(await apisOf(rig)).toEqual(['billing', 'shop']);
    expect((await rig.policies()).ids).toEqual(['Finance/read.0', 'base.0']);
    expect(rig.refreshed).toEqual(['Access proxy, with what Finance attached']);
    expect(rig.calls.at(-1)).toBe('refresh');
  });

  it('beside others, in whatever order', async () => {
    const [one, other] = [await deployed(FINANCE, LEGAL), await deployed(LEGAL, FINANCE)];

    expect(await apisOf(one)).toEqual(['billing', 'contracts', 'shop']);
    expect(one.global()?.release).toBe(other.global()?.release);
  });

  it('and leaves nothing behind when it goes', async () => {
    const rig = await deployed();
    const before = rig.registry.state();
    await rig.attach(FINANCE);

    expect(await rig.detach(FINANCE)).toMatchObject({ ok: true });
    expect(await rig.forget(FINANCE)).toMatchObject({ ok: true });

    // Beside what rollbacks and requests under way look for, which opens nothing.
    const withoutPointers = (items: Record<string, unknown>) =>
      Object.entries(items).filter(([name]) => !name.startsWith('RELEASE#') && name !== 'GLOBAL STATE');
    expect(withoutPointers(rig.registry.state())).toEqual(withoutPointers(before));
    expect(rig.global()).toMatchObject(before['GLOBAL STATE'] as object);
    expect(rig.refreshed).toHaveLength(2);
  });

  it('again and again without another release', async () => {
    const rig = await deployed(FINANCE);
    const { release } = rig.global()!;

    expect(await rig.attach(FINANCE)).toMatchObject({ ok: true, values: { Release: release } });
    expect(rig.calls).not.toContain('publishRelease');
  });

  it('anew, with what it says now, and back again where the code beside is another', async () => {
    const rig = await deployed(FINANCE);
    const first = rig.global()?.release;
    const next = attachment({ apis: [{ ...BILLING, api: 'invoices' }], policies: [] });

    await rig.attach(next);
    expect(await apisOf(rig)).toEqual(['invoices', 'shop']);
    await rig.attach(next, FINANCE);
    expect(rig.global()?.release).toBe(first);
    expect(await rig.attach(next, LEGAL)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('not those asked for')],
    });
  });

  it('and what announces an API does nothing before it goes', async () => {
    const rig = await deployed();

    expect(await rig.forget(FINANCE, 'Create')).toEqual({ ok: true, values: { Release: '', Schema: '' } });
    expect(rig.calls).toEqual([]);
  });
});

describe("the proxy's own app", () => {
  it('keeps what is attached when it deploys, and when it rolls back', async () => {
    const rig = await deployed(FINANCE);
    const first = rig.global()?.release;
    const next = declarations({ apis: [SHOP, { ...SHOP, api: 'store' }] });

    expect(await rig.deploy(next)).toMatchObject({ ok: true });
    expect(await apisOf(rig)).toEqual(['billing', 'shop', 'store']);
    expect((await rig.policies()).ids).toEqual(['Finance/read.0', 'base.0']);
    expect(await rig.deploy(next, BASE)).toMatchObject({ ok: true });
    expect(rig.global()?.release).toBe(first);
  });

  it('goes back to what it was before somebody joined without losing who did', async () => {
    const rig = await deployed();
    const next = declarations({ apis: [SHOP, { ...SHOP, api: 'store' }] });
    await rig.deploy(next);
    await rig.attach(FINANCE);

    await rig.deploy(next, BASE);

    expect(await apisOf(rig)).toEqual(['billing', 'shop']);
  });

  it('retires users once, whoever publishes in between', async () => {
    const rig = await deployed(FINANCE);
    await rig.deploy(declarations({ users: [] }));
    const retired = (await rig.inForce()).retired.users;

    await rig.attach(LEGAL);

    expect(retired).toHaveLength(2);
    expect((await rig.inForce()).retired.users).toEqual(retired);
    await rig.deploy(declarations({ users: [], policies: [] }));
    expect((await rig.inForce()).retired.users).toEqual([]);
  });

  it('may go first: what was attached then finds nothing to leave', async () => {
    const rig = await deployed(FINANCE);
    await rig.request('Delete', BASE);

    expect(await rig.detach(FINANCE)).toEqual({ ok: true, values: { Release: '', Schema: '' } });
    expect(await rig.attach(FINANCE)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('Deploy the app of the proxy first')],
    });
  });

  it('keeps its own attachments apart from those of another proxy on the table', async () => {
    const rig = await deployed(FINANCE);

    await rig.request('Update', BASE, BASE, {}, 'gatehouse-other-');
    expect(await apisOf(rig)).toEqual(['shop']);
    expect(await rig.detach(FINANCE)).toMatchObject({ ok: true });
    expect(await rig.attach(FINANCE)).toMatchObject({ ok: false });
  });
});

describe("tenants' own policies", () => {
  const OWN = { id: 'own', tenant: 'acme', text: 'permit(principal, action, resource);' };

  it('are valid for the schema of all apps together', async () => {
    const rig = new AttachmentRig();
    await rig.deploy(declarations({ policies: [...BASE.policies, OWN] }));
    await rig.attach(FINANCE);

    const { schema, policies } = await rig.inForce();
    expect(rig.tenant('acme')?.policies[schema]).toBe(policies['acme']);
  });

  it('that people wrote are carried over, and stop whoever takes away what they name', async () => {
    const rig = await deployed(FINANCE);
    const { schema } = await rig.inForce();
    const set = new AttachmentRig();
    await set.deploy(
      declarations({
        apis: [SHOP, BILLING],
        policies: [...BASE.policies, { ...OWN, text: FINANCE.policies[0]!.text }],
      }),
    );
    for (const [name, item] of set.registry.items) {
      if (name.startsWith('DOCUMENT#')) {
        rig.registry.items.set(name, item);
      }
    }
    const manifest = Object.values(set.tenant('acme')!.policies)[0]!;
    rig.registry.change(tenantKey(tenantReference('acme')), { policies: { [schema]: manifest } });

    expect(await rig.detach(FINANCE)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('Policy own.0 of tenant "acme" does not fit the new routes')],
    });
    expect(await apisOf(rig)).toEqual(['billing', 'shop']);
  });
});

describe('refused, naming who is in the way', () => {
  test.each<[string, (rig: AttachmentRig) => Promise<unknown>, RegExp]>([
    [
      "an API of the proxy's own app",
      (rig) => rig.attach(attachment({ apis: [{ ...BILLING, api: 'shop' }], policies: [] })),
      /The API "shop" is declared by the proxy's own app and by the attachment "Finance"/,
    ],
    [
      'an API of another attachment',
      (rig) => rig.attach(attachment({ attachment: 'Other', policies: [] })),
      /The API "billing" is declared by the attachment "Finance" and by the attachment "Other"/,
    ],
    [
      "a deploy of the proxy's own app that takes a name",
      (rig) => rig.deploy(declarations({ apis: [SHOP, BILLING] })),
      /The API "billing" is declared by the proxy's own app and by the attachment "Finance"/,
    ],
    [
      'a policy for actions of others',
      (rig) => rig.attach(attachment({ policies: [{ id: 'all', text: 'permit(principal, action, resource);' }] })),
      /Policy Finance\/all: A statement reaches beyond the actions of billing\. Name the action in its scope/,
    ],
    [
      'a policy for an action that is not there',
      (rig) =>
        rig.attach(
          attachment({
            policies: [
              { id: 'all', text: 'permit(principal, action == Gatehouse::Action::"billing:Nope", resource);' },
            ],
          }),
        ),
      /Policy Finance\/all: The policy is not valid/,
    ],
    [
      'a policy that cannot be read',
      (rig) => rig.attach(attachment({ policies: [{ id: 'all', text: 'permit(' }] })),
      /Policy Finance\/all: The policy cannot be parsed/,
    ],
    [
      'a policy whose id is taken',
      (rig) => rig.attach(attachment({ policies: [{ id: 'x', text: `@id("base.0") ${FINANCE.policies[0]!.text}` }] })),
      /Two policies of several apps have the id "base\.0"/,
    ],
    [
      "a tenant's policy",
      (rig) => rig.attach(attachment({ policies: [{ ...FINANCE.policies[0]!, tenant: 'acme' }] })),
      /Policy read is a tenant's own/,
    ],
    [
      'a document that does not fit',
      (rig) => rig.attach(attachment({ apis: [{ ...BILLING, api: 'Nope!' }] })),
      /API document: document\.api is "Nope!"/,
    ],
    [
      'routes that policies could not tell apart',
      (rig) =>
        rig.attach(
          attachment({
            apis: [
              {
                ...BILLING,
                routes: [
                  {
                    ...BILLING.routes[0]!,
                    query: [
                      { name: 'a', type: 'String' },
                      { name: 'A', type: 'String' },
                    ],
                  },
                ],
              },
            ],
            policies: [],
          }),
        ),
      /spelled like/,
    ],
  ])('%s', async (_, act, message) => {
    const rig = await deployed(FINANCE);
    const before = rig.registry.state();

    const outcome = (await act(rig)) as { ok: boolean; problems: string[] };

    expect(outcome.ok).toBe(false);
    expect(outcome.problems.join('\n')).toMatch(message);
    expect(Object.keys(rig.registry.state()).sort()).toEqual(expect.arrayContaining(Object.keys(before).sort()));
    expect(rig.global()).toEqual(before['GLOBAL STATE']);
  });

  it('an API that an unscoped policy of the own app would not be valid for', async () => {
    const rig = new AttachmentRig();
    const text = 'permit(principal, action, resource) when { context.path.item == "a" };';
    expect(await rig.deploy(declarations({ policies: [{ id: 'wide', text }] }))).toMatchObject({ ok: true });

    expect(await rig.attach(FINANCE)).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^Policy wide\.0 does not fit the APIs and claims of all apps together: /)],
    });
  });

  it('a release that another version published', async () => {
    const rig = await deployed();
    const release = { ...(await rig.inForce()), schema: '0'.repeat(64) };
    rig.registry.change(GLOBAL_KEY, { release: await rig.registry.putDocument(JSON.stringify(release)) });

    expect(await rig.attach(FINANCE)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('another version')],
    });
  });

  it('nothing for a tenant whose record is gone', async () => {
    const rig = await deployed();
    await rig.registry.delete(tenantKey(tenantReference('umbrella')));

    expect(await rig.attach(FINANCE)).toMatchObject({ ok: true });
  });

  it("the departure of an app whose API the proxy's own policies name", async () => {
    const rig = await deployed(FINANCE);
    // Only the composed schema knows the action, so the own app cannot declare it alone.
    expect(await rig.deploy(declarations({ policies: FINANCE.policies }))).toMatchObject({ ok: false });
  });

  it('a request that is none', async () => {
    const rig = await deployed();

    expect(await rig.answer('Nope', 'x', FINANCE)).toMatchObject({ ok: false });
    expect(await rig.attach(attachment({ attachment: 'no/name' }))).toMatchObject({ ok: false });
  });
});

describe('a joiner that stops at any call, before or after it took effect, and runs again', () => {
  it.each<[string, (typeof FINANCE)[], (rig: AttachmentRig) => Promise<unknown>]>([
    ['attaches beside another', [LEGAL], (rig) => rig.attach(FINANCE)],
    ['changes', [FINANCE], (rig) => rig.attach(attachment({ apis: [{ ...BILLING, api: 'invoices' }], policies: [] }))],
    ['leaves', [FINANCE, LEGAL], (rig) => rig.detach(FINANCE)],
  ])('%s as if it had not stopped', async (_, before, run) => {
    const started = new AttachmentRig();
    await started.deploy(
      declarations({ policies: [...BASE.policies, { id: 'own', tenant: 'acme', text: BASE.policies[0]!.text }] }),
    );
    for (const one of before) {
      await started.attach(one);
    }
    const undisturbed = started.copy();
    await run(undisturbed);
    const calls = undisturbed.calls.length;
    expect(calls).toBeGreaterThan(10);

    for (const call of sampledCalls(calls)) {
      for (const when of ['before', 'after'] as const) {
        const rig = started.copy();
        rig.fault = { call, when };
        await expect(run(rig)).rejects.toThrow(InjectedFault);
        rig.fault = undefined;
        expect(await run(rig)).toMatchObject({ ok: true });

        expect([call, when, rig.registry.state()]).toEqual([call, when, undisturbed.registry.state()]);
      }
    }
  });

  it('and where the own app deploys in between, nobody loses', async () => {
    const started = await deployed(LEGAL);
    const probe = started.copy();
    await probe.attach(FINANCE);
    const next = declarations({ apis: [SHOP, { ...SHOP, api: 'store' }] });

    for (const call of sampledCalls(probe.calls.length)) {
      const rig = started.copy();
      rig.fault = { call, when: 'before' };
      await expect(rig.attach(FINANCE)).rejects.toThrow(InjectedFault);
      rig.fault = undefined;
      expect(await rig.deploy(next)).toMatchObject({ ok: true });
      expect(await rig.attach(FINANCE)).toMatchObject({ ok: true });

      expect(await apisOf(rig)).toEqual(['billing', 'contracts', 'shop', 'store']);
    }
  });
});

describe('at the same time as another', () => {
  it('it composes anew', async () => {
    const rig = await deployed();
    const publish = rig.registry.publishRelease.bind(rig.registry);
    rig.registry.publishRelease = async (change) => {
      rig.registry.publishRelease = publish;
      await rig.copy().attach(LEGAL);
      const other = new AttachmentRig();
      Object.assign(other.registry, { items: rig.registry.items });
      await other.attach(LEGAL);
      return await publish(change);
    };

    expect(await rig.attach(FINANCE)).toMatchObject({ ok: true });
    expect(await apisOf(rig)).toEqual(['billing', 'contracts', 'shop']);
  });

  it('it gives up where there is no end to it', async () => {
    const rig = await deployed();
    rig.registry.publishRelease = async () => 'lost';

    await expect(rig.attach(FINANCE)).rejects.toThrow('Others keep publishing releases');
  });
});
