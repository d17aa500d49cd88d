import type { Command } from 'commander';
import { deleteManagedUser, findDeletable } from '../../../lambda/domain/manage/delete-user';
import { parseUserName } from '../../user-options';
import { changingCommand } from '../changing-command';

export function usersDeleteCommand(): Command {
  return changingCommand('delete', {
    description: 'Delete a user who was made by hand, with its key and tokens.',
    examples: [['gatehouse users delete acme/build --yes --twin', 'without being asked']],
    configure: (command) => command.argument('<user>', 'tenant/user'),
    plan: async ({ gateway: { ports }, args: [given = ''] }) => {
      const found = await findDeletable(ports, parseUserName(given));
      return {
        operation: 'users delete',
        target: given,
        summary: `delete ${given}, its key and its tokens.`,
        question: `Delete ${given}, its key and its tokens? Its usage counter goes with them.`,
        apply: async () => {
          await deleteManagedUser(ports, found);
          return { value: { user: given, outcome: 'deleted' }, text: `${given} is deleted.` };
        },
      };
    },
  });
}
