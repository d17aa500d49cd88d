import { writeFileSync } from 'node:fs';
import path from 'node:path';

const TRIED = new Set(['Killed', 'Survived', 'NoCoverage', 'Timeout', 'RuntimeError']);

/**
 * A reporter of Stryker's that leaves, for the processes that run tests, which test files can see a mutant: those that
 * hold a covering test; and for what is evaluated while a module loads, those that cover anything else in its file.
 */
class CoveringTests {
  #tests = [];

  onDryRunCompleted({ result }) {
    this.#tests = result.tests;
  }

  onMutationTestingPlanReady({ mutantPlans }) {
    const filesOfTest = new Map();
    const cost = {};
    for (const { id, fileName, timeSpentMs } of this.#tests) {
      // Relative: the tests run in a copy of the project.
      const file = path.relative(process.cwd(), fileName);
      filesOfTest.set(id, [...(filesOfTest.get(id) ?? []), file]);
      cost[file] = (cost[file] ?? 0) + timeSpentMs;
    }
    const bySource = {};
    const byMutant = {};
    for (const { mutant } of mutantPlans) {
      const files = new Set((mutant.coveredBy ?? []).flatMap((test) => filesOfTest.get(test) ?? []));
      byMutant[mutant.id] = [...files];
      bySource[mutant.fileName] = [...new Set([...(bySource[mutant.fileName] ?? []), ...files])];
    }
    writeFileSync(process.env.GATEHOUSE_COVERING_TESTS, JSON.stringify({ cost, byMutant, bySource }));
  }

  /** One line a mutant that was tried, so that a run that is ended early has said something too. */
  onMutantTested({ status, fileName, location, mutatorName, replacement }) {
    if (TRIED.has(status)) {
      const place = `${path.relative(process.cwd(), fileName)}:${location.start.line}:${location.start.column}`;
      process.stdout.write(`${status.padEnd(10)} ${place} ${mutatorName} ${JSON.stringify(replacement)}\n`);
    }
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'covering-tests', injectableClass: CoveringTests }];
