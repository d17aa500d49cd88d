/** A piece of TypeScript that can stand on one line or on several. */
export type Code =
  | string
  | { readonly call: string; readonly args: readonly Code[] }
  | { readonly list: readonly Code[] }
  /** Always on several lines where `open`. */
  | { readonly members: readonly (readonly [name: string, value: Code])[]; readonly open?: boolean };

const LINE_WIDTH = 120;

/** @returns a text in single quotes. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"');
  return inner.includes("'") && !inner.includes('"') ? JSON.stringify(text) : `'${inner.replace(/'/g, "\\'")}'`;
}

/** @param column where the code begins on its line. @param indent of that line, in blanks. */
export function printCode(code: Code, indent = 0, column = indent): string {
  const flat = flatOf(code);
  // One for the comma or semicolon behind it.
  if (flat !== undefined && column + flat.length + 1 <= LINE_WIDTH) {
    return flat;
  }
  const inner = ' '.repeat(indent + 2);
  const lines = (items: readonly string[]): string => items.map((item) => `${inner}${item},\n`).join('');
  const end = ' '.repeat(indent);
  if (typeof code === 'string') {
    return code;
  }
  if ('list' in code) {
    return `[\n${lines(code.list.map((item) => printCode(item, indent + 2)))}${end}]`;
  }
  if ('members' in code) {
    const members = code.members.map(([name, value]) => {
      return `${name === String(value) ? '' : `${name}: `}${printCode(value, indent + 2, indent + 4 + name.length)}`;
    });
    return `{\n${lines(members)}${end}}`;
  }
  const last = code.args.at(-1);
  if (last !== undefined && typeof last !== 'string' && 'members' in last) {
    const before = code.args.slice(0, -1).map((arg) => `${flatOf(arg)}, `);
    return `${code.call}(${before.join('')}${printCode({ ...last, open: true }, indent)})`;
  }
  return `${code.call}(\n${lines(code.args.map((arg) => printCode(arg, indent + 2)))}${end})`;
}

/** @returns `undefined` for what stands on several lines in any case. */
function flatOf(code: Code): string | undefined {
  if (typeof code === 'string') {
    return code;
  }
  const parts: (string | undefined)[] =
    'list' in code
      ? code.list.map(flatOf)
      : 'members' in code
        ? code.members.map(([name, value]) => {
            const flat = flatOf(value);
            return flat === undefined || name === flat ? flat : `${name}: ${flat}`;
          })
        : code.args.map(flatOf);
  if (parts.includes(undefined) || ('members' in code && code.open === true)) {
    return undefined;
  }
  const joined = parts.join(', ');
  return 'list' in code ? `[${joined}]` : 'members' in code ? `{ ${joined} }` : `${code.call}(${joined})`;
}
