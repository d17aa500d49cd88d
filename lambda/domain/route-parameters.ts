import type { ParameterDocument, ValueDocument } from '../contract/api-document';
import { foldHeaderName, foldHeaders, type HeaderValues } from './header-name';
import type { RouteMatch } from './route-table';

type Pairs = readonly (readonly [string, string])[];

const INTEGER = /^-?\d{1,64}$/;
const NUMBER = /^-?\d{1,64}(?:\.\d{1,64})?(?:[eE][+-]?\d{1,3})?$/;

/**
 * Whether the values that a route names are there and of the form that it names.
 *
 * @param pairs decoded pairs of the query.
 */
export function fitsParameters(
  { route, parameters: pathValues }: RouteMatch,
  pairs: Pairs,
  headers: HeaderValues | null,
): boolean {
  const { parameters = [] } = route;
  if (parameters.length === 0) {
    return true;
  }
  const fields = foldHeaders(headers);
  const sentAs: Readonly<Record<ParameterDocument['in'], (name: string) => readonly string[]>> = {
    path: (name) => [pathValues[name] as string],
    query: (name) => pairs.filter(([other]) => other === name).map(([, value]) => value),
    header: (name) => fields.get(foldHeaderName(name)) ?? [],
  };
  return parameters.every((parameter) => fits(parameter, sentAs[parameter.in](parameter.name)));
}

function fits({ in: place, required = false, list, value }: ParameterDocument, sent: readonly string[]): boolean {
  if (sent.length === 0) {
    return !required;
  }
  if (list === undefined) {
    return sent.length === 1 && fitsValue(value, sent[0] as string);
  }
  const values = list === 'repeated' ? sent : sent.flatMap((text) => text.split(','));
  // Around the commas of a field there may be blanks; those of a query are part of its values.
  return values.every((text) => fitsValue(value, place === 'header' ? text.trim() : text));
}

function fitsValue(
  { type, minLength, maxLength, minimum = -Infinity, maximum = Infinity, allowed }: ValueDocument,
  text: string,
): boolean {
  if (allowed !== undefined && !allowed.includes(text)) {
    return false;
  }
  switch (type) {
    case 'boolean':
      return text === 'true' || text === 'false';
    case 'integer':
      return INTEGER.test(text) && Number(text) >= minimum && Number(text) <= maximum;
    case 'number':
      return NUMBER.test(text) && Number(text) >= minimum && Number(text) <= maximum;
    case 'string': {
      const { length } = [...text];
      return length >= (minLength ?? 0) && length <= (maxLength ?? Infinity);
    }
  }
}
