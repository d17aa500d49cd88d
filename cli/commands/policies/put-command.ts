import type { Command } from 'commander';
import { policiesOf, readManagedSet } from '../../../lambda/domain/manage/policies/managed-set';
import { CommandError } from '../../command-error';
import { POLICY_MESSAGES as MESSAGES } from '../../messages/policy-messages';
import { changeOfPolicies } from '../../policy-change';
import { addNoteOption, type NoteOptions, readPolicyFile, STANDARD_INPUT } from '../../policy-input';
import { changingCommand } from '../changing-command';

interface PutOptions extends NoteOptions {
  readonly id?: string;
}

export function policiesPutCommand(): Command {
  return changingCommand<PutOptions>('put', {
    description: 'Put policies in force beside the declared ones, new or in place of those of the same id.',
    examples: [
      ['gatehouse policies put freeze.cedar --note "audit week" --twin', 'one more policy for all, called freeze'],
      ['gatehouse policies put - --id freeze --stack Gateway', 'from standard input'],
      [
        'gatehouse policies put *.cedar --tenant acme --stack Gateway',
        "a tenant's own set, which narrows the global one",
      ],
      ['gatehouse policies put freeze.cedar --dry-run --twin', 'check it, and show what would change'],
    ],
    configure: (command) =>
      addNoteOption(command.argument('[files...]', 'Cedar text; - = standard input')).option(
        '--id <id>',
        'what the policy is called (default: the file’s name without its ending)',
      ),
    plan: async ({ gateway, options: { tenant, id, note }, args }) => {
      const files = args.length === 0 ? [STANDARD_INPUT] : args;
      if (id !== undefined && files.length > 1) {
        throw new CommandError(MESSAGES.oneId(files.length));
      }
      const given = files.map((file) => readPolicyFile(file, id));
      const repeated = given.find((one, index) => given.findIndex((other) => other.id === one.id) < index);
      if (repeated !== undefined) {
        throw new CommandError(MESSAGES.sameName(repeated.id));
      }
      const set = await readManagedSet(gateway.ports, tenant);
      const names = given.map((policy) => policy.id);
      const kept = policiesOf(set).filter((policy) => !names.includes(policy.id));
      return await changeOfPolicies(gateway, {
        verb: 'put',
        set,
        policies: [...kept, ...given],
        note,
        does: `put ${names.join(', ')}`,
      });
    },
  });
}
