/** Something to be measured; called over and over. */
export type BenchCase = () => unknown;

export interface RoundOptions {
  /** Each case is measured once a round, in turn, so that whatever disturbs the machine disturbs all of them. */
  readonly rounds: number;
  /** Processor time that one measurement takes at least, in milliseconds. */
  readonly batchMs: number;
}

const MAXIMUM_BATCH = 1_000_000;
/** Until V8 has optimised what is called, in milliseconds of processor time. */
const WARM_UP_MS = 1_000;

/**
 * Measures cases against each other.
 *
 * @returns processor time of one call, in microseconds, by case: the median over the rounds. It is this process's own
 * time, so other processes on the machine count for less than on a clock.
 */
export async function measureRounds<N extends string>(
  cases: Readonly<Record<N, BenchCase>>,
  { rounds, batchMs }: RoundOptions,
): Promise<Readonly<Record<N, number>>> {
  const names = Object.keys(cases) as N[];
  const batches = {} as Record<N, number>;
  for (const name of names) {
    batches[name] = await calibrate(cases[name], batchMs);
  }
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<N, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      samples[name].push((await batchTime(cases[name], batches[name])) / batches[name]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(samples[name])])) as Record<N, number>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Calls until the code is compiled, and then until a batch takes long enough. */
async function calibrate(run: BenchCase, batchMs: number): Promise<number> {
  for (let spent = 0; spent < WARM_UP_MS * 1_000; ) {
    spent += await batchTime(run, 256);
  }
  for (let batch = 16; ; batch *= 2) {
    if ((await batchTime(run, batch)) >= batchMs * 1_000 || batch >= MAXIMUM_BATCH) {
      return batch;
    }
  }
}

/** @returns microseconds. */
async function batchTime(run: BenchCase, count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1) {
    const result = run();
    if (result instanceof Promise) {
      await result;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
