import type { Command } from 'commander';
import { findVersion, readManagedSet, setName } from '../../../lambda/domain/manage/policies/managed-set';
import { changeOfPolicies } from '../../policy-change';
import { addNoteOption, type NoteOptions, parseVersion } from '../../policy-input';
import { changingCommand } from '../changing-command';

export function policiesRollbackCommand(): Command {
  return changingCommand<NoteOptions>('rollback', {
    description: 'Put the policies of an earlier version in force again, as a new version.',
    examples: [
      ['gatehouse policies rollback 3 --twin', 'the policies of version 3'],
      ['gatehouse policies rollback 3 --dry-run --stack Gateway', 'what would change'],
    ],
    configure: (command) => addNoteOption(command.argument('<version>', 'number that `policies history` shows')),
    plan: async ({ gateway, options: { tenant, note }, args: [given = ''] }) => {
      const number = parseVersion(given);
      const set = await readManagedSet(gateway.ports, tenant);
      const { document } = await findVersion(gateway.ports, set, number);
      return await changeOfPolicies(gateway, {
        verb: 'rollback',
        set,
        policies: document.policies,
        note: note ?? `rollback to version ${number}`,
        does: `roll back to version ${number}`,
        question: `Put the policies of version ${number} (${setName(set)}) in force again?`,
      });
    },
  });
}
