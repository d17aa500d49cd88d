import type { Command } from 'commander';
import { renderExamples } from './commands/gateway-command';

const EXAMPLES = [
  [
    'gatehouse completion bash > ~/.local/share/bash-completion/completions/gatehouse',
    'for bash, from the next shell on',
  ],
  ['gatehouse completion zsh > ~/.zsh/completions/_gatehouse', 'for zsh, where that folder is in fpath'],
  ['gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish', 'for fish'],
  ['gatehouse completion powershell >> $PROFILE', 'for PowerShell'],
] as const;

/**
 * Adds `completion`, which prints a shell's script, and the hidden `complete`, which the script asks. It completes
 * what the program declares, and calls nobody.
 *
 * @param program with all its commands.
 */
export async function addCompletion(program: Command): Promise<void> {
  // An ES module alone: the bundle has it, a CommonJS program could not require it.
  const { default: tab } = await import('@bomb.sh/tab/commander');
  tab(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('Print a script that completes commands and options in a shell.')
    .addHelpText('after', renderExamples(EXAMPLES));
}
