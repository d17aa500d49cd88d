import type { Command } from 'commander';
import { TENANT_NAME } from '../../../lambda/contract/name-rules';
import { readDeclaredNames } from '../../../lambda/domain/manage/declared-names';
import { createTenant } from '../../../lambda/domain/manage/manage-tenant';
import { nameProblem } from '../../../lambda/domain/manage/term-problems';
import { CommandError } from '../../command-error';
import { USER_MESSAGES } from '../../messages/user-messages';
import { planIdOf } from '../../user-options';
import { changingCommand } from '../changing-command';

interface CreateOptions {
  readonly plan?: string;
}

export function tenantsCreateCommand(): Command {
  return changingCommand<CreateOptions>('create', {
    description: 'Make a tenant, with a key of its own where it is to meter users.',
    examples: [
      ['gatehouse tenants create acme --twin', 'users will have keys of their own'],
      ['gatehouse tenants create acme --plan gold --stack Gateway', 'one key that can meter all of them'],
    ],
    configure: (command) =>
      command.argument('<tenant>', 'its name').option('--plan <name>', 'usage plan of the tenant’s own key'),
    plan: async ({ gateway: { ports, facts }, options: { plan }, args: [tenant = ''] }) => {
      const problems = nameProblem('tenant', tenant, TENANT_NAME);
      if (problems.length > 0) {
        throw new CommandError(USER_MESSAGES.badTerms(problems));
      }
      const terms = { tenant, ...(plan === undefined ? {} : { planId: planIdOf(facts, plan) }) };
      const names = await readDeclaredNames(ports.managed);
      return {
        operation: 'tenants create',
        target: tenant,
        summary: `make the tenant ${tenant}${plan === undefined ? '' : ` on the plan ${plan}`}.`,
        apply: async () => {
          const outcome = await createTenant(ports, names, terms);
          return {
            value: { tenant, outcome },
            text: outcome === 'created' ? `${tenant} is made.` : `${tenant} is there already, as asked.`,
          };
        },
      };
    },
  });
}
