/** Headers by name, every value of a repeated one. */
export type HeaderValues = Readonly<Record<string, readonly string[] | undefined>>;

/** RFC 9110's `token`. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible ASCII, space and tab. Anything else is read differently from server to server. */
const VALUE = /^[\t\x20-\x7e]*$/;

/** Headers and parameters, folded, with which some servers replace the method. */
const METHOD_OVERRIDES = [
  'x-http-method-override',
  'x-http-method',
  'x-httpmethod',
  'x-method-override',
  'x-method',
  'http-method-override',
  '-method',
];

/**
 * Headers that decide who calls, what is called or how the body is cut. Sent twice, in whatever spelling, two readers
 * could each take another one.
 */
const SINGLE: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'host',
  'content-type',
  'content-length',
  'transfer-encoding',
  ...METHOD_OVERRIDES,
]);

/**
 * A name as the most lenient server sees it: case folded, and every other character than a letter or digit the same,
 * since some turn them all into `_` to name a variable.
 *
 * @see RFC 3875, section 4.1.18
 */
export function foldHeaderName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '-');
}

/** Whether a name is one that a request or answer may carry. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** Whether a value stays inside its line, in ASCII. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value);
}

/** Values by folded name. */
export function foldHeaders(headers: HeaderValues | null): Map<string, string[]> {
  const folded = new Map<string, string[]>();
  for (const [name, values] of Object.entries(headers ?? {})) {
    const key = foldHeaderName(name);
    folded.set(key, [...(folded.get(key) ?? []), ...(values ?? [])]);
  }
  return folded;
}

/** Whether a header can be read in more than one way: a bad name or value, or a security header sent twice. */
export function hasAmbiguousHeader(headers: HeaderValues | null): boolean {
  for (const [name, values] of Object.entries(headers ?? {})) {
    if (!isHeaderName(name) || !(values ?? []).every((value) => typeof value === 'string' && isHeaderValue(value))) {
      return true;
    }
  }
  for (const [name, values] of foldHeaders(headers)) {
    if (SINGLE.has(name) && values.length > 1) {
      return true;
    }
  }
  return false;
}

/** Whether a header asks for another method than the one decided on. */
export function overridesMethod(headers: HeaderValues | null, method: string): boolean {
  const folded = foldHeaders(headers);
  return METHOD_OVERRIDES.some((name) => (folded.get(name) ?? []).some((value) => value !== method));
}

/** Whether a folded name is one of those that override the method. */
export function isMethodOverride(foldedName: string): boolean {
  return METHOD_OVERRIDES.includes(foldedName);
}
