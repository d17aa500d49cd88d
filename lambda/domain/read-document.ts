import { DependencyFault, type RegistryReader } from './ports';
import type { Shape } from './shape';

/** Which shape a document in memory was found to have: a check looks at every member, and documents never change. */
const checked = new WeakMap<object, Shape<unknown>>();

/**
 * Reads an immutable document and checks its shape, once for as long as the reader keeps it.
 *
 * @throws DependencyFault `corrupt` where it has another shape.
 */
export async function readDocument<T extends object>(
  registry: Pick<RegistryReader, 'document'>,
  hash: string,
  shape: Shape<T>,
): Promise<T> {
  const document = (await registry.document(hash)) as T;
  if (checked.get(document) === shape) {
    return document;
  }
  if (!shape(document)) {
    throw new DependencyFault(
      'registry',
      'corrupt',
      `Document ${hash} does not have the shape of its kind. Deploy again to publish it anew.`,
    );
  }
  checked.set(document, shape);
  return document;
}
