import type { ManagedPoliciesDocument } from '../../../../lambda/contract/managed-policies';
import { findDocument, readHistory, readManagedSet } from '../../../../lambda/domain/manage/policies/managed-set';
import { PolicyRefusal } from '../../../../lambda/domain/manage/policies/policy-refusal';
import type { AttachmentRig } from '../../../support/attachment-rig';
import { FREEZE, READERS, NARROW, WIDER, put, deployed, ownIds } from '../../../support/policy-rig';
import { declarations, InjectedFault } from '../../../support/registrar-rig';
import { sampledCalls } from '../../../support/sampled-calls';

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

    for (const call of sampledCalls(probe.calls.length)) {
      for (const when of ['before', 'after'] as const) {
        const rig = started.copy();
        rig.calls = [];
        rig.fault = { call, when };
        await expect(put(rig.ports(), [NARROW], tenant)).rejects.toThrow(InjectedFault);
        // All or nothing: what is in force is the old version or the new one.
        const release = await rig.inForce();
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
    for (const call of sampledCalls(probe.calls.length)) {
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
    for (const call of sampledCalls(length)) {
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
