import type { Command } from 'commander';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import {
  doubtAbout,
  issuerAddress,
  type Revocable,
  restoreAccess,
  revokeInEmergency,
} from '../../../lambda/domain/manage/emergency';
import type { Gateway } from '../../connection/gateway';
import { inForceOf, renderInForce } from '../../in-force';
import { parseUserName } from '../../user-options';
import { changingCommand } from '../changing-command';

/** Something that one write revokes, and how it is named on the command line. */
export interface RevocableText {
  /** The verb below `revoke` and `restore`. */
  readonly name: Revocable['kind'];
  readonly arguments: readonly (readonly [name: string, description: string])[];
  /** As an example names it. */
  readonly example: string;
  /** What no longer opens anything. */
  readonly what: string;
}

export const REVOCABLES: readonly RevocableText[] = [
  { name: 'user', arguments: [['<user>', 'tenant/user']], example: 'acme/build', what: 'one user, whatever it shows' },
  { name: 'tenant', arguments: [['<tenant>', 'tenant']], example: 'acme', what: 'all users of a tenant' },
  { name: 'role', arguments: [['<role>', 'role']], example: 'admin', what: 'whoever has a role' },
  { name: 'api', arguments: [['<api>', 'API']], example: 'orders', what: 'one API, for everybody' },
  {
    name: 'subject',
    arguments: [
      ['<issuer>', 'issuer, by its name in the stack or its exact iss'],
      ['<subject>', 'subject, as the issuer writes it'],
    ],
    example: 'workforce jane',
    what: 'every token of one subject of an issuer',
  },
  { name: 'all', arguments: [], example: '', what: 'everything: every request is refused' },
];

/** `gatehouse revoke KIND …` or `gatehouse restore KIND …`. */
export function revocableCommand(verb: 'revoke' | 'restore', text: RevocableText): Command {
  const { name, example, what } = text;
  return changingCommand(name, {
    description: verb === 'revoke' ? `Revoke ${what}.` : `Take back the revocation of ${what}.`,
    examples: [
      [`gatehouse ${[verb, name, example].filter((word) => word !== '').join(' ')} --twin`, `${verb} ${what}`],
    ],
    configure: (command) => text.arguments.reduce((all, [argument, says]) => all.argument(argument, says), command),
    plan: async ({ gateway, args }) => {
      const known = await readKnown(gateway, name);
      const revocable = revocableOf(name, args, (issuer) => issuerAddress(issuer, known?.proxy));
      const target = name === 'all' ? 'everything' : args.join(' ');
      const doubt = doubtAbout(revocable, known);
      return {
        operation: `${name} ${verb}`,
        target,
        summary: `${verb} ${target}${doubt === undefined ? '.' : `. ${doubt}`}`,
        ...(name === 'all' ? { question: questionOf(verb, gateway) } : {}),
        apply: () => applyChange(verb, gateway, revocable, target, doubt),
      };
    },
  });
}

export async function applyChange(
  verb: 'revoke' | 'restore',
  gateway: Gateway,
  revocable: Revocable,
  target: string,
  doubt: string | undefined,
) {
  const change = verb === 'revoke' ? revokeInEmergency : restoreAccess;
  const inForce = inForceOf(gateway, await change(gateway.ports, revocable));
  const done = verb === 'revoke' ? 'revoked' : 'restored';
  return {
    value: { kind: revocable.kind, target, state: done, ...inForce, ...(doubt === undefined ? {} : { doubt }) },
    text: [`${target} is ${done}. ${renderInForce(inForce)}`, ...(doubt === undefined ? [] : [doubt])].join('\n'),
  };
}

function questionOf(verb: 'revoke' | 'restore', { place }: Gateway): string {
  return verb === 'revoke'
    ? `Refuse every request to the ${place}?`
    : `Open the ${place} again? What was revoked before a copy was made, and is missing from it, is in force again.`;
}

/** Only what names are checked against is read, and nothing is kept from being revoked by its being broken. */
export async function readKnown({ ports }: Gateway, kind: Revocable['kind']) {
  if (kind !== 'api' && kind !== 'subject' && kind !== 'jwt') {
    return undefined;
  }
  try {
    return await readDeclaredNames(ports.managed);
  } catch {
    return undefined;
  }
}

function revocableOf(
  kind: Revocable['kind'],
  [first = '', second = '']: readonly string[],
  issuerOf: (given: string) => string,
): Revocable {
  switch (kind) {
    case 'user':
      return { kind, name: parseUserName(first) };
    case 'tenant':
      return { kind, tenant: first };
    case 'role':
    case 'api':
      return { kind, name: first };
    case 'all':
      return { kind };
    case 'subject':
    case 'jwt':
      return { kind, issuer: issuerOf(first), name: second };
  }
}
