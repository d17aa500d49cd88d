import type { OpenQuestion, Outcome } from './open-question';
import { matchesPattern } from './text-pattern';

/** @returns the first outcome that what was seen fits; `undefined` where none does. */
export function outcomeOf({ outcomes }: OpenQuestion, seen: string): Outcome | undefined {
  return outcomes.find(({ shows }) => matchesPattern(shows, seen));
}
