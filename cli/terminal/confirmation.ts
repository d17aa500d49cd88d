import confirm from '@inquirer/confirm';
import { CommandError } from '../command-error';
import { CONNECTION_MESSAGES } from '../messages/connection-messages';
import type { Terminal } from './terminal';

/** Asks a question with yes or no. */
export type Asking = (question: string) => Promise<boolean>;

/** On stderr, so that a result that is piped stays whole. */
const askTerminal: Asking = (question) => confirm({ message: question, default: false }, { output: process.stderr });

/**
 * Lets somebody stop what cannot be undone.
 *
 * @param yes `--yes`: it was answered before.
 * @throws CommandError where there is nobody to ask, or the answer is no.
 */
export async function assertConfirmed(
  terminal: Terminal,
  question: string,
  yes: boolean,
  ask: Asking = askTerminal,
): Promise<void> {
  if (yes) {
    return;
  }
  if (!terminal.interactive) {
    throw new CommandError(CONNECTION_MESSAGES.notOnTerminal(question));
  }
  if (!(await answered(ask, question))) {
    throw new CommandError(CONNECTION_MESSAGES.declined());
  }
}

/** Ctrl-C is a no. */
async function answered(ask: Asking, question: string): Promise<boolean> {
  try {
    return await ask(question);
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError') {
      return false;
    }
    throw error;
  }
}
