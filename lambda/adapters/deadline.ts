import { DecisionFault } from '../domain/decision-fault';

/**
 * Waits for work no longer than a time; what the work does afterwards is nobody's.
 *
 * @throws DecisionFault `decision_timeout`
 */
export async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DecisionFault('decision_timeout', `No decision within ${milliseconds} ms.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
