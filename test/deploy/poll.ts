import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks, in milliseconds. */
const INTERVAL_MS = 250;

/**
 * Looks again until there is something: a deployed stack tells nobody when it has changed.
 *
 * @param what for the error's message. @param limitMs longest wait in all.
 * @throws Error where there is nothing in time.
 */
export async function poll<T>(what: string, limitMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not there within ${limitMs} ms.`);
    }
    await pause(INTERVAL_MS);
  }
}
