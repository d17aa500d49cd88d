import { TwinError } from '../local/twin-error';
import { addCompletion } from './completion';
import { EXIT_CODE, type ExitCode } from './exit-code';
import { messageOf } from './message-of';
import { createProgram } from './program';

export async function main(argv: readonly string[]): Promise<void> {
  // The SDK is part of the bundle: which Node its later releases need is nothing that a user could act on.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    const program = createProgram();
    await addCompletion(program);
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** One line a mistake: what was wrong and what to do; faults of the program keep their stack. */
function report(error: unknown): ExitCode {
  const said = messageOf(error);
  if (said !== undefined) {
    process.stderr.write(`gatehouse: ${said.text} ${said.next} [${said.code}]\n`);
    return said.exit;
  }
  // The twin's own errors say all three already: what, where, what to do.
  if (error instanceof TwinError) {
    process.stderr.write(`gatehouse: ${error.message}\n`);
    return EXIT_CODE.MISTAKE;
  }
  process.stderr.write(`gatehouse: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_CODE.FAULT;
}
