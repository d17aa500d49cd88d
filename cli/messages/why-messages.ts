import { message } from './message';

/** GH12xx: `gatehouse why`. */
export const WHY_MESSAGES = {
  records: message('GH1201', (count: number, id: string | undefined) => [
    `--record holds ${count} decision records${id === undefined ? '' : ` of the id "${id}"`}; allowed: one.`,
    'Name the request with --id, and give the lines as they were written.',
  ]),
  unreadable: message('GH1202', (file: string, problem: string) => [
    `"${file}" cannot be read: ${problem}.`,
    'Name a file that is there.',
  ]),
  registry: message('GH1203', (problem: string) => [
    problem,
    'Name the registry that decided, and a role that may read it.',
  ]),
} as const;
