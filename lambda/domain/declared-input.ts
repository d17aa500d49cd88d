import { createHash } from 'node:crypto';
import type { InputDocument, RouteDocument } from '../contract/api-document';
import type { CanonicalRequest } from './canonical-request';
import { foldHeaderName, foldHeaders, type HeaderValues, isMethodOverride } from './header-name';
import { foldParameterName } from './parameter-name';
import { isWithheldHeader } from './request-headers';

/** Values by declared name; what was not sent is left out. */
export type InputValues = Readonly<Record<string, string | readonly string[]>>;

/** What policies may read of a request beside its path. */
export interface DeclaredInput {
  readonly query: InputValues;
  /** By name in lower case. */
  readonly headers: InputValues;
}

export type DeclaredInputReading =
  | { readonly ok: true; readonly input: DeclaredInput }
  | { readonly ok: false; readonly reason: 'query_ambiguous' | 'header_ambiguous' };

type Declared = Pick<RouteDocument, 'query' | 'headers'>;
type Pairs = readonly (readonly [string, string])[];

/**
 * Reads the query parameters and headers that a route declares.
 *
 * Refused is whatever another reader could understand in another way than a policy: a single value sent twice, another
 * spelling that a lenient server takes for the same name, and a header that `Connection` has taken away on the way.
 */
export function readDeclaredInput(
  declared: Declared,
  request: Pick<CanonicalRequest, 'pairs'>,
  headers: HeaderValues | null,
): DeclaredInputReading {
  const query = readInputs(declared.query ?? [], request.pairs, foldParameterName);
  if (query === undefined) {
    return { ok: false, reason: 'query_ambiguous' };
  }
  if (declared.headers === undefined || declared.headers.length === 0) {
    return { ok: true, input: { query, headers: {} } };
  }
  const fields = Object.entries(headers ?? {}).flatMap(([name, values]) =>
    (values ?? []).map((value) => [name.toLowerCase(), value] as const),
  );
  const read = readInputs(declared.headers, fields, foldHeaderName);
  const dropped = (foldHeaders(headers).get('connection') ?? []).flatMap((value) => value.split(','));
  const hidden = declared.headers.some(({ name }) =>
    dropped.some((option) => foldHeaderName(option.trim()) === foldHeaderName(name)),
  );
  return read === undefined || hidden
    ? { ok: false, reason: 'header_ambiguous' }
    : { ok: true, input: { query, headers: read } };
}

/** @returns `undefined` where a value could be read in more than one way. */
function readInputs(
  declared: readonly InputDocument[],
  sent: Pairs,
  fold: (name: string) => string,
): InputValues | undefined {
  const read: [string, string | readonly string[]][] = [];
  for (const { name, type } of declared) {
    const alike = sent.filter(([other]) => fold(other) === fold(name));
    const values = alike.map(([, value]) => value);
    if (alike.some(([other]) => other !== name) || (type === 'String' && values.length > 1)) {
      return undefined;
    }
    if (values.length > 0) {
      read.push([name, type === 'String' ? (values[0] as string) : [...new Set(values)]]);
    }
  }
  return Object.fromEntries(read);
}

/**
 * Digest of everything that was decided on: of the canonical request, and of the declared headers where there are any.
 *
 * @param digest of the canonical request, which covers the query already.
 */
export function decidedDigest(digest: string, declared: Declared, { headers }: DeclaredInput): string {
  const names = (declared.headers ?? []).map(({ name }) => name).sort();
  if (names.length === 0) {
    return digest;
  }
  const values = names.map((name) => [name, headers[name] ?? null]);
  return createHash('sha256')
    .update(`gatehouse:headers:v1\n${digest}\n${JSON.stringify(values)}`)
    .digest('hex');
}

/** @returns why a route cannot declare its inputs so, one sentence a problem; empty = it can. */
export function inputProblems({ query = [], headers = [] }: Declared): string[] {
  return [
    ...alikeProblems('query parameters', query, foldParameterName),
    ...alikeProblems('headers', headers, foldHeaderName),
    ...query
      .filter(({ name }) => isMethodOverride(foldParameterName(name)))
      .map(({ name }) => `The query parameter ${JSON.stringify(name)} names a method, and is refused where it does.`),
    ...headers
      .filter(({ name }) => isWithheldHeader(name))
      .map(
        ({ name }) =>
          `The header ${JSON.stringify(name)} never reaches the upstream or tells who calls, which policies know of the principal.`,
      ),
  ];
}

function alikeProblems(what: string, declared: readonly InputDocument[], fold: (name: string) => string): string[] {
  const names = declared.map(({ name }) => fold(name));
  return declared
    .filter((_, index) => names.indexOf(names[index] as string) < index)
    .map(({ name }) => `Two ${what} are spelled like ${JSON.stringify(name)} for a lenient server.`);
}
