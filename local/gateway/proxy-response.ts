import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isBinaryType } from './media-type';

/** A Lambda proxy response, checked. */
export interface ProxyResponse {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text, or Base64 where `isBase64Encoded`. */
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A payload that is no Lambda proxy response: 502 for the client. */
export class MalformedProxyResponse extends Error {}

/** A body that cannot be decoded: 500 for the client. */
export class UndecodableBody extends Error {}

const KEYS = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * Checks a function's payload against the Lambda proxy response format. Any key beyond the format's own is refused,
 * as on AWS.
 * @throws MalformedProxyResponse
 */
export function parseProxyResponse(payload: unknown): ProxyResponse {
  if (!isRecord(payload)) throw new MalformedProxyResponse('The function returned no object.');
  const keys = Object.keys(payload);
  const other = keys.find((key) => !KEYS.includes(key));
  if (other !== undefined) {
    throw new MalformedProxyResponse(`The function returned the key ${other}; allowed are ${KEYS.join(', ')}.`);
  }
  if (keys.length === 0) throw new MalformedProxyResponse('The function returned an empty object.');
  const { body = null, isBase64Encoded = false } = payload;
  if (body !== null && typeof body !== 'string') throw new MalformedProxyResponse('body must be a string.');
  if (typeof isBase64Encoded !== 'boolean') throw new MalformedProxyResponse('isBase64Encoded must be a boolean.');
  return {
    statusCode: parseStatusCode(payload.statusCode),
    headers: mergeHeaders(parseMultiValueHeaders(payload.multiValueHeaders), parseHeaders(payload.headers)),
    body: body ?? '',
    isBase64Encoded,
  };
}

/**
 * @param acceptedType the first media type of `Accept`.
 * @throws UndecodableBody where the body should be Base64 and is not.
 */
export function bodyBytes(
  { body, isBase64Encoded }: ProxyResponse,
  acceptedType: string | undefined,
  binaryMediaTypes: readonly string[],
): Buffer {
  if (!isBase64Encoded || !isBinaryType(acceptedType, binaryMediaTypes)) return Buffer.from(body);
  if (!BASE64.test(body)) throw new UndecodableBody('The body is not Base64.');
  return Buffer.from(body, 'base64');
}

function parseStatusCode(statusCode: unknown): number {
  if (statusCode === undefined) return 200;
  const isText = typeof statusCode === 'string' && /^[0-9]{3}$/.test(statusCode);
  const status = isText ? Number(statusCode) : statusCode;
  if (typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedProxyResponse(`statusCode is ${JSON.stringify(statusCode)}; allowed is 200 to 599.`);
}

function parseHeaders(headers: unknown): [string, string][] {
  return headerEntries('headers', headers).map(([name, value]) => checkedHeader(name, value));
}

function parseMultiValueHeaders(headers: unknown): [string, string][] {
  return headerEntries('multiValueHeaders', headers).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw new MalformedProxyResponse(`multiValueHeaders.${name} must be a list.`);
    return values.map((value: unknown) => checkedHeader(name, value));
  });
}

function headerEntries(key: string, headers: unknown): [string, unknown][] {
  if (headers === undefined || headers === null) return [];
  if (!isRecord(headers)) throw new MalformedProxyResponse(`${key} must be an object.`);
  return Object.entries(headers);
}

function checkedHeader(name: string, value: unknown): [string, string] {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new MalformedProxyResponse(`The header ${name} must be a string, a number or a boolean.`);
  }
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
  } catch {
    throw new MalformedProxyResponse(`The header ${name} cannot be sent over HTTP.`);
  }
  return [name, String(value)];
}

/** Values of `multiValueHeaders` come first and give the name its spelling; an equal value is sent once. */
function mergeHeaders(multi: readonly [string, string][], single: readonly [string, string][]): [string, string][] {
  const merged = [...multi];
  for (const [name, value] of single) {
    const known = multi.filter(([each]) => each.toLowerCase() === name.toLowerCase());
    if (known.some(([, each]) => each === value)) continue;
    merged.push([known[0]?.[0] ?? name, value]);
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
