import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** First argument of a worker, and whether it is the program itself or the file that holds it. */
export interface WorkerProgram {
  readonly program: string;
  readonly eval: boolean;
}

const ENTRY = 'execution-environment';
let compiled: string | undefined;

/** Beside the published bundle, or compiled once per process where the twin itself runs from source. */
export function workerProgram(): WorkerProgram {
  const published = join(__dirname, `${ENTRY}.js`);
  if (existsSync(published)) return { program: published, eval: false };
  const source = join(__dirname, `${ENTRY}.ts`);
  if (!existsSync(source)) throw new Error(`${published} is missing. Install the package again.`);
  compiled ??= compile(source);
  return { program: compiled, eval: true };
}

function compile(source: string): string {
  const compiler = join(__dirname, '..', '..', 'node_modules', '.bin', 'esbuild');
  const options = ['--bundle', '--platform=node', '--format=cjs', '--log-level=error'];
  return execFileSync(compiler, [source, ...options], { encoding: 'utf8' });
}
