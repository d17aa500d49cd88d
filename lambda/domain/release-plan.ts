import type { ReleaseDocument, ReleaseUser } from '../contract/registry-records';
import { userItemKey } from './declared-user';
import { documentOf, type StoredDocument } from './document';

/** What becomes of everything that this release or an earlier one declared. */
export interface ReleasePlan {
  readonly document: StoredDocument;
  /** Whether exactly this is in force already: another run of a publication that was not answered in time. */
  readonly published: boolean;
  /** Refused from now on, kept. */
  readonly retired: ReleaseDocument['retired'];
  /** Retired by the release in force and still not declared: deleted now. */
  readonly deleted: ReleaseDocument['retired'];
}

/** A release, with the hash that it goes by. */
export interface NamedRelease {
  readonly hash: string;
  readonly release: ReleaseDocument;
}

/**
 * Plans a release.
 *
 * @param previous the release in force. @param pending one that was begun and not finished: what it declared may exist.
 */
export function planRelease(
  content: Omit<ReleaseDocument, 'retired'>,
  previous: NamedRelease | undefined,
  pending: NamedRelease | undefined,
): ReleasePlan {
  if (previous !== undefined && (pending === undefined || pending.hash === previous.hash)) {
    const again = documentOf({ ...content, retired: previous.release.retired });
    if (again.hash === previous.hash) {
      const { retired } = previous.release;
      return { document: again, published: true, retired, deleted: { tenants: [], users: [] } };
    }
  }
  const tenants = partition(content.tenants, previous, pending, ({ tenants: own }) => own, String);
  const users = partition(content.users, previous, pending, ({ users: own }) => own, userId);
  const retired = { tenants: tenants.retired, users: users.retired };
  return {
    document: documentOf({ ...content, retired }),
    published: false,
    retired,
    deleted: { tenants: tenants.deleted, users: users.deleted },
  };
}

/** Everything that a release knows of: what it declared and what it retired. */
export function knownBy(release: ReleaseDocument): ReleaseDocument['retired'] {
  return {
    tenants: [...release.tenants, ...release.retired.tenants],
    users: [...release.users, ...release.retired.users],
  };
}

function partition<T>(
  declared: readonly T[],
  previous: NamedRelease | undefined,
  pending: NamedRelease | undefined,
  pick: (part: ReleaseDocument['retired']) => readonly T[],
  idOf: (item: T) => string,
): { retired: T[]; deleted: T[] } {
  const begun = pending === undefined ? [] : pick(knownBy(pending.release));
  const [before, gone] = previous === undefined ? [[], []] : [pick(previous.release), pick(previous.release.retired)];
  const kept = new Set(declared.map(idOf));
  const undeclared = new Map(
    [...before, ...begun].filter((item) => !kept.has(idOf(item))).map((item) => [idOf(item), item]),
  );
  return {
    // Sorted, so that another run of the same publication makes the same release.
    retired: [...undeclared.values()].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1)),
    deleted: gone.filter((item) => !kept.has(idOf(item)) && !undeclared.has(idOf(item))),
  };
}

/** One text for each user item. */
export function userId(user: ReleaseUser): string {
  const { pk, sk } = userItemKey(user);
  return `${pk} ${sk}`;
}
