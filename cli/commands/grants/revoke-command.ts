import type { Command } from 'commander';
import { userItemKey } from '../../../lambda/domain/declared-user';
import { withdrawGrant } from '../../../lambda/domain/grant-task';
import { CommandError } from '../../command-error';
import { granteeOf } from '../../grantee';
import { inForceOf, renderInForce } from '../../in-force';
import { TOKEN_MESSAGES } from '../../messages/token-messages';
import { changingCommand } from '../changing-command';

export function grantsRevokeCommand(): Command {
  return changingCommand('revoke', {
    description: 'Take a grant away before its time.',
    examples: [['gatehouse grants revoke acme/build 4fT… --twin', 'by its id, as `gatehouse grants list` prints it']],
    configure: (command) => command.argument('<user>', 'tenant/user').argument('<grant>', 'id of the grant'),
    plan: async ({ gateway, args: [given = '', id = ''] }) => {
      const { ports } = gateway;
      const user = await granteeOf(ports.managed, given);
      const stored = await ports.managed.readUser(userItemKey(user));
      if (!Object.hasOwn(stored?.grants ?? {}, id)) {
        throw new CommandError(TOKEN_MESSAGES.noGrant(given, id));
      }
      return {
        operation: 'grants revoke',
        target: `${given} ${id}`,
        summary: `take the grant ${id} of ${given} away.`,
        apply: async () => {
          await withdrawGrant({ registry: ports.grants }, user, id);
          const inForce = inForceOf(gateway, ports.clock.now());
          return {
            value: { user: given, id, state: 'revoked', ...inForce },
            text: `The grant ${id} is revoked. ${renderInForce(inForce)}`,
          };
        },
      };
    },
  });
}
