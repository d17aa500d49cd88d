import { DependencyFault, type RegistryReader } from './ports';
import type { Shape } from './shape';

/**
 * Reads an immutable document and checks its shape.
 *
 * @throws DependencyFault `corrupt` where it has another shape.
 */
export async function readDocument<T>(registry: RegistryReader, hash: string, shape: Shape<T>): Promise<T> {
  const document = await registry.document(hash);
  if (!shape(document)) {
    throw new DependencyFault(
      'registry',
      'corrupt',
      `Document ${hash} does not have the shape of its kind. Deploy again to publish it anew.`,
    );
  }
  return document;
}
