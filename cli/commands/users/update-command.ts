import type { Command } from 'commander';
import { findUser } from '../../../lambda/domain/manage/find-user';
import { dropAdoptedKey } from '../../../lambda/domain/manage/own-key';
import { planUpdate, updateUser, type UserEdit } from '../../../lambda/domain/manage/update-user';
import type { OperationsOutput } from '../../../lambda/contract/operations-output';
import { CommandError } from '../../command-error';
import { USER_MESSAGES } from '../../messages/user-messages';
import { addUserOptions, assertTerms, parseUserName, planIdOf, repeated, type UserOptions } from '../../user-options';
import { tableOfUsers, viewUser } from '../../user-view';
import { changingCommand } from '../changing-command';

interface UpdateOptions extends UserOptions {
  readonly addRole?: readonly string[];
  readonly removeRole?: readonly string[];
  readonly clear?: readonly ('owner' | 'purpose' | 'expires' | 'kind' | 'source')[];
  readonly dropApiKey: boolean;
}

const CLEARED = { owner: 'owner', purpose: 'purpose', expires: 'expiresAt', kind: 'kind', source: 'sources' } as const;

export function usersUpdateCommand(): Command {
  return changingCommand<UpdateOptions>('update', {
    description: 'Change a user who was made by hand: roles, plan, owner, purpose, expiry, kind, sources.',
    examples: [
      ['gatehouse users update acme/build --add-role writer --twin', 'grant a role'],
      ['gatehouse users update acme/build --remove-role writer --stack Gateway', 'take it away'],
      [
        'gatehouse users update acme/build --plan gold --expires 2027-01-31T00:00:00Z --twin',
        'another plan, and an end',
      ],
      ['gatehouse users update acme/build --clear expires --twin', 'no end any more'],
    ],
    configure: (command) =>
      addUserOptions(command.argument('<user>', 'tenant/user'))
        .option('--add-role <role>', 'role to grant; repeatable', repeated)
        .option('--remove-role <role>', 'role to take away; repeatable', repeated)
        .option('--clear <what>', `what to take away: ${Object.keys(CLEARED).join(', ')}; repeatable`, repeated)
        .option('--drop-api-key', 'end an adopted API Gateway key as a credential', false),
    plan: async ({ gateway: { ports, facts }, options, args: [given = ''] }) => {
      const name = parseUserName(given);
      const planned = await planUpdate(ports, name, editOf(options, facts));
      const { after, changes } = planned.update;
      assertTerms(after);
      return {
        operation: 'users update',
        target: given,
        summary:
          changes.length === 0 && !options.dropApiKey
            ? `nothing: ${given} is as asked.`
            : `change ${[...changes, ...(options.dropApiKey ? ['adopted key'] : [])].join(', ')} of ${given}.`,
        preview: { value: { changes, before: planned.update.before, after } },
        apply: async () => {
          const updated = await updateUser(ports, planned);
          const dropped = options.dropApiKey && (await dropAdoptedKey(ports, await findUser(ports.managed, name)));
          const user = viewUser((await findUser(ports.managed, name)).record, facts);
          const outcome = dropped ? 'updated' : updated;
          return { value: { outcome, user }, tables: [tableOfUsers([user])], text: `${given} is ${outcome}.` };
        },
      };
    },
  });
}

function editOf(options: UpdateOptions, facts: OperationsOutput): UserEdit {
  const { plan, metering, addRole, removeRole, owner, purpose, expires, kind, source, clear = [] } = options;
  if (plan !== undefined && metering === 'tenant') {
    throw new CommandError(USER_MESSAGES.planAndTenant());
  }
  const unknown = clear.filter((what) => !Object.hasOwn(CLEARED, what));
  if (unknown.length > 0) {
    throw new CommandError(
      USER_MESSAGES.badTerms([`--clear got ${unknown.join(', ')}; allowed: ${Object.keys(CLEARED).join(', ')}.`]),
    );
  }
  return {
    ...Object.fromEntries(clear.map((what) => [CLEARED[what], null])),
    ...(addRole === undefined ? {} : { addRoles: addRole }),
    ...(removeRole === undefined ? {} : { removeRoles: removeRole }),
    ...(plan === undefined ? {} : { planId: planIdOf(facts, plan) }),
    ...(metering === 'tenant' ? { planId: null } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined ? {} : { sources: source }),
  };
}
