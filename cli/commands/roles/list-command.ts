import type { Command } from 'commander';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { listRoles } from '../../../lambda/domain/manage/roles-in-use';
import { gatewayCommand } from '../gateway-command';

export function rolesListCommand(): Command {
  return gatewayCommand('list', {
    description:
      'List the roles that users have and policies name. Roles that only tokens of issuers carry are not seen.',
    examples: [['gatehouse roles list --twin', 'each role, how many users have it, and which policies name it']],
    run: async ({ gateway: { ports } }) => {
      const roles = await listRoles(ports.managed, await readDeclaredNames(ports.managed));
      return {
        value: { roles },
        tables: [
          {
            head: ['ROLE', 'USERS', 'POLICIES', 'REVOKED'],
            rows: roles.map(({ role, users, policies, revoked }) => [
              role,
              String(users),
              policies.join(', ') || '-',
              revoked ? 'yes' : 'no',
            ]),
          },
        ],
      };
    },
  });
}
