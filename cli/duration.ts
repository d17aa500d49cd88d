import { CommandError } from './command-error';
import { TOKEN_MESSAGES } from './messages/token-messages';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Reads `15m`, `24h`, `7d`.
 *
 * @param option for the message. @param limit longest, written the same way; zero is allowed.
 * @returns seconds. @throws CommandError
 */
export function parseDuration(option: string, given: string, limit: string): number {
  const seconds = secondsOf(given);
  if (seconds === undefined || seconds > (secondsOf(limit) as number)) {
    throw new CommandError(TOKEN_MESSAGES.badDuration(option, given, limit));
  }
  return seconds;
}

function secondsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (SECONDS[unit] as number);
}

/** For people: `90 s`, `15 min`, `24 h`. */
export function renderSeconds(seconds: number): string {
  const [unit, size] = seconds % 3_600 === 0 ? ['h', 3_600] : seconds % 60 === 0 ? ['min', 60] : ['s', 1];
  return `${seconds / Number(size)} ${unit}`;
}

/** @returns epoch milliseconds. @throws CommandError unless it is an instant to come, in UTC. */
export function parseInstant(given: string, now: number): number {
  const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(given) ? Date.parse(given) : Number.NaN;
  if (!(instant > now)) {
    throw new CommandError(TOKEN_MESSAGES.badInstant(given));
  }
  return instant;
}
