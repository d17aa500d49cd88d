import type { Command } from 'commander';
import { OPERATOR_TASKS, type OperatorTask } from '../../../lambda/contract/operator-permissions';
import { operatorPolicy } from '../../../lambda/domain/manage/operator-policy';
import { CommandError } from '../../command-error';
import { OPERATOR_MESSAGES } from '../../messages/operator-messages';
import { gatewayCommand } from '../gateway-command';

interface OperatorPolicyOptions {
  readonly task: readonly string[];
}

export function operatorPolicyCommand(): Command {
  return gatewayCommand<OperatorPolicyOptions>('policy', {
    description: 'Print the IAM policy that somebody needs to do some tasks on this proxy, and nothing else.',
    examples: [
      ['gatehouse operator policy --stack Gateway --task users', 'what making and changing users takes'],
      ['gatehouse operator policy --stack Gateway --task read --task revoke', 'for those on call'],
      ['gatehouse operator policy --stack Gateway > operator.json', 'every task; `aws iam put-role-policy` takes it'],
    ],
    configure: (command) =>
      command.option(
        '--task <task>',
        `what for: ${OPERATOR_TASKS.join(', ')}; repeatable (default: all)`,
        (task: string, before: readonly string[]) => [...before, task],
        [],
      ),
    run: ({ gateway: { facts }, options: { task: given } }) => {
      const value = operatorPolicy(facts, given.length === 0 ? OPERATOR_TASKS : given.map(parseTask));
      // IAM takes JSON: there is no table of it.
      return Promise.resolve({ value, text: JSON.stringify(value, null, 2) });
    },
  });
}

function parseTask(given: string): OperatorTask {
  const task = OPERATOR_TASKS.find((one) => one === given);
  if (task === undefined) {
    throw new CommandError(OPERATOR_MESSAGES.unknownTask(given));
  }
  return task;
}
