import type { GlobalRecord, TenantRecord } from '../../../lambda/contract/registry-records';
import { documentKey, GLOBAL_KEY, tenantKey } from '../../../lambda/contract/registry-records';
import { evaluatePolicySet } from '../../../lambda/domain/cedar';
import {
  askHypothetically,
  type HypotheticalPorts,
  type HypotheticalQuestion,
} from '../../../lambda/domain/manage/hypothetical';
import { tenantReference } from '../../../lambda/domain/reference';
import { DECLARATIONS, NOW } from '../../support/authorizer-rig';
import { MemoryRegistry } from '../../support/memory-registry';

const registry = new MemoryRegistry();
registry.publish(DECLARATIONS);
const item = <T>({ pk, sk }: { pk: string; sk: string }): T => registry.items.get(`${pk} ${sk}`) as T;
const PORTS: HypotheticalPorts = {
  readGlobal: async () => item<GlobalRecord>(GLOBAL_KEY),
  document: async (hash) => JSON.parse(item<{ body: string }>(documentKey(hash)).body) as unknown,
  evaluate: evaluatePolicySet,
};
const BOB: HypotheticalQuestion = {
  user: { tenant: 'acme', user: 'bob', roles: ['writer'] },
  tenant: { policies: {} },
  api: 'shop',
  action: 'WriteItem',
  route: 'PUT /items/{item}',
  context: {},
  now: NOW,
};

async function answer(change: Partial<HypotheticalQuestion>, ports: Partial<HypotheticalPorts> = {}) {
  const answered = await askHypothetically({ ...PORTS, ...ports }, { ...BOB, ...change });
  return answered.ok ? { reason: answered.explanation.reason, missing: answered.missing } : answered.problem;
}

describe('a question that nobody has asked', () => {
  test.each<[string, Partial<HypotheticalQuestion>, unknown]>([
    ['without what a policy looks at', {}, { reason: 'policy_error', missing: ['context.path.item'] }],
    ['with a part of it', { context: { path: {} } }, { reason: 'policy_error', missing: ['context.path.item'] }],
    ['with it', { context: { path: { item: '1' } } }, { reason: 'none', missing: [] }],
    ['where it forbids', { context: { path: { item: 'sealed' } } }, { reason: 'policy_forbid', missing: [] }],
    [
      'of another action: what its policies look at is not missed',
      { action: 'ReadItem', route: 'GET /items/{item}', user: { tenant: 'acme', user: 'ci', roles: ['reader'] } },
      { reason: 'none', missing: [] },
    ],
    [
      'with claims that are wanted',
      { action: 'ReadFile', route: 'GET /files/{path+}', user: { ...BOB.user, roles: [] } },
      { reason: 'policy_no_permit', missing: ['context.claims.level'] },
    ],
    [
      'by a grant',
      {
        user: { ...BOB.user, roles: [], grants: { g: { api: 'shop', action: 'WriteItem', expiresAt: NOW + 60_000 } } },
        context: { sourceAddress: '203.0.113.9' },
      },
      { reason: 'none', missing: [] },
    ],
    ['of another API', { api: 'store' }, 'There is no API "store"; there are: shop.'],
    ['of another action', { action: 'Burn' }, expect.stringContaining('one of the actions ReadItem, WriteItem')],
    ['of another route', { route: 'PUT /x' }, expect.stringContaining('allowed: PUT /items/{item}')],
  ])('%s', async (_name, change, expected) => {
    expect(await answer(change)).toEqual(expected);
  });

  test('a tenant’s own set is asked too', async () => {
    const { policies } = item<TenantRecord>(tenantKey(tenantReference('globex')));
    const user = { tenant: 'globex', user: 'eve', roles: ['writer'] };

    expect(await answer({ user, tenant: { policies }, context: { path: { item: '1' } } })).toEqual({
      reason: 'policy_no_permit',
      missing: [],
    });
  });

  test('the whole context, and a value that is looked at as it is', async () => {
    const texts =
      'permit(principal, action, resource) when { context.sourceAddress.isLoopback() && context has issuer };';
    const other = new MemoryRegistry();
    const [shop] = DECLARATIONS.apis;
    const plain = { method: 'GET', path: '/items', action: 'ListItems', maxBodyBytes: 0, contentTypes: [] };
    const apis = [{ ...(shop as NonNullable<typeof shop>), routes: [...(shop?.routes ?? []), plain] }];
    other.publish({ ...DECLARATIONS, apis, policies: [{ id: 'base', text: texts }] });
    const ports = {
      readGlobal: async () => other.items.get('GLOBAL STATE') as unknown as GlobalRecord,
      document: async (hash: string) =>
        JSON.parse((other.items.get(`DOCUMENT#${hash} DOCUMENT`) as { body: string }).body) as unknown,
    };

    expect(await answer({}, ports)).toEqual({
      reason: 'policy_error',
      missing: ['context.issuer', 'context.sourceAddress'],
    });
    const list = { action: 'ListItems', route: 'GET /items' };
    expect(await answer({ ...list, context: { sourceAddress: '127.0.0.1', issuer: 'idp' } }, ports)).toEqual({
      reason: 'none',
      missing: [],
    });
  });

  test('before the first deploy, and without a set', async () => {
    const global = item<GlobalRecord>(GLOBAL_KEY);

    expect(await answer({}, { readGlobal: async () => undefined })).toContain('names no release');
    expect(await answer({}, { readGlobal: async () => ({ ...global, policies: {} }) })).toContain('No policy set');
  });
});
