import { createHash } from 'node:crypto';

/** Lets a seeded sample of the mutants through; the others get the status `CompileError`, which counts nowhere. */
class SeededSample {
  #chosen = new Set();

  async init() {}

  /** Asked once, with all mutants, since the plan of a run is made at once. */
  async group(mutants) {
    const { GATEHOUSE_SAMPLE: size, GATEHOUSE_SEED: seed } = process.env;
    const rank = ({ fileName, location, mutatorName, replacement }) =>
      createHash('sha256')
        .update(JSON.stringify([seed, fileName, location, mutatorName, replacement]))
        .digest('hex');
    const ranked = mutants
      .map((mutant) => ({ id: mutant.id, rank: rank(mutant) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ id }) => id);
    this.#chosen = new Set(ranked.slice(0, Number(size)));
    return [ranked];
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map(({ id }) => [
        id,
        this.#chosen.has(id) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' },
      ]),
    );
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'seeded-sample', injectableClass: SeededSample }];
