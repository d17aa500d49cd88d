import type { Command } from 'commander';
import { findTenant } from '../../../lambda/domain/manage/manage-tenant';
import { setTenantStatus } from '../../../lambda/domain/manage/set-status';
import { changingCommand } from '../changing-command';

export function tenantsSuspendCommand(): Command {
  return statusCommand('suspend', 'suspended', 'Refuse all users of a tenant, declared or not; no deploy undoes it.');
}

export function tenantsResumeCommand(): Command {
  return statusCommand('resume', 'active', 'Let a suspended tenant in again.');
}

function statusCommand(verb: 'suspend' | 'resume', status: 'suspended' | 'active', description: string): Command {
  return changingCommand(verb, {
    description,
    examples: [[`gatehouse tenants ${verb} acme --twin`, `${verb} one tenant`]],
    configure: (command) => command.argument('<tenant>', 'its name'),
    plan: async ({ gateway: { ports, facts }, args: [tenant = ''] }) => {
      await findTenant(ports, tenant);
      return {
        operation: `tenants ${verb}`,
        target: tenant,
        summary: `${verb} ${tenant} with all its users.`,
        apply: async () => {
          const before = await setTenantStatus(ports, tenant, status);
          const seconds = facts.revocationBound;
          return {
            value: { tenant, status, before, inForceWithinSeconds: Number(seconds) },
            text: `${tenant} is ${status}${before === status ? ', as it was' : `; in force within ${seconds} s`}.`,
          };
        },
      };
    },
  });
}
