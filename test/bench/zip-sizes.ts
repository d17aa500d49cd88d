import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { ROOT } from '../support/sample-assembly';
import { type BenchRow, rounded } from './bench-row';

const GOALS_MB = { authorizer: 1.6, forwarder: 0.25 };
/** Local header, central directory entry and the name twice, roughly. */
const ENTRY_BYTES = 130;

/** What a function's code weighs as Lambda gets it: every file deflated. */
export function zipSizes(): BenchRow[] {
  return Object.entries(GOALS_MB).map(([name, goal]) => {
    const folder = path.join(ROOT, 'assets', name);
    const bytes = readdirSync(folder).reduce(
      (sum, file) => sum + ENTRY_BYTES + deflateRawSync(readFileSync(path.join(folder, file)), { level: 9 }).length,
      0,
    );
    return { what: `zip of the ${name}`, value: rounded(bytes / 1e6), unit: 'MB', baseline: 'none', goal };
  });
}
