// Prints every figure that the tests measured in their last run.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'reports');
const parts = path.join(folder, 'figures');
if (!existsSync(parts)) {
  console.error('No figures were written; run `npm test` first.');
  process.exit(1);
}
const figures = readdirSync(parts)
  .sort()
  .flatMap((file) => JSON.parse(readFileSync(path.join(parts, file), 'utf8')));
writeFileSync(path.join(folder, 'figures.json'), `${JSON.stringify(figures, null, 2)}\n`);
for (const { name, value, unit, goal } of figures) {
  console.log(`${name}: ${value} ${unit} (goal: ${goal})`);
}
