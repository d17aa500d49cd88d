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
  'dpop',
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
  const known = foldedNames.get(name);
  if (known !== undefined) {
    return known;
  }
  const folded = name.toLowerCase().replace(/[^a-z0-9]/g, '-');
  if (foldedNames.size < NAMES_LIMIT && name.length <= NAME_LIMIT) {
    foldedNames.set(name, folded);
  }
  return folded;
}

/** Clients send the same few names over and over; what comes when there are enough is folded each time. */
const foldedNames = new Map<string, string>();
const NAMES_LIMIT = 1_024;
const NAME_LIMIT = 64;

/** Whether a name is one that a request or answer may carry. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** Whether a value stays inside its line, in ASCII. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value);
}

/** Values by folded name. Several steps ask for them: they are folded once for the same object. */
export function foldHeaders(headers: HeaderValues | null): ReadonlyMap<string, readonly string[]> {
  if (headers === null) {
    return NO_HEADERS;
  }
  const known = foldedHeaders.get(headers);
  if (known !== undefined) {
    return known;
  }
  const folded = new Map<string, readonly string[]>();
  for (const [name, values] of Object.entries(headers)) {
    const key = foldHeaderName(name);
    folded.set(key, [...(folded.get(key) ?? []), ...(values ?? [])]);
  }
  foldedHeaders.set(headers, folded);
  return folded;
}

const NO_HEADERS: ReadonlyMap<string, readonly string[]> = new Map();
const foldedHeaders = new WeakMap<HeaderValues, ReadonlyMap<string, readonly string[]>>();

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

/**
 * Whether a decision depends on what a header says, and on whether it is there, whatever route is called: it carries
 * the credential, must not be sent twice, or takes others away. Of all the rest, only the form matters, and what a
 * route declares.
 *
 * @param foldedName as {@link foldHeaderName} gives it.
 */
export function isDecisiveHeader(foldedName: string): boolean {
  return SINGLE.has(foldedName) || foldedName === 'connection';
}

/** Whether a folded name is one of those that override the method. */
export function isMethodOverride(foldedName: string): boolean {
  return METHOD_OVERRIDES.includes(foldedName);
}
