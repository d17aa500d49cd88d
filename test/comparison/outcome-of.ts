import type { OpenQuestion, Outcome } from './open-question';
import { OPEN_QUESTIONS } from './open-questions';
import type { Observation } from './observation';
import { matchesPattern } from './text-pattern';

/** @returns the first outcome that what was seen fits; `undefined` where none does. */
export function outcomeOf({ outcomes }: OpenQuestion, seen: string): Outcome | undefined {
  return outcomes.find(({ shows }) => matchesPattern(shows, seen));
}

/**
 * @param on one of the comparisons. @param seen what the twin showed, by case.
 * @returns questions of it with a case where the twin does something that is among no question's outcomes.
 */
export function strangeOutcomes(on: OpenQuestion['on'], seen: ReadonlyMap<string, Observation>): string[] {
  return OPEN_QUESTIONS.filter((question) => (question.on ?? 'gateway') === on).flatMap((question) =>
    question.cases
      .filter((name) => outcomeOf(question, seen.get(name)?.[question.aspect] ?? '(never seen)') === undefined)
      .map((name) => `${question.id}: ${name}`),
  );
}
