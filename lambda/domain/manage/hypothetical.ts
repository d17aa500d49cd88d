import { type ApiDocument, routeKey } from '../../contract/api-document';
import type { GlobalRecord, ReleaseDocument, TenantRecord, UserRecord } from '../../contract/registry-records';
import type { CedarPolicy, CedarValue } from '../cedar';
import type { DecisionReplay } from '../decision-replay';
import { documentOf } from '../document';
import { attributesIn, type LookedAt } from '../looked-at';
import { type PolicyEvaluator, readSet } from '../policy-decision';
import { questionOf } from '../policy-request';
import { isPlainObject } from '../shape';
import { type Explanation, replayed } from '../why';

/** A question that nobody has asked yet. */
export interface HypotheticalQuestion {
  readonly user: Pick<UserRecord, 'tenant' | 'user' | 'roles' | 'grants'>;
  readonly tenant: Pick<TenantRecord, 'policies'>;
  readonly api: string;
  /** Without its API. */
  readonly action: string;
  /** Route key. */
  readonly route: string;
  /** What is known of the request, in Cedar's JSON form; see {@link contextOf}. */
  readonly context: Readonly<Record<string, CedarValue>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type HypotheticalAnswer =
  | {
      readonly ok: true;
      readonly explanation: Extract<Explanation, { kind: 'policies' }>;
      /** What the policies for this action look at and the context does not say, as `context.path.order`. */
      readonly missing: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

export interface HypotheticalPorts {
  readonly readGlobal: () => Promise<GlobalRecord | undefined>;
  /** Documents of the registry, by hash. */
  readonly document: (hash: string) => Promise<unknown>;
  readonly evaluate: PolicyEvaluator;
}

/**
 * Asks the deployed policies, and nothing else: whether the user is suspended, or anything is revoked, they do not know.
 *
 * @throws DependencyFault
 */
export async function askHypothetically(
  { readGlobal, document, evaluate }: HypotheticalPorts,
  question: HypotheticalQuestion,
): Promise<HypotheticalAnswer> {
  const { user, tenant, api, action, route, now } = question;
  const global = await readGlobal();
  if (global === undefined) {
    return { ok: false, problem: 'The registry names no release.' };
  }
  const release = (await document(global.release)) as ReleaseDocument;
  const problem = await problemOf(release, question, document);
  const pointers = [global.policies, tenant.policies].map((pointer) => pointer[release.schema]);
  const sets = pointers.filter((hash) => hash !== undefined);
  if (problem !== undefined || pointers[0] === undefined) {
    return { ok: false, problem: problem ?? 'No policy set of the release is in force.' };
  }
  const registry = { document };
  const { grants, ...whom } = user;
  const context = contextOf(question);
  const replay: DecisionReplay = {
    v: 1,
    release: global.release,
    schema: release.schema,
    sets,
    ...whom,
    ...(grants === undefined ? {} : { grants }),
    api,
    action,
    route,
    now,
    context,
  };
  const explanation = await replayed(replay, 'none', { registry, evaluate });
  const slices = await Promise.all(sets.map((hash) => readSet(registry, release.schema, hash, whom)));
  const policies = slices.flat().flatMap(({ slice }) => Object.entries(slice.policies) as [string, CedarPolicy][]);
  const lookedAt = attributesIn(inScope(policies, evaluate, questionOf(whom, { api, action, route }, {})));
  return { ok: true, explanation, missing: missingOf(lookedAt, context) };
}

/** What every request has without its being said: method, instant, and empty what it need not have. */
function contextOf({ context, route, now }: HypotheticalQuestion): Record<string, CedarValue> {
  const { sourceAddress } = context;
  return {
    query: {},
    headers: {},
    scopes: [],
    claims: {},
    method: route.split(' ')[0] as string,
    now: Math.floor(now / 1000),
    credential: 'proxyToken',
    ...(route.includes('{') ? {} : { path: {} }),
    ...context,
    ...(typeof sourceAddress === 'string' ? { sourceAddress: { __extn: { fn: 'ip', arg: sourceAddress } } } : {}),
  };
}

/** Policies whose scope holds, whatever their conditions say: Cedar itself is asked, without the conditions. */
function inScope(
  policies: readonly (readonly [string, CedarPolicy])[],
  evaluate: PolicyEvaluator,
  request: ReturnType<typeof questionOf>,
): readonly CedarPolicy[] {
  return (['permit', 'forbid'] as const).flatMap((effect) => {
    const own = policies.filter(([, policy]) => policy.effect === effect);
    const open = Object.fromEntries(own.map(([id, policy]) => [id, { ...policy, conditions: [] }]));
    const slice = { version: 1 as const, policies: open };
    const { determining } = evaluate({ ...request, slices: [{ hash: documentOf(slice).hash, slice }] });
    return own.filter(([id]) => determining.includes(id)).map(([, policy]) => policy);
  });
}

function missingOf(lookedAt: LookedAt, context: Readonly<Record<string, CedarValue>>): string[] {
  // Whoever looks at the context as a whole misses nothing of it by name.
  const byName = [...lookedAt].filter(([attribute]) => attribute !== '*');
  const missing = byName.flatMap(([attribute, members]) => {
    const value = context[attribute];
    const named = [...members].filter((member) => member !== '*');
    if (value === undefined) {
      return named.length === 0 ? [`context.${attribute}`] : named.map((member) => `context.${attribute}.${member}`);
    }
    return isPlainObject(value)
      ? named.filter((member) => !Object.hasOwn(value, member)).map((member) => `context.${attribute}.${member}`)
      : [];
  });
  return missing.sort();
}

async function problemOf(
  { apis }: ReleaseDocument,
  { api, action, route }: HypotheticalQuestion,
  document: HypotheticalPorts['document'],
): Promise<string | undefined> {
  const hash = Object.hasOwn(apis, api) ? apis[api] : undefined;
  if (hash === undefined) {
    return `There is no API "${api}"; there are: ${Object.keys(apis).join(', ')}.`;
  }
  const { routes } = (await document(hash)) as ApiDocument;
  const own = routes.filter((one) => one.action === action).map(routeKey);
  return own.includes(route)
    ? undefined
    : `No route "${route}" of "${api}" needs ${action}; allowed: ${own.join(', ') || `one of the actions ${[...new Set(routes.map((one) => one.action))].join(', ')}`}.`;
}
