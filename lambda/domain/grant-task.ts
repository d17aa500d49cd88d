import { type ApiDocument, routeKey } from '../contract/api-document';
import {
  GRANT_LAYERS,
  type GlobalRecord,
  type GrantRecord,
  type RegistryKey,
  type ReleaseDocument,
  type ReleaseUser,
  type TenantRecord,
  tenantKey,
  type UserRecord,
} from '../contract/registry-records';
import { userItemKey } from './declared-user';
import { isInForce } from './ownership';
import type { Clock, Randomness } from './ports';
import { tenantReference } from './reference';

/** The command line's view of the registry where it grants tasks. Every method throws DependencyFault. */
export interface GrantRegistry {
  readGlobal(): Promise<GlobalRecord | undefined>;
  readDocument(hash: string): Promise<unknown>;
  readTenant(key: RegistryKey): Promise<TenantRecord | undefined>;
  readUser(key: RegistryKey): Promise<UserRecord | undefined>;
  /** Adds one grant and leaves all others as they are; makes the item of a federated subject that has none. */
  putGrant(
    key: RegistryKey,
    owner: { readonly tenant: string; readonly user: string },
    id: string,
    grant: GrantRecord,
  ): Promise<void>;
  /** Takes grants away; absent ones are fine. */
  removeGrants(key: RegistryKey, ids: readonly string[]): Promise<void>;
}

export interface GrantPorts {
  readonly registry: GrantRegistry;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

export interface TaskGrant extends Omit<GrantRecord, 'expiresAt'> {
  /** Whole seconds: 1 to {@link GRANT_LIMIT_SECONDS}. */
  readonly seconds: number;
}

export type GrantOutcome =
  | { readonly ok: true; readonly id: string; readonly expiresAt: number }
  | { readonly ok: false; readonly problem: string };

/** Longest grant: a day. What is needed longer belongs into a policy. */
export const GRANT_LIMIT_SECONDS = 86_400;
/** Most grants of a user that are not over. */
export const GRANTS_LIMIT = 16;

/**
 * Grants a user one action for a while, and takes away what is over by then. The layer is the global one where the task
 * names none: a tenant's own set is lifted by an explicit word alone.
 *
 * @param user a federated subject goes by `<issuer id>|<subject>` unless it was declared by another name.
 * @throws DependencyFault
 */
export async function grantTask(ports: GrantPorts, user: ReleaseUser, task: TaskGrant): Promise<GrantOutcome> {
  const { registry } = ports;
  const now = ports.clock.now();
  const key = userItemKey(user);
  const [tenant, stored] = await Promise.all([
    registry.readTenant(tenantKey(tenantReference(user.tenant))),
    registry.readUser(key),
  ]);
  const grants = Object.entries(stored?.grants ?? {});
  const over = grants.filter(([, { expiresAt }]) => expiresAt <= now).map(([id]) => id);
  const problem =
    lifetimeProblem(task) ??
    ownerProblem(user, tenant, stored) ??
    layerProblem(task, tenant as TenantRecord) ??
    (grants.length - over.length < GRANTS_LIMIT
      ? undefined
      : `The user has ${GRANTS_LIMIT} grants; allowed: as many. Withdraw one, or write a policy.`) ??
    (await taskProblem(registry, task));
  if (problem !== undefined) {
    return { ok: false, problem };
  }
  const id = ports.randomness.base64url(9);
  const expiresAt = (Math.floor(now / 1000) + task.seconds) * 1000;
  const { api, action, route, layer } = task;
  await registry.removeGrants(key, over);
  await registry.putGrant(key, { tenant: user.tenant, user: user.user }, id, {
    api,
    action,
    ...(route === undefined ? {} : { route }),
    ...(layer === undefined ? {} : { layer }),
    expiresAt,
  });
  return { ok: true, id, expiresAt };
}

/** Takes a grant away before its time. It acts within the bound on revocation. @throws DependencyFault */
export async function withdrawGrant(
  { registry }: Pick<GrantPorts, 'registry'>,
  user: ReleaseUser,
  id: string,
): Promise<void> {
  await registry.removeGrants(userItemKey(user), [id]);
}

function lifetimeProblem({ seconds }: TaskGrant): string | undefined {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= GRANT_LIMIT_SECONDS
    ? undefined
    : `The grant is for ${seconds} seconds; allowed: 1 to ${GRANT_LIMIT_SECONDS}, whole. What is needed longer belongs into a policy.`;
}

function ownerProblem(
  { tenant: name, user, federated }: ReleaseUser,
  tenant: TenantRecord | undefined,
  stored: UserRecord | undefined,
): string | undefined {
  if (tenant === undefined || !isInForce(tenant)) {
    return `There is no tenant ${JSON.stringify(name)}. Declare it first.`;
  }
  if (stored === undefined && federated === undefined) {
    return `There is no user ${JSON.stringify(`${name}/${user}`)}. Register it first, or name the issuer of its subject.`;
  }
  return stored === undefined || stored.user === user
    ? undefined
    : `This subject goes by the name ${JSON.stringify(stored.user)}. Grant it by that name.`;
}

/** Without a set of its own a tenant is bounded by the global one alone: there is nothing that the grant could lift. */
function layerProblem({ layer = 'global' }: TaskGrant, tenant: TenantRecord): string | undefined {
  if (!GRANT_LAYERS.includes(layer)) {
    return `The grant is for the layer ${JSON.stringify(layer)}; allowed: ${GRANT_LAYERS.join(', ')}.`;
  }
  return layer === 'tenant' && Object.keys(tenant.policies).length === 0
    ? 'The tenant has no policy set of its own, so a grant for its layer does nothing. Grant for the layer global.'
    : undefined;
}

async function taskProblem(registry: GrantRegistry, { api, action, route }: TaskGrant): Promise<string | undefined> {
  const global = await registry.readGlobal();
  if (global === undefined) {
    return 'The registry names no release. Deploy the stack that declares the proxy.';
  }
  const { apis } = (await registry.readDocument(global.release)) as ReleaseDocument;
  if (!Object.hasOwn(apis, api)) {
    return `There is no API ${JSON.stringify(api)}; there are ${Object.keys(apis).join(', ')}.`;
  }
  const { routes } = (await registry.readDocument(apis[api] as string)) as ApiDocument;
  const own = routes.filter((one) => one.action === action);
  if (own.length === 0) {
    return `The API "${api}" has no action ${JSON.stringify(action)}; it has ${[...new Set(routes.map((one) => one.action))].join(', ')}.`;
  }
  return route === undefined || own.some((one) => routeKey(one) === route)
    ? undefined
    : `No route ${JSON.stringify(route)} needs ${action}; allowed: ${own.map(routeKey).join(', ')}.`;
}
