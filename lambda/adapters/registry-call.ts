import { DependencyFault } from '../domain/ports';

/** Makes one call of the registry's table. @throws DependencyFault `unavailable`, whatever it failed of. */
export async function registryCall<T>(tableName: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const { name } = cause as Error;
    const message = `The registry ${tableName} refused a call (${name}). Check the table and the grants on it.`;
    throw new DependencyFault('registry', 'unavailable', message, { cause });
  }
}

/** Makes one conditional write. @returns whether its condition held. @throws DependencyFault */
export async function conditionalWrite(tableName: string, write: () => Promise<unknown>): Promise<boolean> {
  return await registryCall(tableName, async () => {
    try {
      await write();
      return true;
    } catch (cause) {
      if ((cause as Error).name === 'ConditionalCheckFailedException') {
        return false;
      }
      throw cause;
    }
  });
}
