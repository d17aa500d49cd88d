interface Stoppable {
  stop(): Promise<void>;
}

declare global {
  var comparisonServices: Stoppable[] | undefined;
}

/** What the set-up started; the tear-down is another module graph of the same process. */
export const runningServices: Stoppable[] = (globalThis.comparisonServices ??= []);

/** Endpoint of one of the other implementations. @throws Error outside of `npm run test:comparison`. */
export function endpointOf(name: 'MINISTACK' | 'MOTO'): string {
  const url = process.env[`COMPARISON_${name}`];
  if (url === undefined) {
    throw new Error('The other implementations do not run. Start the comparison with `npm run test:comparison`.');
  }
  return url;
}
