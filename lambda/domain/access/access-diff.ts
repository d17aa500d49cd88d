import { routeKey } from '../../contract/api-document';
import { placeholderName } from '../../contract/declarations';
import type { IssuerTerms } from '../../contract/proxy-document';
import { isPlainObject } from '../shape';
import { type AccessStatus, type AccessVerdict, AccessJudge, type Asked, NOTHING, type Whom } from './access-judge';
import type { AccessState } from './access-state';
import { entitiesNamedIn } from './named-entities';
import { verdictChange } from './verdict-change';

/** What becomes of somebody's access to an action, on routes that it happens to alike. */
export interface AccessChange {
  readonly who: string;
  /** `<api>:<action>` */
  readonly action: string;
  /** Keys of the routes, as in `GET /orders/{id}`. */
  readonly routes: readonly string[];
  readonly before: AccessStatus;
  readonly after: AccessStatus;
  /** `changed` = whether it is wider or narrower cannot be told from the policies' form. */
  readonly change: 'gained' | 'lost' | 'widened' | 'narrowed' | 'changed';
  /** Texts of the policies that are no longer among those that apply, and of those that are new among them. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface IssuerChange {
  readonly issuer: string;
  readonly change: 'added' | 'removed' | 'changed';
}

export interface AccessDiff {
  /** Whether anybody may do more, or may do so as far as can be told. */
  readonly widened: boolean;
  readonly changes: readonly AccessChange[];
  /** Whose tokens are accepted, and on what terms. */
  readonly issuers: readonly IssuerChange[];
}

interface Subject {
  readonly who: string;
  /** Wider subjects that it belongs to: what becomes of one of them alike is said of that one alone. */
  readonly within: readonly string[];
  /** `undefined` = the state does not know it. */
  whomIn(state: AccessState): Whom | undefined;
}

/** Of no tenant that has policies of its own. */
const ANY_TENANT = '*';

/** Compares who may do what: users, whoever has a role, and whoever is of a tenant. */
export function diffAccess(before: AccessState, after: AccessState): AccessDiff {
  const judges = { before: new AccessJudge(before), after: new AccessJudge(after) };
  const asked = routesOf([before, after]);
  const known = { before: new Set(routesOf([before]).map(nameOf)), after: new Set(routesOf([after]).map(nameOf)) };
  const seen = new Set<string>();
  const changes = subjectsOf([before, after]).flatMap(({ who, within, whomIn }) => {
    const whom = { before: whomIn(before), after: whomIn(after) };
    const verdictOf = (side: 'before' | 'after', route: Asked): AccessVerdict => {
      const principal = whom[side];
      return principal !== undefined && known[side].has(nameOf(route)) ? judges[side].judge(principal, route) : NOTHING;
    };
    const found = asked.flatMap((route) => {
      const change = verdictChange(verdictOf('before', route), verdictOf('after', route));
      const said = JSON.stringify([nameOf(route), change]);
      seen.add(`${who} ${said}`);
      return change === undefined || within.some((wider) => seen.has(`${wider} ${said}`))
        ? []
        : [{ who, action: `${route.api}:${route.action}`, routes: [route.route], ...change }];
    });
    return grouped(found);
  });
  const issuers = issuerChanges(before.issuers, after.issuers);
  return {
    widened:
      changes.some(({ change }) => change !== 'lost' && change !== 'narrowed') ||
      issuers.some(({ change }) => change !== 'removed'),
    changes,
    issuers,
  };
}

/** Each route once, with the action that it needs: with another action it is another route. */
function routesOf(states: readonly AccessState[]): Asked[] {
  const routes = states
    .flatMap(({ apis }) => apis)
    .flatMap(({ api, routes: own }) => own.map((route) => ({ api, action: route.action, route: routeKey(route) })));
  return [...new Map(routes.map((route) => [nameOf(route), route])).values()].sort((one, other) =>
    nameOf(one) < nameOf(other) ? -1 : 1,
  );
}

function nameOf({ api, action, route }: Asked): string {
  return `${api}:${action} ${route}`;
}

function subjectsOf(states: readonly AccessState[]): Subject[] {
  const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
  const tenants = distinct(states.flatMap((state) => [...state.tenants, ...[...state.sets.keys()].filter(Boolean)]));
  const withSet = distinct(states.flatMap(({ sets }) => [...sets.keys()])).filter(Boolean);
  const roles = distinct(states.flatMap((state) => [...state.users.flatMap((user) => user.roles), ...rolesIn(state)]));
  const users = distinct(
    states.flatMap((state) => state.users.map(({ tenant, user }) => JSON.stringify([tenant, user]))),
  );
  const member = (who: string, tenant: string, own: readonly string[], within: readonly string[]): Subject => ({
    who,
    within,
    whomIn: (state) =>
      tenant === ANY_TENANT || state.tenants.includes(tenant) ? { tenant, user: '*', roles: own } : undefined,
  });
  return [
    member(ANYBODY, ANY_TENANT, [], []),
    ...tenants.map((tenant) => member(ofTenant(tenant), tenant, [], [ANYBODY])),
    ...roles.flatMap((role) => [
      member(ofRole(role), ANY_TENANT, [role], [ANYBODY]),
      ...withSet.map((tenant) =>
        member(ofRole(role, tenant), tenant, [role], [ANYBODY, ofTenant(tenant), ofRole(role)]),
      ),
    ]),
    ...users.map((name): Subject => {
      const [tenant, user] = JSON.parse(name) as [string, string];
      const whomIn = ({ users: own }: AccessState) => own.find((one) => one.tenant === tenant && one.user === user);
      const held = distinct(states.flatMap((state) => whomIn(state)?.roles ?? []));
      const within = [ANYBODY, ofTenant(tenant), ...held.flatMap((role) => [ofRole(role), ofRole(role, tenant)])];
      return { who: `user ${tenant}/${user}`, within, whomIn };
    }),
  ];
}

const ANYBODY = 'anybody';

function ofTenant(tenant: string): string {
  return `anybody of tenant ${tenant}`;
}

function ofRole(role: string, tenant?: string): string {
  return tenant === undefined ? `role ${role}` : `role ${role} of tenant ${tenant}`;
}

/** Roles that policies name: issuers' tokens may bring any of them. */
function rolesIn({ sets }: AccessState): string[] {
  return entitiesNamedIn(
    [...sets.values()].flatMap((policies) => [...policies.values()]),
    'Role',
  );
}

/** Routes of one action that the same happens to are one change. */
function grouped(changes: readonly AccessChange[]): AccessChange[] {
  const groups = new Map<string, AccessChange>();
  for (const { routes, ...change } of changes) {
    const key = JSON.stringify(change);
    groups.set(key, { ...change, routes: [...(groups.get(key)?.routes ?? []), ...routes] });
  }
  return [...groups.values()];
}

function issuerChanges(before: readonly IssuerTerms[], after: readonly IssuerTerms[]): IssuerChange[] {
  const names = [...new Set([...before, ...after].map(({ id }) => id))].sort();
  return names.flatMap((issuer): IssuerChange[] => {
    const [old, fresh] = [before, after].map((issuers) => issuers.find(({ id }) => id === issuer));
    if (old === undefined || fresh === undefined) {
      return [{ issuer, change: old === undefined ? 'added' : 'removed' }];
    }
    return isSame(old, fresh) ? [] : [{ issuer, change: 'changed' }];
  });
}

/** Whether two JSON values are equal; what is known at deploy time only may be anything. */
function isSame(one: unknown, other: unknown): boolean {
  if ([one, other].some((value) => typeof value === 'string' && placeholderName(value) !== undefined)) {
    return true;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (isPlainObject(one) && isPlainObject(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => isSame(one[name], other[name]));
  }
  return one === other;
}
