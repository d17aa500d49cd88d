import type { PolicyRefusal, PolicyRefusalKind } from '../../lambda/domain/manage/policies/policy-refusal';
import { EXIT_CODE } from '../exit-code';
import { type Message, message } from './message';

/** GH160x: files of policies. */
export const POLICY_MESSAGES = {
  unreadable: message('GH1601', (file: string, code: string) => [
    `"${file}" cannot be read (${code}).`,
    'Name a file of Cedar text, or - for standard input.',
  ]),
  needsId: message('GH1602', () => [
    'What comes from standard input has no name.',
    'Give it one with --id, as in --id freeze.',
  ]),
  badVersion: message('GH1603', (given: string) => [
    `"${given}" is no version; allowed: a whole number from 1.`,
    'Give one that `gatehouse policies history` shows.',
  ]),
  versionAndDocument: message('GH1604', () => [
    'Two versions are named.',
    'Give --at NUMBER or --document HASH, not both.',
  ]),
  notManagedDocument: message('GH1605', (given: string) => [
    `The registry holds no version of policies ${given}.`,
    'Give the hash that the message of a lost race named, or that `gatehouse policies history` shows.',
  ]),
  oneId: message('GH1606', (files: number) => [
    `One --id is given for ${files} files.`,
    'Leave it out, and each is called as its file is; or put one file at a time.',
  ]),
  sameName: message('GH1607', (id: string) => [
    `Two of the files are called "${id}".`,
    'Rename one of them, or put one file at a time with --id.',
  ]),
  badTests: message('GH1608', (file: string, problem: string) => [
    `"${file}" holds no decision tests that can be run: ${problem}`,
    'Mend the file and run it again.',
  ]),
} as const;

const conflict = EXIT_CODE.CONFLICT;

/** GH165x: why policies cannot be as asked. */
export const POLICY_REFUSAL_MESSAGES = {
  no_release: message(
    'GH1650',
    () => ['The registry names no release of this proxy.', 'Deploy the stack that declares the proxy.'],
    EXIT_CODE.FAULT,
  ),
  tenant_unknown: message('GH1651', (subject: string) => [
    `The release in force declares no tenant "${subject}".`,
    '`gatehouse tenants list` shows those there are.',
  ]),
  tenant_managed: message(
    'GH1652',
    (subject: string) => [
      `The tenant "${subject}" was made by the command line, and a deploy would not carry a set of its own over.`,
      'Put a policy into the global set that names the tenant in its scope: principal in Gatehouse::Tenant::"…".',
    ],
    conflict,
  ),
  set_declared: message(
    'GH1653',
    (subject: string, [owner]: readonly string[]) => [
      `The own policies of tenant "${subject}" are declared by the stack of the proxy "${owner}".`,
      'Change them in the stack and deploy, or put a policy into the global set.',
    ],
    conflict,
  ),
  set_unversioned: message(
    'GH1654',
    (subject: string) => [
      `The tenant "${subject}" has policies of its own that this command line did not write.`,
      'Take them away the way they came; then put yours.',
    ],
    conflict,
  ),
  deploying: message(
    'GH1655',
    (subject: string) => [
      `A deploy is under way, or came between: the policies (${subject}) stay as they are.`,
      'Run this again when the deploy has ended.',
    ],
    conflict,
  ),
  policy_unknown: message('GH1656', (subject: string, known: readonly string[]) => [
    `There is no managed policy "${subject}"; there are: ${known.join(', ') || 'none'}.`,
    'Name one of them; what a stack declares is changed in the stack.',
  ]),
  version_unknown: message('GH1657', (subject: string, [count]: readonly string[]) => [
    `There is no version ${subject}; there are ${count}.`,
    '`gatehouse policies history` shows them.',
  ]),
  invalid: message('GH1658', (_: string, problems: readonly string[]) => [
    problems.join('\n'),
    'Nothing was changed. Mend it and run it again.',
  ]),
  lost_race: message(
    'GH1659',
    (subject: string, [hash]: readonly string[]) => [
      `Somebody else changed the policies (${subject}) at the same time, and was first. Yours are kept, not in force: ${hash}`,
      'Look at both with `gatehouse policies show --at` and `--document`, and run this again if it is still wanted.',
    ],
    conflict,
  ),
} as const satisfies Readonly<Record<PolicyRefusalKind, (subject: string, details: readonly string[]) => Message>>;

export function policyRefusalMessage({ kind, subject, details }: PolicyRefusal): Message {
  return (POLICY_REFUSAL_MESSAGES[kind] as (subject: string, details: readonly string[]) => Message)(subject, details);
}
