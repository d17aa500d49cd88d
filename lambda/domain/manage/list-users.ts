import type { UserRecord } from '../../contract/registry-records';
import { tenantReference } from '../reference';
import type { DeclaredNames } from './declared-names';
import type { ManagedRegistry, Page } from './managed-registry';
import { ManageRefusal } from './manage-refusal';

/** Raised for a page that none of the lists has. */
export class UnknownPageError extends Error {
  public override readonly name = 'UnknownPageError';
}

/** Names of all tenants, declared or made by hand, sorted. */
export async function allTenantNames(registry: ManagedRegistry, { release }: DeclaredNames): Promise<string[]> {
  return [...new Set([...release.tenants, ...(await registry.listManagedTenants())])].sort();
}

/**
 * One page of users, tenant after tenant.
 *
 * @param limit most users of a page, 1 or more. @param after `next` of the page before.
 * @throws ManageRefusal `tenant_unknown`, UnknownPageError
 */
export async function listUsers(
  registry: ManagedRegistry,
  names: DeclaredNames,
  { tenant, limit, after }: { readonly tenant?: string; readonly limit: number; readonly after?: string },
): Promise<Page<UserRecord>> {
  const all = await allTenantNames(registry, names);
  if (tenant !== undefined && !all.includes(tenant)) {
    throw new ManageRefusal('tenant_unknown', tenant);
  }
  const tenants = tenant === undefined ? all : [tenant];
  const start = after === undefined ? undefined : decodePlace(after);
  const items: UserRecord[] = [];
  for (const name of tenants.filter((one) => start === undefined || one >= start.tenant)) {
    let place = start?.tenant === name ? start.after : undefined;
    do {
      if (items.length === limit) {
        return { items, next: encodePlace({ tenant: name, ...(place === undefined ? {} : { after: place }) }) };
      }
      const page = await registry.pageUsers(tenantReference(name), limit - items.length, place);
      items.push(...page.items);
      place = page.next;
    } while (place !== undefined);
  }
  return { items };
}

/** Every user, a page at a time, for what must look at all. */
export async function* everyUser(registry: ManagedRegistry, names: DeclaredNames): AsyncGenerator<UserRecord> {
  let after: string | undefined;
  do {
    const page = await listUsers(registry, names, { limit: 500, ...(after === undefined ? {} : { after }) });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

interface Place {
  readonly tenant: string;
  readonly after?: string;
}

function encodePlace(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function decodePlace(text: string): Place {
  try {
    const place = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Place> | null;
    if (typeof place?.tenant === 'string' && ['string', 'undefined'].includes(typeof place.after)) {
      return place as Place;
    }
  } catch {
    // What follows says it.
  }
  throw new UnknownPageError(`There is no page ${JSON.stringify(text)}.`);
}
