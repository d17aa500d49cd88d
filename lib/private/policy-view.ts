import type { IConstruct } from 'constructs';
import type { InputDocument, RouteDocument } from '../../lambda/contract/api-document';
import { parametersOf, parsePathTemplate } from '../../lambda/contract/path-template';
import type { PolicyInput } from '../policy-input';
import type { RouteOptions } from '../protected-api';
import { assertName, HEADER_INPUT_RULE, type NameRule, PARAMETER_RULE } from './names';
import { assertConfiguration } from './validation';

/** What a route's document says of the parts of a request that only policies look into; nothing where none are asked. */
export function policyView(
  place: IConstruct,
  what: string,
  path: string,
  { encodedSlash = [], query = [], headers = [] }: RouteOptions,
): Pick<RouteDocument, 'encodedSlash' | 'query' | 'headers'> {
  const parsed = parsePathTemplate(path);
  const parameters = parsed.ok ? parametersOf(parsed.template).filter(({ greedy }) => !greedy) : [];
  for (const name of encodedSlash) {
    assertConfiguration(
      parameters.some((parameter) => parameter.name === name),
      place,
      {
        what: `encodedSlash of ${what}`,
        given: name,
        allowed: parameters.map((parameter) => parameter.name).join(', ') || 'none: the path has no such parameter',
        remedy: 'Name a {parameter} of the path; a greedy one takes slashes as they are.',
      },
    );
  }
  const queryDocuments = inputs(place, `query of ${what}`, query, PARAMETER_RULE);
  const headerDocuments = inputs(place, `headers of ${what}`, headers, HEADER_INPUT_RULE);
  return {
    ...(encodedSlash.length === 0 ? {} : { encodedSlash: [...new Set(encodedSlash)] }),
    ...(queryDocuments.length === 0 ? {} : { query: queryDocuments }),
    ...(headerDocuments.length === 0 ? {} : { headers: headerDocuments }),
  };
}

function inputs(place: IConstruct, what: string, given: readonly PolicyInput[], rule: NameRule): InputDocument[] {
  return given.map(({ _document: input }) => {
    assertName(place, what, input.name, rule);
    return input;
  });
}
