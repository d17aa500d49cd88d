import path from 'node:path';
import { CONCERNS } from './concerns';

/** As Stryker reports one mutant. */
export interface MutantResult {
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
  readonly status: string;
  readonly statusReason?: string;
}

const KILLED: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const SURVIVED: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

/** How many of the mutants that were tried the tests noticed: as a whole, by concern and by file. */
export class MutationScore {
  readonly #tried: readonly (MutantResult & { readonly file: string })[];
  readonly #leftOut: number;
  /** Broke the process that ran the tests, or kept a module from loading: neither noticed nor unnoticed by a test. */
  readonly #broken: number;

  /** @throws Error where tests that should have run did not. */
  public constructor(results: readonly MutantResult[], root: string) {
    const missed = results.find(({ statusReason }) => statusReason?.includes('No test ran') === true);
    if (missed !== undefined) {
      throw new Error(missed.statusReason);
    }
    this.#tried = results
      .filter(({ status }) => KILLED.has(status) || SURVIVED.has(status))
      .map((result) => ({ ...result, file: path.relative(root, result.fileName).split(path.sep).join('/') }));
    this.#broken = results.filter(({ status }) => status === 'RuntimeError').length;
    this.#leftOut = results.filter(({ status }) => status === 'Ignored').length;
  }

  /** Percent, with one decimal, rounded down. */
  public total(): { readonly percent: number; readonly tested: number } {
    return { percent: percentOf(this.#tried), tested: this.#tried.length };
  }

  public render(): string {
    const lines = [''];
    for (const [concern, names] of Object.entries(CONCERNS)) {
      const files = names.map((name) => `lambda/${name}.ts`);
      const mutants = this.#tried.filter(({ file }) => files.includes(file));
      if (mutants.length === 0) {
        continue;
      }
      lines.push(row(concern, mutants));
      for (const file of files) {
        const ofFile = mutants.filter((mutant) => mutant.file === file);
        if (ofFile.length > 0) {
          lines.push(row(`  ${file}`, ofFile));
        }
      }
    }
    lines.push(row('all', this.#tried), '');
    const survivors = this.#tried.filter(({ status }) => SURVIVED.has(status));
    for (const { file, location, mutatorName, replacement, status } of survivors) {
      const covered = status === 'NoCoverage' ? ' (no test comes here)' : '';
      lines.push(`survived ${file}:${location.start.line} ${mutatorName} ${JSON.stringify(replacement)}${covered}`);
    }
    const timedOut = this.#tried.filter(({ status }) => status === 'Timeout').length;
    lines.push(
      `${survivors.length} survived, ${timedOut} ran out of time, ${this.#broken} broke, ${this.#leftOut} left out`,
      '',
    );
    return lines.join('\n');
  }
}

function row(name: string, mutants: readonly MutantResult[]): string {
  const killed = mutants.filter(({ status }) => KILLED.has(status)).length;
  return `${name.padEnd(48)} ${percentOf(mutants).toFixed(1).padStart(6)} %  ${killed} of ${mutants.length}`;
}

function percentOf(mutants: readonly MutantResult[]): number {
  const killed = mutants.filter(({ status }) => KILLED.has(status)).length;
  return mutants.length === 0 ? 100 : Math.floor((killed / mutants.length) * 1000) / 10;
}
