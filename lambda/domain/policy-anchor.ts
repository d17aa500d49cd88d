import type { CedarEntityUid, CedarPolicy } from './cedar';

/** Cedar's namespace for everything that the proxy knows. */
export const NAMESPACE = 'Gatehouse';
/** Anchor of the policies whose scope names no principal. */
export const ANY_ANCHOR = '*';

export function tenantUid(tenant: string): CedarEntityUid {
  return { type: `${NAMESPACE}::Tenant`, id: tenant };
}

export function roleUid(role: string): CedarEntityUid {
  return { type: `${NAMESPACE}::Role`, id: role };
}

/** @param user name inside the tenant. */
export function principalUid(tenant: string, user: string): CedarEntityUid {
  return { type: `${NAMESPACE}::ProxyUser`, id: `${tenant}/${user}` };
}

/** @param api id of the API. @param action name without its API; `*` = the group of all its actions. */
export function actionUid(api: string, action: string): CedarEntityUid {
  return { type: `${NAMESPACE}::Action`, id: `${api}:${action}` };
}

export function apiUid(api: string): CedarEntityUid {
  return { type: `${NAMESPACE}::Api`, id: api };
}

/** @param key the route's key inside its API, as in `GET /repos/{owner}`. */
export function routeUid(api: string, key: string): CedarEntityUid {
  return { type: `${NAMESPACE}::Route`, id: `${api} ${key}` };
}

/** Anchors whose slices can hold a policy that applies to a principal: `*`, its own, its tenant's and its roles'. */
export function anchorsOf(principal: {
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
}): string[] {
  const { tenant, user, roles } = principal;
  const uids = [principalUid(tenant, user), tenantUid(tenant), ...[...new Set(roles)].map(roleUid)];
  return [ANY_ANCHOR, ...uids.map(anchorOfUid)];
}

/**
 * Anchor of a policy: the entity that its scope names for the principal, or `*`.
 *
 * A policy whose scope says `== X` or `in X` can apply only to X and to what has X among its ancestors.
 */
export function anchorOfPolicy({ principal }: CedarPolicy): string {
  const named = principal.op === 'is' ? principal.in : principal;
  if (named === undefined || !('entity' in named)) {
    return ANY_ANCHOR;
  }
  const { entity } = named;
  return anchorOfUid('__entity' in entity ? entity.__entity : entity);
}

function anchorOfUid({ type, id }: CedarEntityUid): string {
  return `${type}::${JSON.stringify(id)}`;
}
