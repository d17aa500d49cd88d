import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type AccessDiff, diffAccess } from '../../lambda/domain/access/access-diff';
import { type AccessState, accessOfDeclarations, accessOfRegistry } from '../../lambda/domain/access/access-state';
import { withKeptPolicies } from '../../lambda/domain/access/kept-access';
import { readAssemblyDeclarations } from '../assembly-declarations';
import { CommandError } from '../command-error';
import type { GatewayOptions } from '../connection/gateway-options';
import { openGateway } from '../connection/open-gateway';
import { EXIT_CODE } from '../exit-code';
import { DIFF_MESSAGES as MESSAGES } from '../messages/diff-messages';
import { renderAccessDiff, renderAccessMarkdown } from '../render-access-diff';
import { renderOutput } from '../terminal/render-output';
import { processTerminal } from '../terminal/terminal';
import { declareCommand } from './gateway-command';

interface DiffOptions {
  readonly assembly: string;
  readonly against?: string;
  readonly markdown?: string;
}

export function diffCommand(): Command {
  return declareCommand<DiffOptions>('diff', {
    description:
      'Say who gains or loses which action by what was synthesized. Ends with 4 where access widens, and changes nothing.',
    examples: [
      ['gatehouse diff --stack Gateway', 'what deploying ./cdk.out would change'],
      ['gatehouse diff --twin', 'the same against the running twin'],
      ['gatehouse diff --against main.out --markdown access.md', 'two assemblies; the table for a pull request'],
    ],
    configure: (command) =>
      command
        .option('--assembly <folder>', 'cloud assembly that is to be deployed', 'cdk.out')
        .option('--against <folder>', 'cloud assembly to compare with, in place of a gateway')
        .option('--markdown <file>', 'write the changes there as Markdown too; - = standard output, and nothing else'),
  }).action(async function (this: Command) {
    const options = this.opts<DiffOptions & GatewayOptions>();
    const terminal = processTerminal();
    const diff = await diffOf(options);
    if (options.markdown === '-') {
      terminal.out(renderAccessMarkdown(diff));
    } else {
      if (options.markdown !== undefined) {
        writeText(options.markdown, `${renderAccessMarkdown(diff)}\n`);
      }
      renderOutput(terminal, options.output, renderAccessDiff(diff));
    }
    process.exitCode = exitOf(diff);
  });
}

function exitOf({ widened }: AccessDiff): number {
  return widened ? EXIT_CODE.WIDENED : EXIT_CODE.DONE;
}

async function diffOf(options: DiffOptions & GatewayOptions): Promise<AccessDiff> {
  const { against, stack, twin } = options;
  const declared = stateOfAssembly(options.assembly);
  if (against === undefined && stack === undefined && twin === undefined) {
    throw new CommandError(MESSAGES.nothingToCompare());
  }
  if (against !== undefined) {
    if (stack !== undefined || twin !== undefined) {
      throw new CommandError(MESSAGES.twoBefores());
    }
    return diffAccess(stateOfAssembly(against), declared);
  }
  const gateway = await openGateway(options);
  try {
    const { registry } = gateway.ports;
    const before = await accessOfRegistry(registry);
    return diffAccess(before, await withKeptPolicies(registry, before, declared));
  } finally {
    gateway.close();
  }
}

function stateOfAssembly(folder: string): AccessState {
  const result = accessOfDeclarations(readAssemblyDeclarations(folder));
  if (!result.ok) {
    const problems = result.problems.map(({ policy, message, remedy }) => `${policy}: ${message} ${remedy}`);
    throw new CommandError(MESSAGES.invalid(folder, problems));
  }
  return result.state;
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandError(MESSAGES.unwritable(file, String((error as NodeJS.ErrnoException).code)));
  }
}
