import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One promised figure as it was measured in this run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** In words, for example `0` or `≤ 500`. */
  readonly goal: string;
}

const FOLDER = path.join(__dirname, '..', '..', 'reports', 'figures');

/**
 * Writes the figures that one suite measured.
 *
 * A file a suite, since suites run in several processes; `scripts/print-figures.mjs` joins and prints them.
 *
 * @param suite file name without ending, for example `conformance`.
 */
export function writeFigures(suite: string, figures: readonly Figure[]): void {
  // The leg on the newest CDK repeats suites: what they measure of the product is the first leg's to say.
  if (process.env['GATEHOUSE_CDK'] !== undefined && !suite.startsWith('compliance')) {
    return;
  }
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, `${suite}.json`), `${JSON.stringify(figures, null, 2)}\n`);
}
