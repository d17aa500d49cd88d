import type { ManageRefusal, RefusalKind } from '../../lambda/domain/manage/manage-refusal';
import { EXIT_CODE } from '../exit-code';
import { type Message, message } from './message';
import { TOKEN_REFUSALS } from './token-messages';

/** GH15xx: users, tenants and roles. */
export const USER_MESSAGES = {
  badTerms: message('GH1501', (problems: readonly string[]) => [
    problems.join(' '),
    'Nothing was changed. Mend it and run it again.',
  ]),
  badName: message('GH1502', (given: string) => [
    `"${given}" names no user; allowed: tenant/user.`,
    'Write the tenant, a slash, and the user’s name, as `gatehouse users list` does.',
  ]),
  noTenant: message('GH1503', () => ['No tenant is named.', 'Add --tenant NAME.']),
  noPlan: message('GH1504', (plans: readonly string[]) => [
    'It is not said what meters the user.',
    `Add --plan NAME (${plans.join(', ') || 'the stack declares none'}), or --metering tenant.`,
  ]),
  planAndTenant: message('GH1505', () => [
    'A plan is named, and that the tenant meters the user.',
    'Give --plan for a key of its own, or --metering tenant for its tenant’s.',
  ]),
  halfSubject: message('GH1506', () => [
    'A federated subject needs its issuer and its name.',
    'Give both --issuer and --subject, or neither.',
  ]),
  unknownPage: message('GH1507', (given: string) => [
    `There is no page "${given}".`,
    'Give what the page before printed as its next one.',
  ]),
  badLimit: message('GH1508', (given: string) => [
    `--limit got "${given}"; allowed: 1 to 1000.`,
    'Give a whole number.',
  ]),
  importSource: message('GH1509', () => [
    'It is not said what to import.',
    'Give one of --file FILE, --api-key-id ID and --usage-plan NAME.',
  ]),
  importFile: message('GH1510', (file: string, problem: string) => [
    `"${file}" cannot be imported: ${problem}`,
    'Nothing was changed. Mend the file and run it again.',
  ]),
  importFailed: message(
    'GH1511',
    (done: number, failed: number, first: string) => [
      `${done} users are imported, ${failed} are not. The first of them: ${first}`,
      'Mend them and run it again: what is done stays as it is.',
    ],
    EXIT_CODE.CONFLICT,
  ),
} as const;

const stack = (owner: string): string => `the stack of the proxy "${owner}"`;
const conflict = EXIT_CODE.CONFLICT;

/** GH155x: why something cannot be as asked. */
export const REFUSAL_MESSAGES = {
  no_release: message(
    'GH1550',
    () => ['The registry names no release.', 'Deploy the stack that declares the proxy.'],
    EXIT_CODE.FAULT,
  ),
  tenant_unknown: message('GH1551', (subject: string) => [
    `There is no tenant "${subject}".`,
    'Make it with `gatehouse tenants create`, or declare it; `gatehouse tenants list` shows those there are.',
  ]),
  tenant_exists: message(
    'GH1552',
    (subject: string, detail: string) => [
      `There is a tenant "${subject}" already, with another ${detail}.`,
      'Use it as it is, or delete it first.',
    ],
    conflict,
  ),
  tenant_not_empty: message(
    'GH1553',
    (subject: string) => [
      `The tenant "${subject}" still has users.`,
      'Delete them first: `gatehouse users list --tenant` shows them.',
    ],
    conflict,
  ),
  tenant_unmetered: message('GH1554', (subject: string) => [
    `The tenant "${subject}" has no key that could meter its users.`,
    'Give the user a plan with --plan, or make the tenant with one.',
  ]),
  user_unknown: message('GH1555', (subject: string) => [
    `There is no user "${subject}".`,
    '`gatehouse users list` shows those there are.',
  ]),
  user_exists: message(
    'GH1556',
    (subject: string, detail: string) => [
      `There is a user "${subject}" already, and it differs in: ${detail}.`,
      'Change it with `gatehouse users update`.',
    ],
    conflict,
  ),
  name_taken: message(
    'GH1557',
    (subject: string) => [
      `Another user goes by the name "${subject}": policies could not tell them apart.`,
      'Choose another name.',
    ],
    conflict,
  ),
  declared: message(
    'GH1558',
    (subject: string, detail: string) => [
      `"${subject}" is declared by ${stack(detail)}, and its record is the stack's.`,
      'Change it in the stack and deploy; suspending and resuming need no deploy.',
    ],
    conflict,
  ),
  retired: message(
    'GH1559',
    (subject: string, detail: string) => [
      `"${subject}" was declared by ${stack(detail)} until the last deploy, and a rollback would bring it back.`,
      'Deploy the stack once more, or choose another name.',
    ],
    conflict,
  ),
  pending: message(
    'GH1560',
    (subject: string, detail: string) => [
      `"${subject}" is declared by a deploy of ${stack(detail)} that has not ended.`,
      'Wait for its end, or choose another name.',
    ],
    conflict,
  ),
  lost_race: message(
    'GH1561',
    (subject: string) => [
      `Somebody else changed "${subject}" at the same time, and was first.`,
      'Look at it with `show`, and run this again if it is still wanted.',
    ],
    conflict,
  ),
  issuer_unknown: message('GH1562', (subject: string, detail: string) => [
    `"${subject}" is of the issuer "${detail}", which the proxy does not have.`,
    'Name an issuer that the stack declares.',
  ]),
  keys_not_credentials: message(
    'GH1563',
    (subject: string) => [
      `The key ${subject} cannot be adopted: the proxy takes proxy tokens in x-api-key, and nothing else.`,
      'Declare AccessProxy with apiKeys: ApiKeys.asCredential(), and deploy.',
    ],
    conflict,
  ),
  key_unknown: message('GH1564', (subject: string) => [
    `There is no API Gateway key ${subject}.`,
    'Give the id that API Gateway lists.',
  ]),
  key_disabled: message(
    'GH1565',
    (subject: string) => [
      `The key ${subject} is disabled: API Gateway refuses whoever is metered by it.`,
      'Enable it in API Gateway, or leave it out.',
    ],
    conflict,
  ),
  key_own: message(
    'GH1566',
    (subject: string) => [
      `The key ${subject} was made by the proxy: it meters, and opens nothing.`,
      'Mint a token for its user.',
    ],
    conflict,
  ),
  key_taken: message(
    'GH1567',
    (subject: string, detail: string) => [
      `The key ${subject} is the credential of another user${detail === '' ? '' : ` (${detail})`}.`,
      'A key is one user’s: take it away from that one first.',
    ],
    conflict,
  ),
  key_in_no_plan: message(
    'GH1568',
    (subject: string) => [
      `The key ${subject} is in no usage plan of this proxy, so its calls would be refused.`,
      'Put it into one of them in API Gateway first; `gatehouse plans show` lists them.',
    ],
    conflict,
  ),
  key_already: message(
    'GH1569',
    (subject: string, detail: string) => [
      `"${subject}" has the adopted key ${detail} already.`,
      'A user has one: give the other key a user of its own.',
    ],
    conflict,
  ),
  key_plan: message(
    'GH1570',
    (subject: string, detail: string) => [
      `"${subject}" is metered by the key ${detail}, which the proxy did not make and does not move.`,
      'Move the key in API Gateway, or mint a token first: that gives the user a key of the proxy’s own.',
    ],
    conflict,
  ),
  key_only: message(
    'GH1571',
    (subject: string, detail: string) => [
      `The key ${detail} is all that "${subject}" has to call with.`,
      'Mint a token first, and take the key away when it is in use.',
    ],
    conflict,
  ),
  key_quota: message(
    'GH1572',
    (subject: string) => [
      `API Gateway has no key left for "${subject}": an account has 10,000 in a region.`,
      'Let its tenant meter it: --metering tenant, with a plan for the tenant.',
    ],
    conflict,
  ),
  ...TOKEN_REFUSALS,
} as const satisfies Readonly<Record<RefusalKind, (subject: string, detail: string) => Message>>;

export function refusalMessage({ kind, subject, detail }: ManageRefusal): Message {
  return (REFUSAL_MESSAGES[kind] as (subject: string, detail: string) => Message)(subject, detail);
}
