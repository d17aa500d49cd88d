import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let compiled: string | undefined;

/**
 * @returns the file that a worker runs: beside the published bundle, or compiled once per process from the source
 *   when the twin itself runs from source.
 */
export function workerFile(): string {
  const published = join(__dirname, 'execution-environment.js');
  if (existsSync(published)) return published;
  const source = join(__dirname, 'execution-environment.ts');
  if (!existsSync(source)) throw new Error(`${published} is missing. Install the package again.`);
  compiled ??= compile(source);
  return compiled;
}

function compile(source: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-environment-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const output = join(directory, 'execution-environment.js');
  const compiler = join(__dirname, '..', '..', 'node_modules', '.bin', 'esbuild');
  execFileSync(compiler, [
    source,
    '--bundle',
    '--platform=node',
    '--format=cjs',
    `--outfile=${output}`,
    '--log-level=error',
  ]);
  return output;
}
