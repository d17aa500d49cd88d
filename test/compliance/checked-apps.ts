import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';

/** Every app that this repository shows: the sample, the examples, the README's quick start. @returns their files. */
export function checkedApps(): string[] {
  const examples = readdirSync(path.join(ROOT, 'examples')).map((name) => path.join('examples', name, 'app.ts'));
  return ['bin/app.ts', ...examples, quickStart()];
}

/** @throws Error where the README's first TypeScript block is gone. */
function quickStart(): string {
  const [, block] = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8')) ?? [];
  if (block === undefined) {
    throw new Error('README.md has no ```ts block; the quick start must stand in the first one.');
  }
  const file = path.join('reports', 'quick-start', 'app.ts');
  mkdirSync(path.join(ROOT, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(ROOT, file), block.replace("'cdk-gatehouse'", "'../../lib'"));
  return file;
}
