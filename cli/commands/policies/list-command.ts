import type { Command } from 'commander';
import { policiesOf, readManagedSet, setName } from '../../../lambda/domain/manage/policies/managed-set';
import { addSetOption, type PolicySetOptions } from '../../policy-input';
import { gatewayCommand } from '../gateway-command';

export function policiesListCommand(): Command {
  return gatewayCommand<PolicySetOptions>('list', {
    description: 'List the managed policies of a set.',
    examples: [
      ['gatehouse policies list --twin', 'those of the global set'],
      ['gatehouse policies list --tenant acme --stack Gateway', "those of a tenant's own set"],
    ],
    configure: addSetOption,
    run: async ({ gateway: { ports }, options: { tenant } }) => {
      const set = await readManagedSet(ports, tenant);
      const policies = policiesOf(set);
      const { number, at, by, note } = set.current?.document ?? { number: 0, at: undefined, by: undefined };
      const made = at === undefined ? undefined : new Date(at).toISOString();
      return {
        value: { set: setName(set), version: number, at: made, by, note, policies },
        tables: [
          {
            head: ['ID', 'LINES', 'STARTS WITH'],
            rows: policies.map(({ id, text }) => [
              id,
              String(text.trimEnd().split('\n').length),
              text.trim().split('\n')[0]?.slice(0, 60) ?? '',
            ]),
          },
        ],
        text:
          made === undefined
            ? `Nobody ever put a policy here (${setName(set)}).`
            : `Version ${number} (${setName(set)}), ${made}, by ${by}${note === undefined ? '' : `: ${note}`}`,
      };
    },
  });
}
