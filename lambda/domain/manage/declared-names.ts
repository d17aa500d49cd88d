import type { ProxyDocument } from '../../contract/proxy-document';
import type { ReleaseDocument } from '../../contract/registry-records';
import { DependencyFault } from '../ports';
import { userId } from '../release-plan';
import type { ManagedRegistry } from './managed-registry';
import { ManageRefusal } from './manage-refusal';

/** Who declares a name: the release in force, the one before it, or one that is being deployed. */
export type Declarer = 'declared' | 'retired' | 'pending';

/** What stacks say of names, as it was read. */
export interface DeclaredNames {
  readonly release: ReleaseDocument;
  readonly proxy: ProxyDocument;
  tenant(tenant: string): Declarer | undefined;
  /** @param id see `userId`. */
  user(id: string): Declarer | undefined;
  /** Whether the release in force declares a user of this name, whatever its id. @param name `tenant/user`. */
  holdsName(name: string): boolean;
}

/**
 * Reads what is declared, so that nothing else is made of the same name.
 *
 * @throws ManageRefusal where nothing is published, DependencyFault.
 */
export async function readDeclaredNames(registry: ManagedRegistry): Promise<DeclaredNames> {
  const global = await registry.readGlobal();
  if (global === undefined) {
    throw new ManageRefusal('no_release', 'registry');
  }
  const release = (await readDocument(registry, global.release)) as ReleaseDocument;
  const proxy = (await readDocument(registry, release.proxy)) as ProxyDocument;
  const hash = await registry.readPending();
  const pending = hash === undefined ? undefined : ((await readDocument(registry, hash)) as ReleaseDocument);
  const parts: readonly (readonly [Declarer, Pick<ReleaseDocument, 'tenants' | 'users'> | undefined])[] = [
    ['declared', release],
    ['pending', pending],
    ['retired', release.retired],
  ];
  const sets = parts.map(([declarer, part]) => ({
    declarer,
    tenants: new Set(part?.tenants),
    users: new Set(part?.users.map(userId)),
  }));
  const names = new Set(release.users.map(({ tenant, user }) => `${tenant}/${user}`));
  return {
    release,
    proxy,
    tenant: (tenant) => sets.find(({ tenants }) => tenants.has(tenant))?.declarer,
    user: (id) => sets.find(({ users }) => users.has(id))?.declarer,
    holdsName: (name) => names.has(name),
  };
}

/** @throws DependencyFault where it is not there. */
export async function readDocument(registry: Pick<ManagedRegistry, 'readDocument'>, hash: string): Promise<unknown> {
  const document = await registry.readDocument(hash);
  if (document === undefined) {
    throw new DependencyFault('registry', 'corrupt', `The registry does not hold the document ${hash}.`);
  }
  return document;
}
