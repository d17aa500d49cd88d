import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const CONFIGURATION_ERROR = Symbol.for('cdk-gatehouse.ConfigurationError');
/** Longest piece of a given value that a message repeats. */
const SHOWN_LIMIT = 120;

/** What was wrong: every message answers the same four questions. */
export interface Refusal {
  /** The property or thing that does not fit, for example `freshness`. */
  readonly what: string;
  /** The value given; never a secret. */
  readonly given: unknown;
  /** Values allowed, in words. */
  readonly allowed: string;
  /** What to do; a full sentence. */
  readonly remedy: string;
}

/** Where it stands: a construct, or words for what has no construct yet. */
export type Place = IConstruct | string;

/** Raised at synth for a configuration that cannot work or would not be safe. */
export class ConfigurationError extends Error {
  public static isConfigurationError(given: unknown): given is ConfigurationError {
    return typeof given === 'object' && given !== null && CONFIGURATION_ERROR in given;
  }

  public override readonly name = 'ConfigurationError';

  public constructor(place: Place, refusal: Refusal) {
    super(refusalText(place, refusal));
    Object.defineProperty(this, CONFIGURATION_ERROR, { value: true });
  }
}

/** One line: construct path, value given, values allowed, remedy. */
export function refusalText(place: Place, { what, given, allowed, remedy }: Refusal): string {
  const where = typeof place === 'string' ? place : place.node.path;
  return `[${where}] ${what}: given ${shown(given)}; allowed: ${allowed}. ${remedy}`;
}

function shown(given: unknown): string {
  const text = given === undefined ? 'nothing' : JSON.stringify(given);
  return text.length <= SHOWN_LIMIT ? text : `${text.slice(0, SHOWN_LIMIT - 1)}…`;
}

/** @throws ConfigurationError where `holds` is false. */
export function assertConfiguration(holds: boolean, place: Place, refusal: Refusal): void {
  if (!holds) {
    throw new ConfigurationError(place, refusal);
  }
}

/** Whether a value is known at synth; a CDK token is let through by every check. */
export function isConcrete(value: unknown): boolean {
  return !Token.isUnresolved(value);
}

/** A text that has to be known at synth, because names, documents and policies are made of it. */
export function assertConcrete(place: Place, what: string, value: string | undefined): void {
  assertConfiguration(isConcrete(value), place, {
    what,
    given: 'a value known only at deploy time',
    allowed: 'text known at synth',
    remedy: 'Write the text itself, or read it from the CDK context.',
  });
}

/** A whole number within bounds, tokens let through. */
export function assertWithin(
  place: Place,
  what: string,
  value: number | undefined,
  [minimum, maximum]: readonly [number, number],
  unit: string,
): void {
  if (value === undefined || !isConcrete(value)) {
    return;
  }
  assertConfiguration(Number.isInteger(value) && value >= minimum && value <= maximum, place, {
    what,
    given: value,
    allowed: `a whole number of ${unit} from ${minimum} to ${maximum}`,
    remedy: 'Choose one of them.',
  });
}
