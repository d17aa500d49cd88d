import { writeFileSync } from 'node:fs';
import path from 'node:path';

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

  onMutantTested({ status, fileName, location, mutatorName, replacement }) {
    if (status === 'Survived' || status === 'NoCoverage') {
      const place = `${path.relative(process.cwd(), fileName)}:${location.start.line}`;
      process.stdout.write(`${status} ${place} ${mutatorName} ${JSON.stringify(replacement)}\n`);
    }
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'covering-tests', injectableClass: CoveringTests }];
