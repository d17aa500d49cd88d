import type { Command } from 'commander';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { deleteManagedTenant } from '../../../lambda/domain/manage/manage-tenant';
import { changingCommand } from '../changing-command';

export function tenantsDeleteCommand(): Command {
  return changingCommand('delete', {
    description: 'Delete a tenant that was made by hand and has no users any more.',
    examples: [['gatehouse tenants delete acme --yes --twin', 'without being asked']],
    configure: (command) => command.argument('<tenant>', 'its name'),
    plan: async ({ gateway: { ports }, args: [tenant = ''] }) => {
      const names = await readDeclaredNames(ports.managed);
      return {
        operation: 'tenants delete',
        target: tenant,
        summary: `delete the tenant ${tenant} and its key.`,
        question: `Delete the tenant ${tenant} and its key?`,
        apply: async () => {
          await deleteManagedTenant(ports, names, tenant);
          return { value: { tenant, outcome: 'deleted' }, text: `${tenant} is deleted.` };
        },
      };
    },
  });
}
