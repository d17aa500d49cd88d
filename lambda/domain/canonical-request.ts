import { hash } from 'node:crypto';
import { HTTP_METHODS } from '../contract/api-document';
import { parseCanonicalPath } from './canonical-path';
import { parseCanonicalQuery } from './canonical-query';
import { type HeaderValues, hasAmbiguousHeader, isMethodOverride, overridesMethod } from './header-name';
import { foldParameterName } from './parameter-name';

/** A request as API Gateway hands it on. */
export interface RawRequest {
  readonly method: string;
  /** Without stage, still percent-encoded. */
  readonly path: string;
  /** Decoded pairs by name. */
  readonly query: Readonly<Record<string, readonly (string | undefined)[] | undefined>> | null;
  readonly headers: HeaderValues | null;
}

/** What is decided on, and then sent: a request that can be read in one way only. */
export interface CanonicalRequest {
  /** One of {@link HTTP_METHODS}. */
  readonly method: string;
  /** First path segment; empty for `/`. */
  readonly api: string;
  /** Path below the API: empty, or starting with `/`; percent-encoded as it was sent. */
  readonly path: string;
  readonly fullPath: string;
  /** Encoded query without `?`. */
  readonly query: string;
  /** Decoded pairs of the query. */
  readonly pairs: readonly (readonly [string, string])[];
  /** SHA-256 (hex) over method, path and query. */
  readonly digest: string;
}

/** @param path below the API, percent-encoded. */
export type SlashAdmission = (method: string, api: string, path: string) => boolean;

export type Canonicalisation =
  | { readonly ok: true; readonly request: CanonicalRequest }
  | {
      readonly ok: false;
      readonly reason: 'path_ambiguous' | 'query_ambiguous' | 'header_ambiguous' | 'method_unsupported';
    };

/**
 * Reads a request in the one way it can be read, or refuses it; nothing is repaired.
 *
 * Authorizer and forwarder both call it: the first decides on the result and passes on its digest, the second
 * computes it again, refuses a difference and sends exactly this.
 *
 * @param admitsSlash whether the route of a path takes its escaped slashes for parts of parameters. Without it they
 * are refused.
 */
export function canonicaliseRequest(raw: RawRequest, admitsSlash: SlashAdmission = () => false): Canonicalisation {
  if (hasAmbiguousHeader(raw.headers)) {
    return { ok: false, reason: 'header_ambiguous' };
  }
  const { method } = raw;
  if (!HTTP_METHODS.some((known) => known === method) || overridesMethod(raw.headers, method)) {
    return { ok: false, reason: 'method_unsupported' };
  }
  const path = parseCanonicalPath(raw.path);
  if (path === undefined || (path.encodedSlash && !admitsSlash(method, path.api, path.below))) {
    return { ok: false, reason: 'path_ambiguous' };
  }
  const query = parseCanonicalQuery(raw.query);
  if (query === undefined) {
    return { ok: false, reason: 'query_ambiguous' };
  }
  // Frameworks take `_method` for the method, from query and form alike.
  if (query.pairs.some(([name, value]) => isMethodOverride(foldParameterName(name)) && value !== method)) {
    return { ok: false, reason: 'method_unsupported' };
  }
  return {
    ok: true,
    request: {
      method,
      api: path.api,
      path: path.below,
      fullPath: path.full,
      query: query.text,
      pairs: query.pairs,
      digest: digestOf(method, path.full, query.text),
    },
  };
}

/** SHA-256 (hex) over method and path alone: what was decided on where an answer is kept for any query. */
export function digestOfCall({ method, fullPath }: Pick<CanonicalRequest, 'method' | 'fullPath'>): string {
  return digestOf('call', method, fullPath);
}

function digestOf(...parts: readonly string[]): string {
  return hash(
    'sha256',
    parts.reduce((text, part) => `${text}\n${part.length}:${part}`, 'gatehouse:request:v1'),
  );
}
