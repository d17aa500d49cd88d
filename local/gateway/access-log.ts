import type { ContextVariables } from './context-variables';
import { substitute } from './substitution';

/**
 * Renders one access log line. As on AWS, a value is not escaped for JSON; a line end in a value becomes a space, so
 * that one request stays one line.
 * @param format the stage's format.
 */
export function renderAccessLogLine(format: string, variables: ContextVariables): string {
  return substitute(
    format,
    (reference) => {
      if (!reference.startsWith('context.')) return undefined;
      return variables.get(reference.slice('context.'.length))?.replace(/[\r\n]+/g, ' ');
    },
    '-',
  );
}
