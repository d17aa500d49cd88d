import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';
import { type Figure, writeFigures } from '../support/figures';
import { type ExplainedDifference, judgeDifferences } from './explained-difference';
import type { Difference } from './observation';

interface Counted {
  readonly name: string;
  readonly area: string;
}

/** Writes every difference to `reports/comparison`, and as figures what one suite compared: cases by area, the same ones, differences explained and not. */
export function writeComparisonFigures(
  suite: string,
  other: string,
  cases: readonly Counted[],
  differences: readonly Difference[],
  table: readonly ExplainedDifference[],
  more: readonly Figure[] = [],
): void {
  const folder = path.join(ROOT, 'reports', 'comparison');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${suite}.json`), `${JSON.stringify(differences, null, 2)}\n`);
  const differing = new Set(differences.map((difference) => difference.case));
  const { unexplained, explained } = judgeDifferences(differences, table);
  const areas = [...new Set(cases.map(({ area }) => area))].map((area) => ({
    name: `cases compared with ${other}, ${area}`,
    value: cases.filter((one) => one.area === area).length,
    unit: 'cases',
    goal: '> 0',
  }));
  writeFigures(`comparison-${suite}`, [
    ...areas,
    {
      name: `cases the same on the twin and ${other}, ${suite}`,
      value: cases.filter(({ name }) => !differing.has(name)).length,
      unit: 'cases',
      goal: `of ${cases.length}`,
    },
    { name: `differences from ${other} explained, ${suite}`, value: explained, unit: 'differences', goal: 'each one' },
    {
      name: `differences from ${other} unexplained, ${suite}`,
      value: unexplained.length,
      unit: 'differences',
      goal: '0',
    },
    ...more,
  ]);
}
