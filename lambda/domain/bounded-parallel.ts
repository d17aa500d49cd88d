import type { Deadline } from './ports';
import { RegistrarFault } from './registrar-fault';

/**
 * Does a piece of work for each item, some at a time. After the first failure nothing new is begun, what runs is
 * waited for, and then the failure is thrown.
 *
 * @throws RegistrarFault where the time is over first; what was done stays done.
 */
export async function forEachBounded<T>(
  items: readonly T[],
  limit: number,
  deadline: Deadline,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (const item of queue) {
      if (failed) {
        return;
      }
      try {
        if (deadline()) {
          throw new RegistrarFault(`The time was over before all ${items.length} were done. Deploy again: it goes on.`);
        }
        await work(item);
      } catch (fault) {
        failed = true;
        throw fault;
      }
    }
  });
  const outcomes = await Promise.allSettled(workers);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      throw outcome.reason;
    }
  }
}
