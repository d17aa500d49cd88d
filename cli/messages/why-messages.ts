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
  nothingAsked: message('GH1204', () => [
    'It is not said what to explain.',
    'Give --request-id ID, or --user, --action and --resource, or --record FILE.',
  ]),
  noDecision: message('GH1205', (id: string, since: string) => [
    `No decision of the last ${since} has the id "${id}".`,
    'Give the id as the client got it, look further back with --since, or wait: log groups show lines after a while.',
  ]),
  badContext: message('GH1206', (file: string) => [
    `"${file}" holds no context; allowed: one JSON object.`,
    'Write it as {"path": {"order": "7"}, "sourceAddress": "203.0.113.9"}.',
  ]),
  notAsked: message('GH1207', (problem: string) => [problem, 'Ask for what is deployed.']),
} as const;
