import { CommandError } from './command-error';
import { TWIN_MESSAGES as MESSAGES } from './messages/twin-messages';

/**
 * Reads repeated `NAME=VALUE` options.
 *
 * @param option as the caller wrote it, for example `--upstream`.
 * @param known the names that exist; others are refused.
 */
export function parseNamedValues(
  option: string,
  given: readonly string[],
  known: readonly string[],
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const pair of given) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0));
    const value = pair.slice(at + 1);
    if (at < 1 || value === '') {
      throw new CommandError(MESSAGES.notNamed(option, pair, known));
    }
    if (!known.includes(name)) {
      throw new CommandError(MESSAGES.unknownName(option, name, known));
    }
    if (values.has(name)) {
      throw new CommandError(MESSAGES.namedTwice(option, name));
    }
    values.set(name, value);
  }
  return values;
}

/** @returns the URL, `http` or `https` only. */
export function parseHttpUrl(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new CommandError(MESSAGES.noUrl(option, text));
  }
  return url.href.replace(/\/$/, '');
}
