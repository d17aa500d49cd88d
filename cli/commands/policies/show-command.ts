import type { Command } from 'commander';
import {
  findDocument,
  findVersion,
  type ManagedSet,
  policiesOf,
  type PolicyPorts,
  readManagedSet,
} from '../../../lambda/domain/manage/policies/managed-set';
import { PolicyRefusal } from '../../../lambda/domain/manage/policies/policy-refusal';
import type { ManagedPolicy } from '../../../lambda/contract/managed-policies';
import { CommandError } from '../../command-error';
import { POLICY_MESSAGES as MESSAGES } from '../../messages/policy-messages';
import { textOf } from '../../policy-change';
import { addSetOption, parseVersion, type PolicySetOptions } from '../../policy-input';
import { gatewayCommand } from '../gateway-command';

interface ShowOptions extends PolicySetOptions {
  readonly at?: string;
  readonly document?: string;
}

export function policiesShowCommand(): Command {
  return gatewayCommand<ShowOptions>('show', {
    description: 'Show the text of managed policies, as they are or as they were.',
    examples: [
      ['gatehouse policies show freeze --twin', 'one policy in force'],
      ['gatehouse policies show --at 3 --stack Gateway', 'all of version 3'],
      ['gatehouse policies show freeze --at 3 --stack Gateway', 'one policy of version 3'],
    ],
    configure: (command) =>
      addSetOption(command.argument('[id]', 'one policy; all where it is left out'))
        .option('--at <version>', 'as it was in this version (default: as it is)')
        .option('--document <hash>', 'the version that this hash names, in force or not'),
    run: async ({ gateway: { ports }, options, args: [id] }) => {
      const set = await readManagedSet(ports, options.tenant);
      const all = await chosen(ports, set, options);
      const policies = all.filter((policy) => id === undefined || policy.id === id);
      if (id !== undefined && policies.length === 0) {
        throw new PolicyRefusal(
          'policy_unknown',
          id,
          all.map((policy) => policy.id),
        );
      }
      return { value: { policies }, text: id === undefined ? textOf(policies) : (policies[0]?.text.trimEnd() ?? '') };
    },
  });
}

async function chosen(
  ports: PolicyPorts,
  set: ManagedSet,
  { at, document }: Pick<ShowOptions, 'at' | 'document'>,
): Promise<readonly ManagedPolicy[]> {
  if (at !== undefined && document !== undefined) {
    throw new CommandError(MESSAGES.versionAndDocument());
  }
  if (document !== undefined) {
    const found = await findDocument(ports, document);
    if (found === undefined) {
      throw new CommandError(MESSAGES.notManagedDocument(document));
    }
    return found.policies;
  }
  return at === undefined ? policiesOf(set) : (await findVersion(ports, set, parseVersion(at))).document.policies;
}
