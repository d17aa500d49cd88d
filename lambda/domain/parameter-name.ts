import { foldHeaderName } from './header-name';

/**
 * Name of a query or form parameter as the most lenient framework sees it: spaces in front and what makes a list of it
 * left out, the rest folded as a header's name is.
 *
 * @see https://www.php.net/manual/en/language.variables.external.php
 */
export function foldParameterName(name: string): string {
  return foldHeaderName(name.trimStart().replace(/\[.*$/s, ''));
}
