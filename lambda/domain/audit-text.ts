/** Longest text of a record's field, in characters, where the caller names no other. */
export const AUDIT_TEXT_LIMIT = 256;

/**
 * Characters that could end a line, move a terminal's cursor or turn its text around, halves of characters, and the
 * backslash that marks them all: so that escaping is unambiguous.
 */
const UNSAFE = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const UNSAFE_UNIT = /[^\x20-\x5b\x5d-\x7e]/;
/** Credentials that a client put where they do not belong, such as the path; percent-encoded too, in part or whole. */
export const AUDIT_CREDENTIAL =
  /(?:g|%67)(?:t|%74)(?:h|%68)(?:_|%5[fF])[\w.%-]+|(?:e|%65)(?:y|%79)(?:J|%4[aA])[\w%-]+(?:\.|%2[eE])[\w.%-]+/g;

/**
 * Text from outside as it stands in an audit record: no control characters, no credential, bounded.
 *
 * @param limit in characters; what is cut off shows as `…`.
 */
export function auditText(text: string, limit: number = AUDIT_TEXT_LIMIT): string {
  const clean = text.replace(AUDIT_CREDENTIAL, '[redacted]');
  const escaped = UNSAFE_UNIT.test(clean) ? clean.replace(UNSAFE, escapeCharacter) : clean;
  return escaped.length <= limit ? escaped : `${escaped.slice(0, limit - 1)}…`;
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
