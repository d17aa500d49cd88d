import fc from 'fast-check';
import { DynamoDbRegistryReader } from '../../lambda/adapters/registry-reader';
import type { Declarations } from '../../lambda/contract/declarations';
import { GLOBAL_KEY, type RegistryKey, tenantKey, userKey } from '../../lambda/contract/registry-records';
import { authorize, type AuthorizerPorts } from '../../lambda/domain/authorize';
import { DecisionMemory } from '../../lambda/domain/decision-memory';
import { ReleaseCache } from '../../lambda/domain/release-cache';
import { revocationOf } from '../../lambda/domain/revocation';
import { tenantReference, userReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS, ISSUER, NOW } from '../support/authorizer-rig';
import { TABLE } from '../support/memory-registry';
import { propertyRuns } from '../support/property-runs';

const TENANT = tenantReference('acme');
const CONTAINERS = 3;

type Who = 'token' | 'jwt';
type Revoke = (rig: AuthorizerRig, token: RegistryKey) => void;

/** Revocations as people write them, and whom each stops. */
const REVOCATIONS: Readonly<Record<string, readonly [Revoke, readonly Who[]]>> = {
  token: [(rig, key) => rig.registry.change(key, { status: 'revoked' }), ['token']],
  user: [
    (rig) => rig.registry.change(userKey(TENANT, userReference('acme', 'ci')), { status: 'suspended' }),
    ['token'],
  ],
  tenant: [(rig) => rig.registry.change(tenantKey(TENANT), { status: 'suspended' }), ['token', 'jwt']],
  role: [(rig) => rig.registry.change(GLOBAL_KEY, { revokedRoles: ['reader'] }), ['token', 'jwt']],
  API: [(rig) => rig.registry.change(GLOBAL_KEY, { revokedApis: ['shop'] }), ['token', 'jwt']],
  everything: [(rig) => rig.registry.change(GLOBAL_KEY, { status: 'closed' }), ['token', 'jwt']],
  subject: [
    (rig) => {
      const { key, record } = revocationOf({ kind: 'subject', issuer: ISSUER.issuer, name: 'alice' }, NOW);
      rig.registry.put(key, record);
    },
    ['jwt'],
  ],
};

/** Releases that deploys and rollbacks put in force, back and forth. */
const RELEASES: readonly Declarations[] = [
  DECLARATIONS,
  { ...DECLARATIONS, policies: [{ id: 'all', text: 'permit(principal, action, resource);' }] },
  {
    ...DECLARATIONS,
    apis: [{ ...DECLARATIONS.apis[0]!, routes: DECLARATIONS.apis[0]!.routes.slice(0, 1) }],
    policies: [{ id: 'all', text: 'permit(principal, action, resource);' }],
  },
];

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      by: fc.constantFrom<Who>('token', 'jwt'),
      container: fc.nat(CONTAINERS - 1),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.oneof(fc.nat(50), fc.nat(6_000)) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deploy' as const), release: fc.nat(RELEASES.length - 1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('revoke' as const), what: fc.constantFrom(...Object.keys(REVOCATIONS)) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), container: fc.nat(CONTAINERS - 1) }) },
);

describe('whatever containers hold, whenever they read, and whatever is deployed meanwhile', () => {
  test.each([0, 1_000, 5_000])('freshness %i ms: nothing revoked gets through after the bound', async (freshness) => {
    let [refused, passed] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), async (events) => {
        const rig = new AuthorizerRig(freshness);
        const { text, key } = rig.registry.mint('acme', 'ci');
        const jwt = rig.jwt();
        const container = (): AuthorizerPorts => {
          const registry = new DynamoDbRegistryReader(rig.registry, TABLE, freshness, rig.clock);
          const releases = new ReleaseCache(registry, rig.clock);
          return { ...rig.ports, registry, releases, memory: new DecisionMemory() };
        };
        const containers = Array.from({ length: CONTAINERS }, container);
        const over: Record<Who, number> = { token: Number.POSITIVE_INFINITY, jwt: Number.POSITIVE_INFINITY };
        for (const one of events) {
          switch (one.kind) {
            case 'wait':
              rig.time += one.ms;
              break;
            case 'restart':
              containers[one.container] = container();
              break;
            case 'deploy':
              deploy(rig, RELEASES[one.release]!);
              break;
            case 'revoke': {
              const [revoke, stops] = REVOCATIONS[one.what]!;
              revoke(rig, key);
              for (const who of stops) {
                over[who] = Math.min(over[who], rig.time);
              }
              break;
            }
            case 'ask': {
              const verdict = await authorize(
                {
                  method: 'GET',
                  path: '/shop/items/1',
                  query: null,
                  headers: { Authorization: [`Bearer ${one.by === 'token' ? text : jwt}`] },
                  requestId: 'r',
                  extendedRequestId: 'e',
                  sourceAddress: '203.0.113.9',
                },
                containers[one.container]!,
              );
              if (rig.time < over[one.by]) {
                expect(verdict.kind).toBe('pass');
                passed += 1;
              } else if (rig.time - over[one.by] >= freshness) {
                expect(verdict.kind).not.toBe('pass');
                refused += 1;
              }
            }
          }
        }
      }),
      propertyRuns(100),
    );
    expect(Math.min(refused, passed)).toBeGreaterThan(10);
  });
});

/** As the registrar does: pointers move, and no status of any item is touched. */
function deploy(rig: AuthorizerRig, release: Declarations): void {
  const statuses = [...rig.registry.items].map(([name, { status }]) => [name, status] as const);
  rig.registry.publish(release);
  for (const [name, status] of statuses) {
    const item = rig.registry.items.get(name);
    if (item !== undefined && status !== undefined) {
      item['status'] = status;
    }
  }
}
