import { EXIT_CODE } from '../exit-code';
import { message } from './message';

/** GH10xx: finding the gateway that a command works on, and asking. */
export const CONNECTION_MESSAGES = {
  nowhere: message('GH1001', () => [
    'No gateway is named; allowed: --stack NAME for a deployed one, --twin for the one that `gatehouse twin` runs.',
    'Name one of them.',
  ]),
  both: message('GH1002', (stack: string) => [
    `--stack "${stack}" and --twin are both given; allowed: one gateway.`,
    'Leave one out.',
  ]),
  noTwin: message('GH1003', (file: string) => [
    `"${file}" describes no running twin.`,
    'Start `gatehouse twin` in this folder, or name the file that it wrote: --twin FILE.',
  ]),
  noStack: message('GH1004', (stack: string, region: string) => [
    `There is no stack "${stack}" in the region ${region}.`,
    'Name the stack as it is deployed, and its region with --region or AWS_REGION.',
  ]),
  noProxy: message('GH1005', (place: string) => [
    `${place} holds no access proxy that this command can work on.`,
    'Name the stack with the AccessProxy; deploy it again if an older version of the package deployed it.',
  ]),
  severalProxies: message('GH1006', (place: string, proxies: readonly string[]) => [
    `${place} holds ${proxies.length} access proxies: ${proxies.join(', ')}.`,
    'Name one with --proxy.',
  ]),
  unknownProxy: message('GH1007', (place: string, given: string, proxies: readonly string[]) => [
    `${place} holds no access proxy "${given}"; it holds: ${proxies.join(', ') || 'none'}.`,
    'Name one of them with --proxy.',
  ]),
  noRegion: message('GH1008', () => [
    'No region is known.',
    'Give --region, or set AWS_REGION, or a region in the profile.',
  ]),
  noCredentials: message('GH1009', () => [
    'There are no AWS credentials to ask the stack with.',
    'Sign in, or name a profile with --profile.',
  ]),
  refusedByAws: message(
    'GH1010',
    (operation: string, name: string) => [
      `AWS refused ${operation} (${name}).`,
      'Check the role: `gatehouse operator policy` prints what it needs.',
    ],
    EXIT_CODE.FAULT,
  ),
  dependency: message(
    'GH1011',
    (text: string) => [text, 'Check the connection and the role, and run it again: it goes on where it stopped.'],
    EXIT_CODE.FAULT,
  ),
  notOnTerminal: message('GH1012', (question: string) => [
    `"${question}" cannot be asked: this is no terminal.`,
    'Add --yes to do it without asking, or --dry-run to see what it would do.',
  ]),
  declined: message(
    'GH1013',
    () => ['Nothing was changed: the answer was no.', 'Run it again when it shall be done.'],
    EXIT_CODE.CONFLICT,
  ),
  unrecorded: message(
    'GH1014',
    (operation: string, why: string) => [
      `"${operation}" is done, but its second audit record could not be written: ${why}`,
      'Do not repeat it; check the log group of the proxy and the role.',
    ],
    EXIT_CODE.FAULT,
  ),
} as const;
