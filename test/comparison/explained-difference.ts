import type { Difference } from './observation';
import { matchesPattern } from './text-pattern';

/** Which side does what AWS does; `unknown` where AWS says nothing and nobody has measured it. */
export type Follows = 'twin' | 'other' | 'both' | 'neither' | 'unknown';

/** A difference that is known, with the reason why it may stay. */
export interface ExplainedDifference {
  /** Names of the cases that show it, each of them. */
  readonly cases: readonly string[];
  readonly aspect: string;
  /** What the twin shows. A `*` stands for any text. */
  readonly twin: string;
  /** What the other side shows, written like {@link twin}. */
  readonly other: string;
  readonly follows: Follows;
  readonly because: string;
  /** AWS's page, or a public record of what AWS did; for `unknown`, the open question's id. */
  readonly source: string;
}

/** What became of a run's differences. */
export interface Verdict {
  /** Differences that no line explains. */
  readonly unexplained: readonly Difference[];
  /** Lines, each with a case that no longer shows what the line says. */
  readonly idle: readonly string[];
  readonly explained: number;
}

/**
 * Holds a run's differences against the table.
 *
 * @param ran names of the cases that ran; a line for another case is idle too.
 */
export function judgeDifferences(differences: readonly Difference[], table: readonly ExplainedDifference[]): Verdict {
  const open = new Set(differences);
  const idle: string[] = [];
  for (const line of table) {
    for (const name of line.cases) {
      const shown = differences.find(
        (difference) =>
          difference.case === name &&
          difference.aspect === line.aspect &&
          matchesPattern(line.twin, difference.twin) &&
          matchesPattern(line.other, difference.other),
      );
      if (shown === undefined || !open.delete(shown)) {
        idle.push(`${name}, ${line.aspect}: no longer differs as explained (or is explained twice); remove this line.`);
      }
    }
  }
  return { unexplained: [...open], idle, explained: differences.length - open.size };
}
