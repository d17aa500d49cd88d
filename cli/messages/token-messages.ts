import { EXIT_CODE } from '../exit-code';
import { message } from './message';

const conflict = EXIT_CODE.CONFLICT;

/** GH17xx: tokens, revocations, grants for a task. */
export const TOKEN_MESSAGES = {
  badDuration: message('GH1701', (option: string, given: string, limit: string) => [
    `${option} got "${given}"; allowed: a whole number with s, m, h or d, up to ${limit}.`,
    'Write it as 15m or 24h.',
  ]),
  badInstant: message('GH1702', (given: string) => [
    `--expires got "${given}"; allowed: an instant to come, as 2027-01-31T00:00:00Z.`,
    'Write date, time and Z.',
  ]),
  halfTask: message('GH1703', () => [
    'A token for a task says what it is for, what it may do, and for how long.',
    'Give --task, --allow and --for together, and no --expires; or none of them.',
  ]),
  notOneToken: message('GH1704', () => [
    'It is not said which token.',
    'Name user and token id, as `gatehouse tokens list` prints them, or give --stdin and the token on standard input.',
  ]),
  badToken: message('GH1705', () => [
    'What came on standard input is no token of this kind, or not all of it.',
    'Give the whole token, in one line, and nothing else.',
  ]),
  namelessJwt: message('GH1706', () => [
    'The token has no issuer or no jti: it cannot be told from others of its subject.',
    'Revoke its subject: `gatehouse revoke subject ISSUER SUBJECT`.',
  ]),
  notRestorable: message(
    'GH1707',
    (kind: string) => [
      `A ${kind} that was revoked cannot be restored: somebody else may have it.`,
      'Mint another one, or let the issuer do so.',
    ],
    conflict,
  ),
  notCopy: message(
    'GH1708',
    (table: string) => [
      `The table ${table} is no copy: it was written under its own name. Nothing was changed.`,
      'Only a restored or copied table is adopted.',
    ],
    conflict,
  ),
  notGranted: message('GH1709', (problem: string) => [problem, 'Nothing was changed. Mend it and run it again.']),
  badAction: message('GH1710', (given: string) => [
    `"${given}" names no action; allowed: api:Action.`,
    'Write it as policies do, as in orders:ReadOrder.',
  ]),
  noGrant: message('GH1711', (user: string, id: string) => [
    `"${user}" has no grant "${id}".`,
    'Name one that `gatehouse grants list` shows.',
  ]),
} as const;

/** Refusals of the same area. */
export const TOKEN_REFUSALS = {
  user_unfinished: message(
    'GH1750',
    (subject: string) => [`The creation of "${subject}" has not ended.`, 'Run `gatehouse users create` again first.'],
    conflict,
  ),
  user_federated: message(
    'GH1751',
    (subject: string, detail: string) => [
      `"${subject}" is a subject of the issuer "${detail}", which mints its tokens.`,
      'Make a user of its own for a program.',
    ],
    conflict,
  ),
  token_unknown: message('GH1752', (subject: string) => [
    `There is no token of the id "${subject}".`,
    'Name one that `gatehouse tokens list` shows.',
  ]),
  action_unknown: message('GH1753', (subject: string, detail: string) => [
    `No API has the action ${subject}; there are: ${detail}.`,
    'Allow actions that are deployed.',
  ]),
} as const;
