import type { Exchange, RoutedExchange } from './exchange';

/** The forms that an identity source and a response parameter can have. */
export const REFERENCE =
  /^(?:method\.request\.(?<place>header|querystring|path)|(?<variables>stageVariables)|(?<context>context))\.(?<name>.+)$/;

/**
 * Looks up `method.request.{header|querystring|path}.N`, `stageVariables.N` or `context.N`.
 * @returns every value, in order; none where it is missing. Header names match without regard to case.
 */
export function valuesOf(reference: string, exchange: Exchange | RoutedExchange): readonly string[] {
  const { place, variables, name = '' } = REFERENCE.exec(reference)?.groups ?? {};
  if (place === 'header') return exchange.headers.all(name);
  if (place === 'querystring') return exchange.query.get(name) ?? [];
  if (place === 'path') return present('route' in exchange ? own(exchange.route.pathParameters, name) : undefined);
  if (variables) return present(own(exchange.model.stage.variables, name));
  return present(exchange.variables.get(name));
}

function own(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function present(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
