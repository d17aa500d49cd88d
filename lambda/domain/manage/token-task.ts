import { type ApiDocument, actionId } from '../../contract/api-document';
import type { TokenTask } from '../../contract/registry-records';
import { type DeclaredNames, readDocument } from './declared-names';
import type { ManagedRegistry } from './managed-registry';
import { ManageRefusal } from './manage-refusal';

/** Longest life of a task token: a day. */
export const TASK_LIMIT_SECONDS = 86_400;

/** Cedar ids of all actions of the release in force, sorted. @throws DependencyFault */
export async function allActions(
  registry: Pick<ManagedRegistry, 'readDocument'>,
  { release }: Pick<DeclaredNames, 'release'>,
): Promise<readonly string[]> {
  const documents = await Promise.all(
    Object.entries(release.apis).map(async ([api, hash]) => {
      const { routes } = (await readDocument(registry, hash)) as ApiDocument;
      return routes.map(({ action }) => actionId(api, action));
    }),
  );
  return [...new Set(documents.flat())].sort();
}

/** @throws ManageRefusal `action_unknown` where it allows an action that no API has. */
export async function assertTask(
  registry: Pick<ManagedRegistry, 'readDocument'>,
  names: Pick<DeclaredNames, 'release'>,
  { actions }: TokenTask,
): Promise<void> {
  const known = await allActions(registry, names);
  const unknown = actions.filter((action) => !known.includes(action));
  if (unknown.length > 0) {
    throw new ManageRefusal('action_unknown', unknown.join(', '), known.join(', '));
  }
}
