import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './sample-assembly';

/** A command of a page, and the lines that the page shows of its output. */
export interface Step {
  readonly command: string;
  readonly expected: readonly string[];
}

/** The commands of each `console` block of a page of this repository. */
export function readTranscript(page: string): Step[][] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) =>
    block
      .split(/^\$ /m)
      .filter((step) => step !== '')
      .map((step) => {
        const [command = '', ...expected] = step.trimEnd().split('\n');
        return { command, expected };
      }),
  );
}

/** Lines of a page that the output has not. `…` on a page stands for any text. */
export function missingLines(expected: readonly string[], output: string): string[] {
  return expected.filter((line) => {
    const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return !new RegExp(parts.join('.*')).test(output);
  });
}
