/** Longest path, in characters. */
export const PATH_LIMIT = 2048;

export interface CanonicalPath {
  /** The path itself, byte for byte as it was sent. */
  readonly full: string;
  /** First segment; empty for `/`. */
  readonly api: string;
  /** What follows the first segment: empty, or starting with `/`. */
  readonly below: string;
  /** Whether a segment below the API holds an escaped slash: only a route can say whether it means one thing. */
  readonly encodedSlash: boolean;
}

/** Printable ASCII that a path may carry as it is; escapes are looked at segment by segment. */
const RAW = /^[A-Za-z0-9\-._~!$&'()+,=:@%/]*$/;
/** An escape of a character that needs none: two spellings of one path. */
const ESCAPED_UNRESERVED = /%(?:4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae]|3[0-9]|2[de])/i;
const ESCAPED_SLASH = /%2f/i;
/** Characters that some server on the way takes for syntax, in whatever spelling they arrived. */
const SYNTAX = /[/\\%;#?*\p{Cc}]/u;

/**
 * Reads a path that means one thing only, and refuses any other: nothing is repaired.
 *
 * Refused are escapes of unreserved characters, malformed or overlong ones, and segments whose decoded text has a
 * backslash, percent sign, `;`, `#`, `?`, `*` or a control character, ends with a dot or a space, or would do
 * so after compatibility normalisation. So are `//`, raw characters outside RFC 3986's `pchar`, and paths longer than
 * {@link PATH_LIMIT}. An escaped slash below the API is told of, and what it parts must be a segment by itself.
 *
 * @param path without stage, still percent-encoded.
 */
export function parseCanonicalPath(path: string): CanonicalPath | undefined {
  if (path.length > PATH_LIMIT || !path.startsWith('/') || !RAW.test(path) || ESCAPED_UNRESERVED.test(path)) {
    return undefined;
  }
  const segments = path.slice(1).split('/');
  let encodedSlash = false;
  for (const [index, segment] of segments.entries()) {
    const escaped = ESCAPED_SLASH.test(segment);
    if (segment === '' ? index !== segments.length - 1 : !isPlain(segment) || (escaped && index === 0)) {
      return undefined;
    }
    encodedSlash ||= escaped;
  }
  const api = segments[0] as string;
  return { full: path, api, below: path.slice(1 + api.length), encodedSlash };
}

/** Decoded segments of a canonical path; none for the empty one. */
export function decodeSegments(below: string): string[] {
  return below === '' ? [] : below.slice(1).split('/').map(decodeURIComponent);
}

/** Without an escape, a dot or anything that could be syntax: it is plain however it is read. */
const PLAIN = /^[\w~-]+$/;

function isPlain(segment: string): boolean {
  if (PLAIN.test(segment)) {
    return true;
  }
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    return false;
  }
  return decoded.split('/').every((part) => {
    // Some servers fold full-width and other compatibility forms into the ASCII ones: judge what they would see.
    const folded = part.normalize('NFKC');
    return part !== '' && !SYNTAX.test(part) && !SYNTAX.test(folded) && !/[. ]$/.test(folded);
  });
}
