import type { Command } from 'commander';
import { findVersion, policiesOf, readManagedSet } from '../../../lambda/domain/manage/policies/managed-set';
import { textOf } from '../../policy-change';
import { addSetOption, parseVersion, type PolicySetOptions, readPolicyFile } from '../../policy-input';
import { renderTextDiff } from '../../render-text-diff';
import { gatewayCommand } from '../gateway-command';

interface DiffOptions extends PolicySetOptions {
  readonly id?: string;
  readonly from?: string;
  readonly to?: string;
}

export function policiesDiffCommand(): Command {
  return gatewayCommand<DiffOptions>('diff', {
    description: 'Compare the text of managed policies: with a file, or two versions.',
    examples: [
      ['gatehouse policies diff freeze.cedar --twin', 'what putting the file would change'],
      ['gatehouse policies diff --from 2 --to 4 --stack Gateway', 'two versions'],
      ['gatehouse policies diff --from 2 --stack Gateway', 'what changed since version 2'],
    ],
    configure: (command) =>
      addSetOption(command.argument('[file]', 'Cedar text to compare with; - = standard input'))
        .option('--id <id>', 'what the policy is called (default: the file’s name without its ending)')
        .option('--from <version>', 'the version to start from (default: the one in force)')
        .option('--to <version>', 'the version to compare with (default: the one in force)'),
    run: async ({ gateway: { ports }, options: { tenant, id, from, to }, args: [file] }) => {
      const set = await readManagedSet(ports, tenant);
      const versionOf = async (given: string | undefined) =>
        given === undefined ? policiesOf(set) : (await findVersion(ports, set, parseVersion(given))).document.policies;
      const before = await versionOf(from);
      let after = await versionOf(to);
      if (file !== undefined) {
        const given = readPolicyFile(file, id);
        after = [...after.filter((policy) => policy.id !== given.id), given].sort((one, other) =>
          one.id < other.id ? -1 : 1,
        );
      }
      const diff = renderTextDiff(textOf(before), textOf(after));
      return { value: { differs: diff !== '', diff }, text: diff === '' ? 'No difference.' : diff };
    },
  });
}
