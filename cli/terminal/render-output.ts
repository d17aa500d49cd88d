import Table from 'cli-table3';
import { stringify } from 'yaml';
import type { Terminal } from './terminal';

export const OUTPUT_FORMATS = ['table', 'json', 'yaml'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What a command found out or did. */
export interface Rendering {
  /** For machines: `--output json` and `yaml` print it as it is, and nothing where it is undefined. Its names are stable. */
  readonly value: unknown;
  /** For people, one below the other; those without rows are left out. */
  readonly tables?: readonly OutputTable[];
  /** For people, below the tables; lines. */
  readonly text?: string;
}

export interface OutputTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** No lines: rows can be copied, and `grep` finds whole ones. */
const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Writes a command's result in the form that was asked for. */
export function renderOutput(terminal: Terminal, format: OutputFormat, { value, tables = [], text }: Rendering): void {
  if (value === undefined && format !== 'table') {
    return;
  }
  if (format === 'json') {
    terminal.out(JSON.stringify(value, null, 2));
    return;
  }
  if (format === 'yaml') {
    terminal.out(stringify(value).trimEnd());
    return;
  }
  const parts = [
    ...tables.filter(({ rows }) => rows.length > 0).map((table) => renderTable(terminal, table)),
    ...(text === undefined ? [] : [text]),
  ];
  if (parts.length > 0) {
    terminal.out(parts.join('\n\n'));
  }
}

function renderTable({ colors }: Terminal, { head, rows }: OutputTable): string {
  const table = new Table({
    head: head.map((name) => colors.bold(name)),
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map(printable)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** What was stored by somebody else must not steer the terminal. */
function printable(cell: string): string {
  return cell.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}
