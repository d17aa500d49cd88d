import { routeKey, type RouteDocument } from '../../contract/api-document';
import type { AccessState, PolicyTexts } from '../access/access-state';
import { type CedarValue, evaluatePolicySet, type PolicyQuestion } from '../cedar';
import { documentOf } from '../document';
import { answerOfSets } from '../policy-decision';
import { questionOf } from '../policy-request';
import { GLOBAL_SET } from '../policy-set';
import type { Principal } from '../principal';
import type { DecisionTest } from './decision-test';

/** What came of one test. */
export interface DecisionTestOutcome {
  readonly name: string;
  readonly passed: boolean;
  /** What was otherwise than expected, a sentence each; empty = nothing. */
  readonly differences: readonly string[];
}

type Whom = Pick<Principal, 'tenant' | 'user' | 'roles'>;
type Slices = PolicyQuestion['slices'];

/** An address that nobody has, see RFC 5737. */
const ADDRESS = '192.0.2.1';
/** 2026-01-01T00:00:00Z, in epoch seconds: the same in every run. */
const NOW = 1_767_225_600;

/** Asks the policies of a state what each test asks. Cedar decides, as it does in the authorizer; no grant counts. */
export function runDecisionTests(
  state: Pick<AccessState, 'apis' | 'users' | 'sets'>,
  tests: readonly DecisionTest[],
): DecisionTestOutcome[] {
  const sets = new Map([...state.sets].map(([set, policies]) => [set, slicesOf(policies)]));
  return tests.map((test) => {
    const differences = differencesOf(state, sets, test);
    return { name: test.name, passed: differences.length === 0, differences };
  });
}

function slicesOf(policies: PolicyTexts): Slices {
  const slice = { version: 1 as const, policies: Object.fromEntries(policies) };
  return [{ hash: documentOf(slice).hash, slice }];
}

function differencesOf(
  { apis, users }: Pick<AccessState, 'apis' | 'users'>,
  sets: ReadonlyMap<string, Slices>,
  test: DecisionTest,
): string[] {
  const whom = whomOf(test.who, users);
  if (whom === undefined) {
    const known = users.map(({ tenant, user }) => `${tenant}/${user}`).join(', ');
    return [`There is no declared user ${JSON.stringify(test.who.user ?? '')}; there are: ${known || 'none'}.`];
  }
  const [name, action = ''] = test.action.split(/:(.*)/);
  const api = apis.find((one) => one.api === name);
  const needing = api?.routes.filter((route) => route.action === action) ?? [];
  const routes = needing.filter((route) => test.route === undefined || routeKey(route) === test.route);
  if (api === undefined || routes.length === 0) {
    const known = needing.map(routeKey).join(', ');
    return [
      known === ''
        ? `No route needs the action ${JSON.stringify(test.action)}.`
        : `No route ${JSON.stringify(test.route)} needs the action; those that do: ${known}.`,
    ];
  }
  const own = sets.get(whom.tenant);
  const asked = [sets.get(GLOBAL_SET) as Slices, ...(own === undefined ? [] : [own])];
  return routes.flatMap((route) => {
    const request = questionOf(whom, { api: api.api, action, route: routeKey(route) }, contextOf(route, test.context));
    const { reason, layers } = answerOfSets(evaluatePolicySet, request, asked, whom, NOW * 1000);
    const by = (reason === undefined ? layers : layers.slice(-1)).flatMap(({ determining }) => determining).sort();
    return said(test, routeKey(route), reason, by);
  });
}

function said({ expect, by: wanted }: DecisionTest, route: string, reason: string | undefined, by: string[]): string[] {
  const named = by.join(', ') || 'no policy';
  if (reason === 'policy_error') {
    return [`${route}: the policy ${named} reads what the test's context does not have, and so refuses.`];
  }
  const decision = reason === undefined ? 'permit' : 'forbid';
  if (decision !== expect) {
    return [`${route}: expected ${expect}, and it is ${decision}, by ${named}.`];
  }
  return wanted === undefined || [...wanted].sort().join(' ') === by.join(' ')
    ? []
    : [`${route}: expected by ${wanted.join(', ') || 'no policy'}, and it is by ${named}.`];
}

function whomOf({ tenant, user, roles }: DecisionTest['who'], users: AccessState['users']): Whom | undefined {
  if (tenant !== undefined) {
    return { tenant, user: user ?? '*', roles: roles ?? [] };
  }
  const declared = users.find((one) => `${one.tenant}/${one.user}` === user);
  return declared && { tenant: declared.tenant, user: declared.user, roles: roles ?? declared.roles };
}

/** A plain request, with what the test says of it. */
function contextOf(
  { method, path }: Pick<RouteDocument, 'method' | 'path'>,
  given: DecisionTest['context'] = {},
): Record<string, CedarValue> {
  const parameters = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, parameter]) => [parameter, 'x'] as const);
  const { path: filled, sourceAddress = ADDRESS, ...rest } = given as Readonly<Record<string, CedarValue>>;
  return {
    query: {},
    headers: {},
    method,
    now: NOW,
    credential: 'proxy_token',
    scopes: [],
    claims: {},
    ...rest,
    path: { ...Object.fromEntries(parameters), ...(filled as object | undefined) },
    sourceAddress: typeof sourceAddress === 'string' ? { __extn: { fn: 'ip', arg: sourceAddress } } : sourceAddress,
  };
}
