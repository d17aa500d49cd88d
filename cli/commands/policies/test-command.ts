import type { Command } from 'commander';
import { parseDecisionTests } from '../../../lambda/adapters/decision-test-file';
import type { DecisionTest } from '../../../lambda/domain/decision-tests/decision-test';
import { runDecisionTests } from '../../../lambda/domain/decision-tests/run-decision-tests';
import { CommandError } from '../../command-error';
import type { GatewayOptions } from '../../connection/gateway-options';
import { EXIT_CODE } from '../../exit-code';
import { POLICY_MESSAGES as MESSAGES } from '../../messages/policy-messages';
import { readPolicyText } from '../../policy-input';
import { type AssemblyOptions, readPolicyState } from '../../policy-state';
import { renderOutput } from '../../terminal/render-output';
import { processTerminal } from '../../terminal/terminal';
import { declareCommand } from '../gateway-command';

export function policiesTestCommand(): Command {
  return declareCommand<AssemblyOptions>('test', {
    description: 'Run decision tests: who is permitted what, by which policy. Ends with 5 where one fails.',
    examples: [
      ['gatehouse policies test decisions.yaml', 'against what is synthesized in ./cdk.out'],
      ['gatehouse policies test decisions.yaml --stack Gateway', 'against what is in force, managed policies included'],
    ],
    configure: (command) =>
      command
        .argument('<files...>', 'YAML or JSON with a list of tests')
        .option('--assembly <folder>', 'cloud assembly to test, where no gateway is named', 'cdk.out'),
  }).action(async function (this: Command) {
    const options = this.opts<AssemblyOptions & GatewayOptions>();
    const files = this.args.map((file) => ({ file, tests: readTests(file) }));
    const state = await readPolicyState(options);
    const results = files.map(({ file, tests }) => ({ file, tests: runDecisionTests(state, tests) }));
    const all = results.flatMap(({ file, tests }) => tests.map((test) => ({ file, ...test })));
    const failed = all.filter(({ passed }) => !passed);
    const lines = failed.map(({ file, name, differences }) =>
      [`${file}: ${name}`, ...differences.map((difference) => `    ${difference}`)].join('\n'),
    );
    renderOutput(processTerminal(), options.output, {
      value: { passed: all.length - failed.length, failed: failed.length, tests: all },
      text: [...lines, `${all.length - failed.length} of ${all.length} decision tests passed.`].join('\n'),
    });
    process.exitCode = failed.length === 0 ? EXIT_CODE.DONE : EXIT_CODE.TESTS_FAILED;
  });
}

function readTests(file: string): readonly DecisionTest[] {
  const read = parseDecisionTests(readPolicyText(file));
  if (!read.ok) {
    throw new CommandError(MESSAGES.badTests(file, read.problem));
  }
  return read.tests;
}
