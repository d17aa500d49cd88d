import type { ApiDocument, RouteDocument } from '../lambda/contract/api-document';
import type { Declarations, UserDeclaration } from '../lambda/contract/declarations';
import { parsePathTemplate } from '../lambda/contract/path-template';
import { allIssuers } from '../lambda/contract/proxy-document';
import { canonicaliseRequest } from '../lambda/domain/canonical-request';
import { evaluatePolicySet } from '../lambda/domain/cedar';
import { checkPolicies } from '../lambda/domain/policy-check';
import { decideByPolicies } from '../lambda/domain/policy-decision';
import { policyRequestOf } from '../lambda/domain/policy-request';
import type { RegistryReader } from '../lambda/domain/ports';
import type { Principal } from '../lambda/domain/principal';
import { RouteTable } from '../lambda/domain/route-table';

/** A call that somebody could make, and what the policies will say to it. */
export interface PredictedCall {
  readonly user: UserDeclaration;
  readonly api: string;
  readonly route: RouteDocument;
  /** Below the stage. */
  readonly path: string;
  readonly permitted: boolean;
}

/** Stands for every path parameter of a predicted call, unless a policy names what it wants to see. */
const SAMPLE_SEGMENT = 'example';
/** Texts of policies that are tried as well. */
const TEXTS_LIMIT = 8;
/** Enough to find one call of each kind; a gateway can have thousands. */
const CALLS_LIMIT = 500;

/** Asks the declared policies, with the code that decides in the authorizer, what each user may call. */
export async function predictCalls(declarations: Declarations): Promise<readonly PredictedCall[]> {
  const claims = allIssuers(declarations.proxy).flatMap((issuer) => issuer.claims);
  const checked = checkPolicies({ apis: declarations.apis, claims, policies: declarations.policies });
  if (!checked.ok) {
    return [];
  }
  const { schema, sets } = checked;
  const bodies = [...sets.values()].flatMap(({ manifest, slices }) => [manifest, ...slices]);
  const documents = new Map(bodies.map(({ hash, body }) => [hash, JSON.parse(body) as unknown]));
  const registry: RegistryReader = {
    snapshot: async () => ({}),
    ownerOfApiKey: async (ref) => ({ tenantRef: ref, userRef: ref }),
    global: async () => undefined,
    document: async (hash) => documents.get(hash),
  };
  const pointer = (set: string): Readonly<Record<string, string>> => {
    const compiled = sets.get(set);
    return compiled === undefined ? {} : { [schema.digest]: compiled.manifest.hash };
  };

  const segments = sampleSegments(declarations);
  const tables = new Map(declarations.apis.map((api) => [api, new RouteTable(api.routes)]));
  const calls: PredictedCall[] = [];
  for (const { user, api, route } of candidates(declarations)) {
    const tried: PredictedCall[] = [];
    for (const segment of route.path.includes('{') ? segments : [SAMPLE_SEGMENT]) {
      const below = samplePath(route, segment);
      const path = `/${api.api}${below}`;
      const canonical = canonicaliseRequest({ method: route.method, path, query: null, headers: null });
      const match = tables.get(api)?.match(route.method, below);
      if (!canonical.ok || match?.route !== route) {
        continue;
      }
      const principal: Principal = { ...user, credential: 'proxyToken', claims: {}, scopes: [], meteringKey: '' };
      const facts = {
        principal,
        request: canonical.request,
        match,
        input: { query: {}, headers: {} },
        sourceAddress: '127.0.0.1',
        now: Date.now(),
      };
      const decision = await decideByPolicies(
        { registry, evaluate: evaluatePolicySet },
        schema.digest,
        {
          global: { status: 'open', revokedRoles: [], revokedApis: [], release: '', policies: pointer('') },
          tenant: { tenant: user.tenant, status: 'active', policies: pointer(user.tenant) },
        },
        principal,
        policyRequestOf(facts),
        facts.now,
      );
      tried.push({ user, api: api.api, route, path, permitted: decision.reason === undefined });
    }
    const [first] = tried;
    if (first !== undefined) {
      calls.push(tried.find(({ permitted }) => permitted) ?? first);
    }
  }
  return calls;
}

/** A policy often wants to see a certain value in the path: its own texts are worth a try. */
function sampleSegments({ policies }: Declarations): string[] {
  const texts = policies.flatMap(({ text }) => [...text.matchAll(/[=!]= *"([A-Za-z0-9_~-]{1,40})"/g)]);
  return [SAMPLE_SEGMENT, ...new Set(texts.map(([, value]) => value as string))].slice(0, TEXTS_LIMIT);
}

function candidates({
  users,
  apis,
}: Declarations): { user: UserDeclaration; api: ApiDocument; route: RouteDocument }[] {
  const now = Date.now();
  return users
    .filter(({ expiresAt, federated }) => federated === undefined && !(Date.parse(expiresAt ?? '') <= now))
    .flatMap((user) => apis.flatMap((api) => api.routes.map((route) => ({ user, api, route }))))
    .slice(0, CALLS_LIMIT);
}

function samplePath(route: RouteDocument, sample: string): string {
  const parsed = parsePathTemplate(route.path);
  const segments = parsed.ok ? parsed.template.segments : [];
  return segments.map((segment) => `/${segment.kind === 'literal' ? segment.text : sample}`).join('');
}
