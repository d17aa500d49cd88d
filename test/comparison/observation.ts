/** What one case showed on one side: text by aspect, for example `status` or `event.path`. */
export type Observation = Readonly<Record<string, string>>;

/** One aspect in which two sides are not the same. */
export interface Difference {
  readonly case: string;
  readonly aspect: string;
  readonly twin: string;
  readonly other: string;
}

/** Stands for an aspect that a side does not show at all. */
export const ABSENT = '(absent)';

/**
 * Compares aspect by aspect.
 *
 * @returns every aspect that differs, in the order of the twin's; where the first one, the answer itself, has another
 * status, it alone: the rest follows from it.
 */
export function compareObservations(name: string, twin: Observation, other: Observation): Difference[] {
  const differences = [...new Set([...Object.keys(twin), ...Object.keys(other)])]
    .map((aspect) => ({
      case: name,
      aspect,
      twin: twin[aspect] ?? ABSENT,
      other: other[aspect] ?? ABSENT,
    }))
    .filter((difference) => difference.twin !== difference.other);
  const [first] = differences;
  return first?.aspect === 'answer' && statusesOf(first.twin) !== statusesOf(first.other) ? [first] : differences;
}

/** An answer begins with its status; several answers are parted by ` ; `. */
function statusesOf(answer: string): string {
  return answer
    .split(' ; ')
    .map((each) => each.slice(0, 3))
    .join(' ');
}
