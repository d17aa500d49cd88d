import { Command } from 'commander';
import { TwinError } from '../local/twin-error';
import { CommandError } from './command-error';
import { twinCommand } from './twin-command';
import { whyCommand } from './why-command';

/** Exit codes: 0 done, 1 a mistake in what was given, 2 a fault of the program. */
const EXIT_MISTAKE = 1;
const EXIT_FAULT = 2;

export async function main(argv: readonly string[]): Promise<void> {
  // The SDK is part of the bundle: which Node its later releases need is nothing that a user could act on.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const program = new Command('gatehouse')
    .description('Runs and looks after an identity-secure API access proxy.')
    .showHelpAfterError('(add --help for what is allowed)')
    .addCommand(twinCommand())
    .addCommand(whyCommand());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** One line a mistake: what was wrong and what to do; faults of the program keep their stack. */
function report(error: unknown): number {
  if (error instanceof CommandError) {
    process.stderr.write(`gatehouse: ${error.message} ${error.remedy}\n`);
    return EXIT_MISTAKE;
  }
  // The twin's own errors say all three already: what, where, what to do.
  if (error instanceof TwinError) {
    process.stderr.write(`gatehouse: ${error.message}\n`);
    return EXIT_MISTAKE;
  }
  process.stderr.write(`gatehouse: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_FAULT;
}
