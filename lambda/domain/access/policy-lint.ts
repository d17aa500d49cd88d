import { routeKey } from '../../contract/api-document';
import type { CedarPolicy } from '../cedar';
import { policyTextOf } from '../cedar';
import { attributesIn } from '../looked-at';
import { GLOBAL_SET } from '../policy-set';
import { AccessJudge, type Asked, type Whom } from './access-judge';
import type { AccessState } from './access-state';
import { entitiesNamedIn } from './named-entities';

/** Something about a policy that its writer may not have meant. */
export interface LintFinding {
  readonly kind: 'shadowed' | 'unused' | 'role-of-nobody' | 'over-wide';
  /** Tenant of the set; empty = the global one. */
  readonly set: string;
  readonly policy: string;
  readonly message: string;
}

/** A policy, and each question that it applies to. */
interface Applied {
  readonly id: string;
  readonly json: CedarPolicy;
  readonly text: string;
  readonly questions: Set<string>;
}

/** A tenant or a user that no policy and no declaration names. */
const ANY = '*';

/**
 * Finds policies that do nothing, or everything.
 *
 * Cedar itself says to whom and what a policy applies, conditions on the request aside; it is asked for each declared
 * route with every tenant, role and user that is declared or named in a policy, one role at a time and all at once.
 * Whoever else comes is not asked for: a finding is a hint.
 */
export function lintPolicies(state: AccessState): LintFinding[] {
  const judge = new AccessJudge(state);
  const asked = state.apis.flatMap(({ api, routes }) =>
    routes.map((route): Asked => ({ api, action: route.action, route: routeKey(route) })),
  );
  const held = new Set(state.users.flatMap(({ roles }) => roles));
  return [...state.sets].flatMap(([set, policies]) => {
    const applied = [...policies].map(
      ([id, json]): Applied => ({ id, json, text: policyTextOf(json), questions: new Set() }),
    );
    for (const whom of whomsOf(state, set)) {
      for (const question of asked) {
        const { layers } = judge.judge(whom, question);
        const { permits, forbids } = layers[set === GLOBAL_SET ? 0 : 1];
        for (const { text, questions } of applied) {
          if (permits.has(text) || forbids.has(text)) {
            questions.add(JSON.stringify([whom, question]));
          }
        }
      }
    }
    return applied.flatMap((one, index) =>
      findingsOf(one, applied.slice(0, index), applied.slice(index + 1), held).map(([kind, message]) => ({
        kind,
        set,
        policy: one.id,
        message,
      })),
    );
  });
}

type Finding = readonly [kind: LintFinding['kind'], message: string];

function findingsOf(
  one: Applied,
  earlier: readonly Applied[],
  later: readonly Applied[],
  held: ReadonlySet<string>,
): Finding[] {
  if (one.questions.size === 0) {
    return [['unused', 'It applies to no declared route, whoever asks.']];
  }
  const wider =
    // Of two that apply alike the first one stays.
    earlier.find((other) => covers(other, one)) ??
    later.find((other) => covers(other, one) && other.questions.size > one.questions.size);
  const nobodys = entitiesNamedIn(one.json, 'Role').filter((role) => !held.has(role));
  return [
    ...(wider === undefined
      ? []
      : [
          ['shadowed', `Wherever it applies, ${wider.id} does too, whatever the request: it changes nothing.`] as const,
        ]),
    ...nobodys.map(
      (role): Finding => [
        'role-of-nobody',
        `No declared user has the role ${JSON.stringify(role)}: only an issuer’s tokens, or a user made by hand, can bring it.`,
      ],
    ),
    ...(isOverWide(one.json)
      ? [['over-wide', 'It permits everything to everybody: name a principal, an action or a resource.'] as const]
      : []),
  ];
}

function covers(other: Applied, one: Applied): boolean {
  return (
    other.json.effect === one.json.effect &&
    (attributesIn(other.json).size === 0 || other.text === one.text) &&
    [...one.questions].every((question) => other.questions.has(question))
  );
}

function isOverWide({ effect, principal, action, resource, conditions }: CedarPolicy): boolean {
  return (
    effect === 'permit' && [principal, action, resource].every(({ op }) => op === 'All') && conditions.length === 0
  );
}

function whomsOf({ sets, tenants, users }: AccessState, set: string): Whom[] {
  const all = [...sets.values()].flatMap((policies) => [...policies.values()]);
  const roles = [...new Set([...users.flatMap((user) => user.roles), ...entitiesNamedIn(all, 'Role')])];
  const places = set === GLOBAL_SET ? [...new Set([ANY, ...tenants, ...entitiesNamedIn(all, 'Tenant')])] : [set];
  const holders = [[], ...roles.map((role) => [role]), roles];
  const byName = entitiesNamedIn(all, 'ProxyUser').map((name): Whom => {
    const [tenant = '', user = ''] = name.split(/\/(.*)/);
    return { tenant, user, roles };
  });
  return [
    ...places.flatMap((tenant) => holders.map((own): Whom => ({ tenant, user: ANY, roles: own }))),
    ...[...users, ...byName].filter(({ tenant }) => set === GLOBAL_SET || tenant === set),
  ];
}
