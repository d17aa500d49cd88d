/** One of so many calls is tried in an ordinary run. */
const STRIDE = 3;

/**
 * Calls at which something is to break, by index: every one in `npm run test:full`; in an ordinary run every third, and
 * the last, after which nothing is left to do.
 */
export function sampledCalls(count: number): readonly number[] {
  const all = [...Array(count).keys()];
  return process.env['GATEHOUSE_RUNS'] === 'full'
    ? all
    : all.filter((call) => call % STRIDE === 0 || call === count - 1);
}
