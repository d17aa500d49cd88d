import { validateHeaderValue } from 'node:http';
import type { Exchange } from './exchange';
import type { GatewayError } from './gateway-error';
import { firstAcceptedType } from './media-type';
import type { GatewayResponseModel } from './model';
import type { OutgoingResponse } from './outgoing-response';
import { valuesOf } from './request-reference';
import { substitute } from './substitution';

const HEADER_PARAMETER = 'gatewayresponse.header.';

/**
 * Renders an error of the gateway's own: the type's own entry if there is one, else its family's, else the built-in
 * answer.
 * @param unresolved stands for a variable without a value.
 */
export function renderGatewayError(error: GatewayError, exchange: Exchange, unresolved: string): OutgoingResponse {
  const { gatewayResponses } = exchange.model;
  const family = error.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const entry = gatewayResponses.get(error.responseType) ?? gatewayResponses.get(family);
  const status = entry?.statusCode ?? error.status;
  exchange.variables.setAll({
    status,
    'error.message': error.message,
    'error.messageString': error.messageString,
    'error.responseType': error.responseType,
  });
  const [mediaType, template] = templateFor(entry, exchange);
  const body =
    template === undefined
      ? error.defaultBody
      : substitute(template, (reference) => valuesOf(reference, exchange).at(-1), unresolved);
  return { status, headers: headersOf(error, exchange, entry, mediaType), body: Buffer.from(body) };
}

function templateFor(
  entry: GatewayResponseModel | undefined,
  exchange: Exchange,
): [mediaType: string, template: string | undefined] {
  const templates = entry?.responseTemplates ?? {};
  const wanted = firstAcceptedType(exchange.headers) ?? 'application/json';
  const chosen = [wanted, 'application/json', ...Object.keys(templates)].find((type) => Object.hasOwn(templates, type));
  return chosen === undefined ? ['application/json', undefined] : [chosen, templates[chosen]];
}

function headersOf(
  error: GatewayError,
  exchange: Exchange,
  entry: GatewayResponseModel | undefined,
  mediaType: string,
): [string, string][] {
  const headers = new Map<string, [string, string]>();
  const put = (name: string, value: string) => headers.set(name.toLowerCase(), [name, value]);
  put('Content-Type', mediaType);
  for (const [parameter, source] of Object.entries(entry?.responseParameters ?? {})) {
    const name = parameter.slice(HEADER_PARAMETER.length);
    const value = /^'(.*)'$/s.exec(source)?.[1] ?? valuesOf(source, exchange).at(-1);
    // A decoded query value may hold a line end, which must not become a header of its own.
    if (value !== undefined && isHeaderValue(name, value)) put(name, value);
  }
  put('x-amzn-RequestId', exchange.requestId);
  put('x-amzn-ErrorType', error.errorType);
  put('x-amz-apigw-id', exchange.extendedRequestId);
  return [...headers.values()];
}

function isHeaderValue(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
