/** Writes `docs/twin-compared.md` from the tables: `npm run comparison:docs`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';
import { renderTwinCompared } from './render-twin-compared';

writeFileSync(path.join(ROOT, 'docs', 'twin-compared.md'), renderTwinCompared());
