import type { Command } from 'commander';
import { userItemKey } from '../../../lambda/domain/declared-user';
import { granteeOf } from '../../grantee';
import { gatewayCommand } from '../gateway-command';

export function grantsListCommand(): Command {
  return gatewayCommand('list', {
    description: 'List the grants of a user that are not over.',
    examples: [['gatehouse grants list acme/build --twin', 'id, action, route and end of each']],
    configure: (command) => command.argument('<user>', 'tenant/user'),
    run: async ({ gateway: { ports }, args: [given = ''] }) => {
      const stored = await ports.managed.readUser(userItemKey(await granteeOf(ports.managed, given)));
      const grants = Object.entries(stored?.grants ?? {})
        .filter(([, { expiresAt }]) => expiresAt > ports.clock.now())
        .map(([id, { api, action, expiresAt, ...rest }]) => ({
          id,
          action: `${api}:${action}`,
          ...rest,
          expiresAt: new Date(expiresAt).toISOString(),
        }));
      return {
        value: { user: given, grants },
        tables: [
          {
            head: ['GRANT', 'ACTION', 'ROUTE', 'EXPIRES'],
            rows: grants.map(({ id, action, route = 'all', expiresAt }) => [id, action, route, expiresAt]),
          },
        ],
        ...(grants.length === 0 ? { text: `${given} has no grants.` } : {}),
      };
    },
  });
}
