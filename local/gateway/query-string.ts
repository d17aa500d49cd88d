/** Values by name, in the order sent. */
export type Query = ReadonlyMap<string, readonly string[]>;

/**
 * Decodes a query once: `+` is a space, `;` separates like `&`, a name without `=` has the value `""`.
 * @returns `undefined` where it holds a raw `|`, `{` or `}`, or an escape that is not UTF-8 percent-encoding.
 */
export function parseQuery(rawQuery: string): Query | undefined {
  if (/[|{}]/.test(rawQuery)) return undefined;
  const query = new Map<string, string[]>();
  for (const piece of rawQuery.split(/[&;]/)) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = decode(equals < 0 ? piece : piece.slice(0, equals));
    const value = decode(equals < 0 ? '' : piece.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    query.set(name, [...(query.get(name) ?? []), value]);
  }
  return query;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
