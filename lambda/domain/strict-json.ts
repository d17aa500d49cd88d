/**
 * Parses JSON in which no object, at any depth, names a member twice: of two such members each reader may take
 * another. Names are compared after their escapes are resolved.
 *
 * @returns `undefined` for text that is not JSON, or not unambiguous.
 * @see RFC 7519, section 4; RFC 8259, section 4
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return hasRepeatedMember(text) ? undefined : value;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** @param text valid JSON. */
function hasRepeatedMember(text: string): boolean {
  // One entry an open bracket: the names so far of an object, or nothing for a list.
  const open: (Set<string> | undefined)[] = [];
  let expectsName = false;
  for (const [token] of text.matchAll(TOKENS)) {
    switch (token) {
      case '{':
        open.push(new Set());
        expectsName = true;
        break;
      case '[':
        open.push(undefined);
        expectsName = false;
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        expectsName = open.at(-1) !== undefined;
        break;
      case ':':
        expectsName = false;
        break;
      default:
        if (expectsName && !addName(open.at(-1) as Set<string>, JSON.parse(token) as string)) {
          return true;
        }
    }
  }
  return false;
}

function addName(names: Set<string>, name: string): boolean {
  return names.size < names.add(name).size;
}
