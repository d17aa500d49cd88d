import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Milliseconds of tests in the first batch; each further one may take four times as long. */
const FIRST_BATCH = 400;

const {
  strykerPlugins: [jest],
} = await import(
  pathToFileURL(path.join(process.env.GATEHOUSE_STRYKER, 'jest-runner', 'dist', 'src', 'index.js')).href
);

/**
 * Stryker's jest runner, given for each mutant only the test files that can see it, the likeliest and cheapest first.
 *
 * The runner itself loads every file to run one test of it, and jest stops at no failure when it is run by a program.
 */
class NarrowJest {
  #jest;
  #whole;
  #covering;
  /** By source file: which test files killed mutants of it, and how often. */
  #kills = new Map();

  constructor(injector) {
    this.#jest = injector.injectFunction(jest.factory);
  }

  async init() {
    await this.#jest.init();
    this.#whole = this.#jest.jestConfig;
  }

  capabilities() {
    return this.#jest.capabilities();
  }

  dryRun(options) {
    this.#jest.jestConfig = this.#whole;
    return this.#jest.dryRun(options);
  }

  async mutantRun(options) {
    this.#covering ??= JSON.parse(readFileSync(process.env.GATEHOUSE_COVERING_TESTS, 'utf8'));
    const { id, fileName } = options.activeMutant;
    const files = options.testFilter === undefined ? this.#covering.bySource[fileName] : this.#covering.byMutant[id];
    const kills = this.#kills.get(fileName) ?? new Map();
    this.#kills.set(fileName, kills);
    let tests = 0;
    for (const batch of this.#batches(fileName, files ?? [], kills)) {
      this.#jest.jestConfig = { ...this.#whole, testMatch: batch.map((file) => path.resolve(file)) };
      const result = await this.#jest.mutantRun(options);
      if (result.nrOfTests === 0 && result.status === 'survived') {
        throw new Error(`No test ran of ${batch.join(', ')}, which cover the mutant ${id} of ${fileName}.`);
      }
      if (result.status !== 'survived') {
        for (const file of batch.length === 1 ? batch : []) {
          kills.set(file, (kills.get(file) ?? 0) + 1);
        }
        return result;
      }
      tests += result.nrOfTests;
    }
    return { status: 'survived', nrOfTests: tests };
  }

  *#batches(source, files, kills) {
    const own = `${path.basename(source, '.ts')}.test.ts`;
    const { cost } = this.#covering;
    const likely = (file) => (path.basename(file) === own ? 1_000_000 : 0) + (kills.get(file) ?? 0);
    const ordered = [...files].sort((a, b) => likely(b) - likely(a) || cost[a] - cost[b]);
    if (ordered.length > 0 && likely(ordered[0]) > 0) {
      yield [ordered.shift()];
    }
    for (let limit = FIRST_BATCH; ordered.length > 0; limit *= 4) {
      const batch = [];
      for (let spent = 0; ordered.length > 0 && (batch.length === 0 || spent < limit); ) {
        const file = ordered.shift();
        // What a file costs beside its tests: loading it.
        spent += cost[file] + 100;
        batch.push(file);
      }
      yield batch;
    }
  }
}

function narrowJest(injector) {
  return new NarrowJest(injector);
}
narrowJest.inject = ['$injector'];

export const strykerPlugins = [{ kind: 'TestRunner', name: 'narrow-jest', factory: narrowJest }];
