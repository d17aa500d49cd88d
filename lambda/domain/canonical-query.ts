/** Longest encoded query, in characters. */
export const QUERY_LIMIT = 8192;

export interface CanonicalQuery {
  /** Encoded, without `?`; empty where there are no pairs. */
  readonly text: string;
  /** Decoded, in the order of `text`. */
  readonly pairs: readonly (readonly [string, string])[];
}

/** A name that another parser could split, cut or miss. */
const NAME_REFUSED = /[;\p{Cc}\p{Cs}\u{fffd}]/u;
/** What stands where the bytes were no UTF-8, and the one control that ends text in some languages. */
const VALUE_REFUSED = /[\0\p{Cs}\u{fffd}]/u;

/**
 * Encodes the query in the one documented way: RFC 3986's unreserved characters as they are, every other UTF-8 byte
 * as `%XX` in upper case, every pair with its `=`; names sorted by code unit, values of one name in the order sent.
 *
 * @param query decoded pairs by name, as a REST API hands them on.
 * @returns `undefined` for an empty name, a `;` or control character in a name, NUL, invalid UTF-8, a missing value,
 * or more than {@link QUERY_LIMIT} characters.
 */
export function parseCanonicalQuery(
  query: Readonly<Record<string, readonly (string | undefined)[] | undefined>> | null,
): CanonicalQuery | undefined {
  const pairs: [string, string][] = [];
  for (const name of Object.keys(query ?? {}).sort()) {
    if (name === '' || NAME_REFUSED.test(name)) {
      return undefined;
    }
    for (const value of query?.[name] ?? []) {
      if (typeof value !== 'string' || VALUE_REFUSED.test(value)) {
        return undefined;
      }
      pairs.push([name, value]);
    }
  }
  const text = encodePairs(pairs);
  return text.length > QUERY_LIMIT ? undefined : { text, pairs };
}

/** Writes pairs in the documented encoding. */
export function encodePairs(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
