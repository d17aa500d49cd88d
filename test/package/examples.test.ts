import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { removeAssembly, ROOT, synthesize } from '../support/sample-assembly';

const EXAMPLES = readdirSync(path.join(ROOT, 'examples'));

test.each(EXAMPLES)('the example %s synthesizes', (name) => {
  const assembly = synthesize(`examples/${name}/app.ts`);

  expect(existsSync(path.join(assembly, 'manifest.json'))).toBe(true);
  removeAssembly(assembly);
});
