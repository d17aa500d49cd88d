/** One line of the benchmark's table. */
export interface BenchRow {
  readonly what: string;
  readonly value: number;
  /** `x`, `µs`, `MB`, … */
  readonly unit: string;
  /** What was measured, in microseconds; told beside a ratio. */
  readonly micros?: number;
  /** What the value is measured against, in the same run. */
  readonly baseline: string;
  /** Largest value that meets the goal; `atLeast` turns it round. Left out = told for comparison only. */
  readonly goal?: number;
  readonly atLeast?: boolean;
}

export function isMet({ value, goal, atLeast }: BenchRow): boolean | undefined {
  return goal === undefined ? undefined : atLeast === true ? value >= goal : value <= goal;
}

export function goalText({ goal, unit, atLeast }: BenchRow): string {
  return goal === undefined ? 'none' : `${atLeast === true ? '≥' : '≤'} ${goal} ${unit}`;
}

/** Three significant digits say all that a run on a shared machine can. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
