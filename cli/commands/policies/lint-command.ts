import type { Command } from 'commander';
import { lintPolicies } from '../../../lambda/domain/access/policy-lint';
import type { GatewayOptions } from '../../connection/gateway-options';
import { EXIT_CODE } from '../../exit-code';
import { type AssemblyOptions, readPolicyState } from '../../policy-state';
import { renderOutput } from '../../terminal/render-output';
import { processTerminal } from '../../terminal/terminal';
import { declareCommand } from '../gateway-command';

interface LintOptions extends AssemblyOptions {
  readonly strict: boolean;
}

export function policiesLintCommand(): Command {
  return declareCommand<LintOptions>('lint', {
    description: 'Find policies that do nothing, or everything: hints, by what is declared and named.',
    examples: [
      ['gatehouse policies lint', 'what is synthesized in ./cdk.out'],
      ['gatehouse policies lint --strict --stack Gateway', 'what is in force; ends with 1 where it finds something'],
    ],
    configure: (command) =>
      command
        .option('--assembly <folder>', 'cloud assembly to look at, where no gateway is named', 'cdk.out')
        .option('--strict', 'end with 1 where something is found', false),
  }).action(async function (this: Command) {
    const options = this.opts<LintOptions & GatewayOptions>();
    const findings = lintPolicies(await readPolicyState(options));
    renderOutput(processTerminal(), options.output, {
      value: { findings },
      tables: [
        {
          head: ['SET', 'POLICY', 'FINDING', 'WHY'],
          rows: findings.map(({ set, policy, kind, message }) => [set || 'global', policy, kind, message]),
        },
      ],
      ...(findings.length === 0 && { text: 'Nothing found.' }),
    });
    process.exitCode = options.strict && findings.length > 0 ? EXIT_CODE.MISTAKE : EXIT_CODE.DONE;
  });
}
