/**
 * `npm run mutation`: changes identity, canonicalisation, decision and header filter mutant by mutant, and counts how
 * many of those changes the unit tests notice. `--sample N --seed S` tries that many of them, `--files PARTS` those of
 * files whose names hold one of those parts (by commas; `*` for any text), and `--incremental` takes over from the last
 * such run what neither code nor tests have changed since.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeFigures } from '../support/figures';
import { npmPackages } from '../support/installed-tools';
import { ROOT } from '../support/sample-assembly';
import { CONCERNS } from './concerns';
import { type MutantResult, MutationScore } from './mutation-score';

const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/jest-runner@9.6.1'];
const PLUGINS = ['covering-tests', 'narrow-jest', 'error-texts', 'seeded-sample'];
/** Percent. */
const GOAL = 90;
/** Above this load of the machine, one process runs tests; else two. */
const BUSY = 3;
const FOLDER = path.join(ROOT, 'reports', 'mutation');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      files: { type: 'string' },
      incremental: { type: 'boolean', default: false },
    },
  });
  const packages = path.join(npmPackages('stryker', STRYKER), 'node_modules', '@stryker-mutator');
  const files = filesToMutate(values.files);
  mkdirSync(FOLDER, { recursive: true });
  process.chdir(ROOT);
  Object.assign(process.env, {
    GATEHOUSE_RUNS: 'few',
    GATEHOUSE_STRYKER: packages,
    GATEHOUSE_COVERING_TESTS: path.join(FOLDER, 'covering-tests.json'),
    GATEHOUSE_SAMPLE: values.sample,
    GATEHOUSE_SEED: values.seed,
  });
  const { Stryker } = (await import(path.join(packages, 'core', 'dist', 'src', 'index.js'))) as {
    Stryker: new (options: object) => { runMutationTest(): Promise<readonly MutantResult[]> };
  };
  const results = await new Stryker({
    mutate: files,
    // What the unit tests read; the rest is not copied.
    ignorePatterns: [
      '**',
      ...['lambda', 'local', 'cli', 'test'].map((room) => `!${room}/**`),
      '!jest.config.js',
      '!.swcrc',
      '!package.json',
    ],
    plugins: [
      path.join(packages, 'jest-runner', 'dist', 'src', 'index.js'),
      ...PLUGINS.map((name) => path.join(__dirname, `${name}.mjs`)),
    ],
    testRunner: 'narrow-jest',
    jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
    coverageAnalysis: 'perTest',
    ignorers: ['error-texts'],
    checkers: values.sample === undefined ? [] : ['seeded-sample'],
    reporters: ['covering-tests'],
    concurrency: (loadavg()[0] ?? 0) < BUSY ? 2 : 1,
    // Tests end by themselves; this is for loops in one test that mutants make endless.
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 30,
    disableTypeChecks: false,
    incremental: values.incremental,
    incrementalFile: path.join('reports', 'mutation', 'incremental.json'),
    tempDirName: path.join('.tools', 'mutation'),
    allowConsoleColors: false,
    // Mutants of what is evaluated while a module loads are half of the time, and keys, limits and tables are among them.
    warnings: { slow: false },
    logLevel: 'warn',
  }).runMutationTest();
  const score = new MutationScore(results, ROOT);
  process.stdout.write(score.render());
  const { percent, tested } = score.total();
  const whole = values.files === undefined && values.sample === undefined;
  writeFigures('mutation', [
    {
      name: whole ? `mutation score, ${tested} mutants` : `mutation score, sample of ${tested} mutants`,
      value: percent,
      unit: '%',
      goal: `≥ ${GOAL} %`,
    },
  ]);
  process.stdout.write(`mutation score ${percent} %, goal ≥ ${GOAL} %\n`);
  return percent >= GOAL ? 0 : 1;
}

function filesToMutate(pattern: string | undefined): string[] {
  const files = Object.values(CONCERNS)
    .flat()
    .map((file) => `lambda/${file}.ts`);
  const missing = files.filter((file) => !existsSync(path.join(ROOT, file)));
  if (missing.length > 0) {
    throw new Error(`These files are not there: ${missing.join(', ')}. Correct test/mutation/concerns.ts.`);
  }
  const wanted = pattern?.split(',').map((part) => new RegExp(part.split('*').map(literally).join('.*')));
  const chosen = wanted === undefined ? files : files.filter((file) => wanted.some((regex) => regex.test(file)));
  if (chosen.length === 0) {
    throw new Error(`No file is called ${pattern}. Choose among ${files.join(', ')}.`);
  }
  return chosen;
}

function literally(text: string): string {
  return text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
