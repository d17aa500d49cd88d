import type { Command } from 'commander';
import { policiesOf, readManagedSet, setName } from '../../../lambda/domain/manage/policies/managed-set';
import { PolicyRefusal } from '../../../lambda/domain/manage/policies/policy-refusal';
import { changeOfPolicies } from '../../policy-change';
import { addNoteOption, type NoteOptions } from '../../policy-input';
import { changingCommand } from '../changing-command';

export function policiesDeleteCommand(): Command {
  return changingCommand<NoteOptions>('delete', {
    description: 'Take a managed policy out of force. Its text stays in the history.',
    examples: [
      ['gatehouse policies delete freeze --twin', 'after being asked'],
      ['gatehouse policies delete freeze --yes --note "audit is over" --stack Gateway', 'without being asked'],
    ],
    configure: (command) => addNoteOption(command.argument('<id>', 'as `policies list` shows it')),
    plan: async ({ gateway, options: { tenant, note }, args: [id = ''] }) => {
      const set = await readManagedSet(gateway.ports, tenant);
      const policies = policiesOf(set);
      if (!policies.some((policy) => policy.id === id)) {
        throw new PolicyRefusal(
          'policy_unknown',
          id,
          policies.map((policy) => policy.id),
        );
      }
      return await changeOfPolicies(gateway, {
        verb: 'delete',
        set,
        policies: policies.filter((policy) => policy.id !== id),
        note,
        does: `delete ${id}`,
        question: `Take the policy ${id} (${setName(set)}) out of force? What it forbids is no longer forbidden by it.`,
      });
    },
  });
}
