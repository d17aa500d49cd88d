/** How much more `npm run test:full` does than `npm test`. */
const FULL_FACTOR = 20;
/** How much less each mutant is tried with: a change that one run in hundreds notices counts as unnoticed. */
const FEW_FACTOR = 10;
const FEW_LEAST = 100;
/** One seed, so that every ordinary run tries the same sample; the full run takes a new one and prints it on failure. */
const SEED = 20_261_124;

/**
 * Parameters of a property test over a large space: a seeded sample in `npm test`, all of it in `npm run test:full`, a
 * tenth in `npm run mutation`.
 *
 * @param sample runs of the ordinary test.
 * @param full runs of the full one. @default twenty times the sample
 */
export function propertyRuns(
  sample: number,
  full = sample * FULL_FACTOR,
): { readonly numRuns: number; readonly seed?: number; readonly endOnFailure?: boolean } {
  if (process.env['GATEHOUSE_RUNS'] === 'few') {
    // Nobody reads the smallest example of a mutant's failure.
    return {
      numRuns: Math.min(sample, Math.max(FEW_LEAST, Math.ceil(sample / FEW_FACTOR))),
      seed: SEED,
      endOnFailure: true,
    };
  }
  return process.env['GATEHOUSE_RUNS'] === 'full' ? { numRuns: full } : { numRuns: sample, seed: SEED };
}
