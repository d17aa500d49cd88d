import type { GrantLayer, GrantRecord, PolicySlice } from '../contract/registry-records';
import type { CedarEntityUid, CedarPolicy } from './cedar';
import { documentOf } from './document';
import { actionUid, apiUid, principalUid, routeUid } from './policy-anchor';
import type { Principal } from './principal';

/** A set that is asked: the global one, or the tenant's own. */
export type PolicyLayer = Exclude<GrantLayer, 'both'>;

/**
 * The grants of a principal that are not over, each linked from a template of its own, as one more slice of a set.
 *
 * A grant joins the layer that it names and no other. So whoever grants in the name of the proxy does not lift what a
 * tenant allows itself, and whoever grants in the name of a tenant stays below the proxy's ceiling; only a grant that
 * says `both` does the one and the other. It is a `permit` in every case: a `forbid` of either set wins.
 *
 * A template has slots for principal and resource alone, so action and expiry stand in it: `when { context.now < … }`
 * holds even where a grant that is over were linked. Ids have a `#`, which no policy's may.
 *
 * @param now epoch milliseconds.
 * @param layer that the slice is for.
 * @returns `undefined` where there are none.
 */
export function grantSlice(
  principal: Pick<Principal, 'tenant' | 'user' | 'grants'>,
  now: number,
  layer: PolicyLayer,
): { readonly hash: string; readonly slice: PolicySlice } | undefined {
  const grants = Object.entries(principal.grants ?? {}).filter(
    ([, { expiresAt, layer: named = 'global' }]) => now < expiresAt && (named === layer || named === 'both'),
  );
  if (grants.length === 0) {
    return undefined;
  }
  const self = principalUid(principal.tenant, principal.user);
  const slice = {
    version: 1 as const,
    policies: {},
    templates: Object.fromEntries(grants.map(([id, grant]) => [`task#${id}`, templateOf(grant)])),
    links: grants.map(([id, grant]) => ({
      template: `task#${id}`,
      id: `grant#${id}`,
      principal: self,
      resource: resourceOf(grant),
    })),
  };
  return { hash: documentOf(slice).hash, slice };
}

function resourceOf({ api, route }: GrantRecord): CedarEntityUid {
  return route === undefined ? apiUid(api) : routeUid(api, route);
}

/** `permit(principal == ?principal, action == …, resource in ?resource) when { context.now < … };` */
function templateOf({ api, action, expiresAt }: GrantRecord): CedarPolicy {
  return {
    effect: 'permit',
    principal: { op: '==', slot: '?principal' },
    action: { op: '==', entity: actionUid(api, action) },
    resource: { op: 'in', slot: '?resource' },
    conditions: [
      {
        kind: 'when',
        body: {
          '<': {
            left: { '.': { left: { Var: 'context' }, attr: 'now' } },
            // Rounded down: never longer than the record says.
            right: { Value: Math.floor(expiresAt / 1000) },
          },
        },
      },
    ],
  };
}
