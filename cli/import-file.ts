import { parse } from 'yaml';
import { CommandError } from './command-error';
import { USER_MESSAGES } from './messages/user-messages';

/** One user as a file names it; every member is text, or a list of texts. */
export type ImportRow = Readonly<Record<string, string | readonly string[]>>;

/** Members of a row; lists are parted by spaces in CSV. */
export const ROW_FIELDS = [
  'tenant',
  'user',
  'roles',
  'plan',
  'metering',
  'owner',
  'purpose',
  'expires',
  'kind',
  'sources',
  'issuer',
  'subject',
] as const;
const LISTS: readonly string[] = ['roles', 'sources'];

/**
 * Reads users from CSV with a line of names, from JSON or YAML: a list, or `users:` with one.
 *
 * @param text of the file. @param file for messages; its ending says what it is.
 */
export function parseImport(text: string, file: string): ImportRow[] {
  const fail = (problem: string): never => {
    throw new CommandError(USER_MESSAGES.importFile(file, problem));
  };
  const rows = /\.(ya?ml|json)$/i.test(file) ? parseList(text, fail) : parseTable(text, fail);
  rows.forEach((row, index) => {
    const unknown = Object.keys(row).filter((name) => !(ROW_FIELDS as readonly string[]).includes(name));
    if (unknown.length > 0) {
      fail(
        `user ${index + 1} has ${unknown.map((name) => JSON.stringify(name)).join(', ')}; allowed: ${ROW_FIELDS.join(', ')}.`,
      );
    }
    for (const [name, value] of Object.entries(row)) {
      const texts = LISTS.includes(name) ? value : [value];
      if (!Array.isArray(texts) || texts.some((one) => typeof one !== 'string')) {
        fail(`user ${index + 1} has a ${name} that is no ${LISTS.includes(name) ? 'list of texts' : 'text'}.`);
      }
    }
  });
  return rows;
}

function parseList(text: string, fail: (problem: string) => never): ImportRow[] {
  let parsed: unknown;
  try {
    // Dates stay as they are written.
    parsed = parse(text, { schema: 'json' });
  } catch {
    fail('it is neither JSON nor YAML.');
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as { users?: unknown } | null)?.users;
  if (!Array.isArray(list) || list.some((row) => typeof row !== 'object' || row === null || Array.isArray(row))) {
    return fail('it holds no list of users.');
  }
  return list as ImportRow[];
}

function parseTable(text: string, fail: (problem: string) => never): ImportRow[] {
  const [head, ...lines] = parseCsv(text, fail);
  if (head === undefined || !head.includes('tenant') || !head.includes('user')) {
    return fail('its first line names no tenant and user.');
  }
  return lines.map((cells, index) => {
    if (cells.length !== head.length) {
      fail(`line ${index + 2} has ${cells.length} values; the first line names ${head.length}.`);
    }
    const named = head
      .map((name, column) => [name, cells[column] as string] as const)
      .filter(([, value]) => value !== '');
    return Object.fromEntries(
      named.map(([name, value]) => [
        name,
        LISTS.includes(name) ? value.split(/[\s;]+/).filter((each) => each !== '') : value,
      ]),
    );
  });
}

/** @see RFC 4180, section 2; empty lines are passed over. */
function parseCsv(text: string, fail: (problem: string) => never): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const source = text.replace(/^\ufeff/, '');
  while (cell.lastIndex < source.length) {
    const match = cell.exec(source);
    if (match === null) {
      return fail(`line ${rows.length + 1} has a quote that does not end, or stands inside a value.`);
    }
    const [, quoted, plain = '', end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') {
      rows.push(row);
      row = [];
    } else if (cell.lastIndex === source.length) {
      rows.push([...row, '']);
      row = [];
    }
  }
  return rows.filter((cells) => cells.length > 1 || cells[0] !== '');
}
