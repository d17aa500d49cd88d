import fc from 'fast-check';
import type { GlobalRecord, TenantRecord } from '../../lambda/contract/registry-records';
import { type CedarPolicy, evaluatePolicySet, policyJsonOf } from '../../lambda/domain/cedar';
import { documentOf } from '../../lambda/domain/document';
import { principalUid, roleUid, tenantUid } from '../../lambda/domain/policy-anchor';
import { decideByPolicies } from '../../lambda/domain/policy-decision';
import { policyRequestOf } from '../../lambda/domain/policy-request';
import { slicePolicySet } from '../../lambda/domain/policy-set';
import type { Principal } from '../../lambda/domain/principal';
import { readDocument } from '../../lambda/domain/read-document';
import { isPlainObject, type Shape } from '../../lambda/domain/shape';
import { writeFigures } from '../support/figures';
import { propertyRuns } from '../support/property-runs';

const SCHEMA = 'a'.repeat(64);

interface Stored {
  readonly id: string;
  readonly json: CedarPolicy;
}

/** A registry that holds sets, and counts what is asked of it. */
class Sets {
  readonly documents = new Map<string, unknown>();
  reads = 0;
  evaluated = 0;
  entities = 0;

  publish(policies: readonly Stored[]): string {
    const { manifest, slices } = slicePolicySet(SCHEMA, policies);
    for (const { hash, body } of [manifest, ...slices]) {
      this.documents.set(hash, JSON.parse(body));
    }
    return manifest.hash;
  }

  async decide(
    sets: { readonly global: string; readonly tenant?: string },
    facts: Parameters<typeof policyRequestOf>[0],
  ) {
    const global: GlobalRecord = {
      status: 'open',
      revokedRoles: [],
      revokedApis: [],
      release: '',
      policies: { [SCHEMA]: sets.global },
    };
    const tenant: TenantRecord = {
      tenant: facts.principal.tenant,
      status: 'active',
      policies: sets.tenant === undefined ? {} : { [SCHEMA]: sets.tenant },
    };
    const registry = {
      document: async (hash: string) => {
        this.reads += 1;
        return this.documents.get(hash);
      },
    };
    return await decideByPolicies(
      {
        registry: registry as never,
        evaluate: (question) => {
          this.evaluated += question.slices.reduce((sum, { slice }) => sum + Object.keys(slice.policies).length, 0);
          this.entities += question.entities.length;
          return evaluatePolicySet(question);
        },
      },
      SCHEMA,
      { global, tenant },
      facts.principal,
      policyRequestOf(facts),
      facts.now,
    );
  }
}

/** What all policies of a set say, asked at once and without slices. */
function fullReason(sets: readonly (readonly Stored[])[], facts: Parameters<typeof policyRequestOf>[0]) {
  for (const policies of sets) {
    const slice = { version: 1 as const, policies: Object.fromEntries(policies.map(({ id, json }) => [id, json])) };
    const answer = evaluatePolicySet({
      ...policyRequestOf(facts),
      slices: [{ hash: documentOf(slice).hash, slice }],
    });
    if (answer.errors > 0) {
      return 'policy_error';
    }
    if (answer.decision === 'deny') {
      return answer.determining.length > 0 ? 'policy_forbid' : 'policy_no_permit';
    }
  }
  return undefined;
}

function factsOf(
  who: Pick<Principal, 'tenant' | 'user' | 'roles'>,
  what: { method: string; api: string; item: string },
) {
  const action = what.method === 'GET' ? 'Read' : 'Write';
  return {
    principal: { ...who, credential: 'proxyToken' as const, claims: {}, scopes: [], meteringKey: 'k' },
    request: { method: what.method, api: what.api, path: '', fullPath: '', query: '', pairs: [], digest: '' },
    match: {
      route: { method: what.method, path: '/{item}', action, maxBodyBytes: 0, contentTypes: [] },
      parameters: { item: what.item },
    },
    input: { query: {}, headers: {} },
    sourceAddress: '203.0.113.9',
    now: 1_000_000,
  };
}

describe('slicing changes no decision', () => {
  const tenant = fc.constantFrom('acme', 'umbrella');
  const user = fc.constantFrom('ci', 'ann');
  const role = fc.constantFrom('admin', 'reader', '"');
  const name = fc
    .oneof(
      fc.tuple(tenant, user).map(([t, u]) => principalUid(t, u)),
      tenant.map(tenantUid),
      role.map(roleUid),
    )
    .map(({ type, id }) => `${type}::${JSON.stringify(id)}`);
  const whom = fc.oneof(
    fc.constant('principal'),
    fc.constant('principal is Gatehouse::ProxyUser'),
    fc.constant('principal is Gatehouse::Role'),
    name.map((given) => `principal == ${given}`),
    name.map((given) => `principal in ${given}`),
    name.map((given) => `principal is Gatehouse::ProxyUser in ${given}`),
  );
  const api = fc.constantFrom('shop', 'store');
  const act = fc.oneof(
    fc.constant('action'),
    api.map((one) => `action == Gatehouse::Action::"${one}:Read"`),
    api.map((one) => `action in Gatehouse::Action::"${one}:*"`),
    api.map((one) => `action in [Gatehouse::Action::"${one}:Read", Gatehouse::Action::"${one}:Write"]`),
  );
  const on = fc.oneof(
    fc.constant('resource'),
    fc.constant('resource is Gatehouse::Route'),
    api.map((one) => `resource in Gatehouse::Api::"${one}"`),
    api.map((one) => `resource == Gatehouse::Route::"${one} GET /{item}"`),
  );
  const condition = fc.constantFrom(
    '',
    'when { context.method == "GET" }',
    'unless { context.path.item like "a*" }',
    'when { principal in Gatehouse::Role::"admin" }',
    // Such policies cannot be written; were they there, they must deny, whether or not their slice is asked.
    'when { context.path.absent == "x" }',
    'unless { context.now * 9007199254740991 * 9007199254740991 > 0 }',
  );
  const policies = fc
    .array(fc.tuple(fc.constantFrom('permit', 'permit', 'forbid'), whom, act, on, condition), { maxLength: 7 })
    .map((list) =>
      list.map(
        ([effect, p, a, r, when], index): Stored => ({
          id: `p${index}`,
          json: policyJsonOf(`${effect}(${p}, ${a}, ${r}) ${when};`),
        }),
      ),
    );
  const who = fc.record({ tenant, user, roles: fc.uniqueArray(role) });
  const what = fc.record({ method: fc.constantFrom('GET', 'PUT'), api, item: fc.constantFrom('a', 'b') });

  test('S2 sliced and full agree, for both layers, errors included', async () => {
    const reasons = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(policies, fc.option(policies), who, what, async (global, own, principal, request) => {
        const sets = new Sets();
        const facts = factsOf(principal, request);
        const pointers = { global: sets.publish(global), ...(own === null ? {} : { tenant: sets.publish(own) }) };

        const { reason } = await sets.decide(pointers, facts);

        expect(reason).toBe(fullReason([global, ...(own === null ? [] : [own])], facts));
        reasons.set(String(reason), (reasons.get(String(reason)) ?? 0) + 1);
      }),
      propertyRuns(400, 20_000),
    );
    // A property that never sees a kind of answer says nothing of it.
    expect([...reasons.keys()].sort()).toEqual(['policy_error', 'policy_forbid', 'policy_no_permit', 'undefined']);
  });
});

describe('the cost of a decision', () => {
  /** As many policies as asked, of which two are about the caller: one of its own, one of its role. */
  function storeOf(count: number): Stored[] {
    const [base] = [policyJsonOf('permit(principal in Gatehouse::Role::"x", action, resource);')];
    const own = [
      policyJsonOf('permit(principal in Gatehouse::Role::"reader", action, resource);'),
      policyJsonOf(
        'forbid(principal == Gatehouse::ProxyUser::"acme/ci", action, resource) when { context.method == "PUT" };',
      ),
    ];
    // Four policies a role: a manifest holds some 3,000 names.
    const others = Array.from({ length: count - own.length }, (_, index) => ({
      ...base!,
      principal: { op: 'in' as const, entity: roleUid(`role${Math.floor(index / 4)}`) },
    }));
    return [...own, ...others].map((json, index) => ({ id: `p${index}`, json }));
  }

  async function workOf(count: number) {
    const sets = new Sets();
    const pointers = { global: sets.publish(storeOf(count)) };
    const facts = factsOf({ tenant: 'acme', user: 'ci', roles: ['reader'] }, { method: 'GET', api: 'shop', item: 'a' });
    const { reason } = await sets.decide(pointers, facts);
    expect(reason).toBeUndefined();
    const { reads, evaluated, entities } = sets;
    return { reads, evaluated, entities };
  }

  test('is the same with 10 and with 10,000 stored policies', async () => {
    const [few, many] = [await workOf(10), await workOf(10_000)];

    expect(few).toEqual({ reads: 3, evaluated: 2, entities: 3 });
    expect(many).toEqual(few);
    writeFigures('policies', [
      {
        name: 'policies evaluated by a decision, 10,000 stored over 10',
        value: many.evaluated / few.evaluated,
        unit: '×',
        goal: '1',
      },
    ]);
  });

  test('the check of a document’s shape, which looks at every member, is made once', async () => {
    let checks = 0;
    const shape: Shape<object> = (value): value is object => {
      checks += 1;
      return isPlainObject(value);
    };
    const kept = {};
    const registry = { document: async () => kept };

    for (let index = 0; index < 10; index += 1) {
      expect(await readDocument(registry, 'h', shape)).toBe(kept);
    }
    expect(checks).toBe(1);
    await expect(readDocument({ document: async () => [] }, 'h', shape)).rejects.toThrow('shape of its kind');
    await expect(readDocument({ document: async () => 'text' }, 'h', shape as Shape<object>)).rejects.toThrow('shape');
  });
});
