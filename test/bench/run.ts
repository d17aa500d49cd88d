/**
 * The benchmark: what decisions and cold starts cost, as ratios to a baseline of the same run.
 *
 *   npm run bench                  under this Node.js and under the one that Lambda runs
 *   npm run bench -- --quick       fewer rounds
 *   npm run bench -- --node FILE   under that program only; may be repeated
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Figure, writeFigures } from '../support/figures';
import { lambdaNodeFolder } from '../support/installed-tools';
import { type BenchRow, goalText, isMet } from './bench-row';
import { bundleProgram } from './bundled-program';
import { coldStarts } from './cold-starts';
import { twinThroughput } from './twin-throughput';
import { zipSizes } from './zip-sizes';

interface NodeRun {
  readonly version: string;
  readonly rows: readonly BenchRow[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, node: { type: 'string', multiple: true } },
  });
  const nodes = values.node ?? [process.execPath, path.join(lambdaNodeFolder(), 'node')];
  const program = await bundleProgram(path.join(__dirname, 'measure.ts'));
  const runs: NodeRun[] = [];
  try {
    for (const node of nodes) {
      runs.push(await runUnder(node, program, values.quick));
    }
  } finally {
    rmSync(path.dirname(program), { recursive: true });
  }
  for (const { version, rows } of runs) {
    process.stdout.write(`\nNode.js ${version}\n${tableOf(rows)}`);
  }
  const whole = [...zipSizes(), ...(await twinThroughput(values.quick ? 3 : 9, values.quick ? 1_500 : 4_000))];
  process.stdout.write(`\nWhatever ran it\n${tableOf(whole)}`);
  writeFigures('bench', [
    ...runs.flatMap(({ version, rows }) => rows.map(figureOf(`Node.js ${version.replace(/\..*$/, '')}: `))),
    ...whole.map(figureOf('')),
  ]);
}

function figureOf(place: string): (row: BenchRow) => Figure {
  return (row) => ({
    name: `${place}${row.what}${row.baseline === 'none' ? '' : `, against ${row.baseline}`}`,
    value: row.value,
    unit: row.unit,
    goal: goalText(row),
  });
}

async function runUnder(node: string, program: string, quick: boolean): Promise<NodeRun> {
  const execute = promisify(execFile);
  const version = (await execute(node, ['--version'])).stdout.trim().slice(1);
  const { stdout } = await execute(node, [program, ...(quick ? ['--quick'] : [])], { maxBuffer: 2 ** 24 });
  const cold = await coldStarts(node, quick ? 7 : 21);
  return { version, rows: [...(JSON.parse(stdout) as BenchRow[]), ...cold] };
}

function tableOf(rows: readonly BenchRow[]): string {
  const lines = rows.map((row) => [
    row.what,
    `${row.value} ${row.unit}`,
    row.micros === undefined ? '' : `${row.micros} µs`,
    row.baseline,
    row.goal === undefined ? '' : goalText(row),
    { true: 'met', false: 'NOT MET', undefined: '' }[String(isMet(row)) as 'true' | 'false' | 'undefined'],
  ]);
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...lines.map((line) => (line[column] as string).length)));
  return lines
    .map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] as number)).join('  ')}`.trimEnd() + '\n')
    .join('');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
