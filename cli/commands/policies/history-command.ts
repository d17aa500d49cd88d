import type { Command } from 'commander';
import { readHistory, readManagedSet, setName } from '../../../lambda/domain/manage/policies/managed-set';
import { addSetOption, type PolicySetOptions } from '../../policy-input';
import { gatewayCommand } from '../gateway-command';

export function policiesHistoryCommand(): Command {
  return gatewayCommand<PolicySetOptions>('history', {
    description: 'Show every version of the managed policies of a set, the newest first.',
    examples: [['gatehouse policies history --twin', 'who changed what, when, and why']],
    configure: addSetOption,
    run: async ({ gateway: { ports }, options: { tenant } }) => {
      const set = await readManagedSet(ports, tenant);
      const versions = (await readHistory(ports, set)).map(({ hash, document }) => ({
        version: document.number,
        at: new Date(document.at).toISOString(),
        by: document.by,
        note: document.note,
        policies: document.policies.map(({ id }) => id),
        document: hash,
      }));
      return {
        value: { set: setName(set), versions },
        tables: [
          {
            head: ['VERSION', 'AT', 'BY', 'POLICIES', 'NOTE'],
            rows: versions.map(({ version, at, by, policies, note }) => [
              String(version),
              at,
              by,
              policies.join(' ') || '-',
              note ?? '-',
            ]),
          },
        ],
        ...(versions.length === 0 && { text: `Nobody ever put a policy here (${setName(set)}).` }),
      };
    },
  });
}
