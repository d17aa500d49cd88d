import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Declarations } from '../../lambda/contract/declarations';
import { DECLARATIONS_FILE } from '../../lambda/contract/function-environments';
import { parametersOf, parsePathTemplate } from '../../lambda/contract/path-template';
import type { PolicyManifest, PolicySlice } from '../../lambda/contract/registry-records';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import { anchorsOf } from '../../lambda/domain/policy-anchor';
import { checkPolicies } from '../../lambda/domain/policy-check';
import { policyRequestOf } from '../../lambda/domain/policy-request';
import { removeAssembly, synthesize } from '../support/sample-assembly';

const APPS = ['bin/app.ts', 'test/attack/attack-app.ts', 'examples/several-stacks/app.ts'];
const VALUES = ['acme/1', 'acme', 'globex', 'x'];

/** What an app's registrar is to publish. */
function declarationsOf(assembly: string): Declarations {
  const [file] = readdirSync(assembly)
    .map((name) => path.join(assembly, name, DECLARATIONS_FILE))
    .filter((name) => {
      try {
        return readFileSync(name) !== undefined;
      } catch {
        return false;
      }
    });
  return JSON.parse(readFileSync(file as string, 'utf8')) as Declarations;
}

describe.each(APPS)('the policies of %s', (app) => {
  let assembly: string;
  beforeAll(() => {
    assembly = synthesize(app);
  });
  afterAll(() => removeAssembly(assembly));

  test('S2 decide the same in slices as in full, for every principal, route and value', () => {
    const declared = declarationsOf(assembly);
    const checked = checkPolicies({ ...declared, claims: declared.proxy.issuers.flatMap(({ claims }) => claims) });
    if (!checked.ok) {
      throw new Error(JSON.stringify(checked.problems));
    }
    const roles = [
      ...new Set(
        declared.policies.flatMap(({ text }) =>
          [...text.matchAll(/Role::"([^"]+)"/g)].map(([, role]) => role as string),
        ),
      ),
    ];
    const principals = [
      ...declared.users,
      ...declared.tenants.flatMap(({ tenant }) =>
        [[], ...roles.map((role) => [role]), roles].map((own) => ({ tenant, user: 'somebody', roles: own })),
      ),
    ];
    const routes = declared.apis.flatMap(({ api, routes: own }) => own.map((route) => ({ api, route })));
    const decisions = { allow: 0, deny: 0 };
    for (const { manifest, slices } of checked.sets.values()) {
      const { slices: hashes } = JSON.parse(manifest.body) as PolicyManifest;
      const sliceOf = (hash: string) => ({
        hash,
        slice: JSON.parse(slices.find((one) => one.hash === hash)?.body as string) as PolicySlice,
      });
      const all = [...new Set(Object.values(hashes))].map(sliceOf);
      for (const principal of principals) {
        const own = [...new Set(anchorsOf(principal).flatMap((anchor) => hashes[anchor] ?? []))].map(sliceOf);
        for (const { api, route } of routes) {
          const parsed = parsePathTemplate(route.path);
          const names = parsed.ok ? parametersOf(parsed.template).map(({ name }) => name) : [];
          for (const value of names.length === 0 ? ['x'] : VALUES) {
            const question = policyRequestOf({
              principal: { ...principal, credential: 'proxyToken', claims: {}, scopes: [], meteringKey: 'k' },
              request: { method: route.method, api, path: '', fullPath: '', query: '', pairs: [], digest: '' },
              match: { route, parameters: Object.fromEntries(names.map((name) => [name, value])) },
              input: { query: {}, headers: {} },
              sourceAddress: '203.0.113.9',
              now: 1_000_000,
            });
            const full = evaluatePolicySet({ ...question, slices: all });
            expect(evaluatePolicySet({ ...question, slices: own })).toEqual(full);
            decisions[full.decision] += 1;
          }
        }
      }
    }
    expect(decisions.allow).toBeGreaterThan(0);
    expect(decisions.deny).toBeGreaterThan(0);
  });
});
