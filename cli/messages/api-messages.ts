import { message } from './message';

/** GH19xx: APIs from documents. */
export const API_MESSAGES = {
  unreadable: message('GH1901', (file: string, problems: readonly string[]) => [
    `"${file}" cannot be imported: ${problems.join(' ')}`,
    'Correct the document, or say more in its x-gatehouse.',
  ]),
  badName: message('GH1902', (name: string) => [
    `The API would be called "${name}"; allowed: 1 to 64 of a-z, 0-9 and "-", starting with a letter.`,
    'Give another name with --name.',
  ]),
  fileExists: message('GH1903', (file: string) => [
    `--out "${file}" is there already, and was left as it is.`,
    'Name another file, or let --force replace it.',
  ]),
  unwritable: message('GH1904', (file: string, code: string) => [
    `--out "${file}" cannot be written (${code}).`,
    'Give a file in a folder that exists and that you may write to.',
  ]),
} as const;
