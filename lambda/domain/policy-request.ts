import { routeKey } from '../contract/api-document';
import type { CanonicalRequest } from './canonical-request';
import type { CedarEntity, CedarEntityUid, CedarValue, PolicyQuestion } from './cedar';
import type { DeclaredInput, InputValues } from './declared-input';
import { actionUid, apiUid, principalUid, roleUid, routeUid, tenantUid } from './policy-anchor';
import type { ClaimValue, Principal } from './principal';
import type { RouteMatch } from './route-table';

/** What is asked of every policy set: may this principal do this action to this route. */
export type PolicyRequest = Omit<PolicyQuestion, 'slices'>;

export interface PolicyFacts {
  readonly principal: Principal;
  readonly request: CanonicalRequest;
  readonly match: RouteMatch;
  readonly input: DeclaredInput;
  readonly sourceAddress: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Puts the facts of a request in Cedar's words, as the generated schema has them. */
export function policyRequestOf(facts: PolicyFacts): PolicyRequest {
  const { principal, request, match } = facts;
  const { action } = match.route;
  return questionOf(principal, { api: request.api, action, route: routeKey(match.route) }, contextOf(facts));
}

/** @param asked the action without its API, and the route's key. @param context in Cedar's JSON form. */
export function questionOf(
  principal: Pick<Principal, 'tenant' | 'user' | 'roles'>,
  asked: { readonly api: string; readonly action: string; readonly route: string },
  context: Readonly<Record<string, CedarValue>>,
): PolicyRequest {
  const user = principalUid(principal.tenant, principal.user);
  const tenant = tenantUid(principal.tenant);
  const action = actionUid(asked.api, asked.action);
  const route = routeUid(asked.api, asked.route);
  return {
    principal: user,
    action,
    resource: route,
    context,
    entities: [
      entity(user, [tenant, ...principal.roles.map(roleUid)], { tenant: { __entity: tenant }, name: principal.user }),
      entity(action, [actionUid(asked.api, '*')]),
      entity(route, [apiUid(asked.api)]),
    ],
  };
}

function entity(
  id: CedarEntityUid,
  parents: readonly CedarEntityUid[],
  attrs: Readonly<Record<string, CedarValue>> = {},
): CedarEntity {
  return { uid: id, attrs, parents };
}

function contextOf({ principal, request, match, input, sourceAddress, now }: PolicyFacts): Record<string, CedarValue> {
  const seconds = Math.floor(now / 1000);
  const { issuerId, issuedAt, acr, amr, actor, senderConstraint } = principal;
  return {
    path: { ...match.parameters },
    query: recordOf(input.query),
    headers: recordOf(input.headers),
    method: request.method,
    sourceAddress: { __extn: { fn: 'ip', arg: sourceAddress } },
    now: seconds,
    credential: principal.credential,
    scopes: [...principal.scopes],
    claims: recordOf(principal.claims),
    ...(issuerId === undefined ? {} : { issuer: issuerId }),
    // An issuer's clock may be ahead of ours: a token is never younger than new.
    ...(issuedAt === undefined ? {} : { tokenAge: Math.max(0, seconds - Math.floor(issuedAt)) }),
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr: [...amr] }),
    ...(actor === undefined ? {} : { actor }),
    ...(senderConstraint === undefined ? {} : { senderConstraint }),
  };
}

function recordOf(values: InputValues | Principal['claims']): Record<string, CedarValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cedarValueOf(value)]));
}

function cedarValueOf(value: ClaimValue): CedarValue {
  return typeof value === 'object' ? [...value] : value;
}
