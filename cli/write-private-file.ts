import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { CommandError } from './command-error';
import { TWIN_MESSAGES } from './messages/twin-messages';

/**
 * Writes a file for this user alone: a reader sees the whole of it or none.
 *
 * @param option that named it. @throws CommandError
 */
export function writePrivateFile(option: string, file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, text, { mode: 0o600, flag: 'wx' });
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new CommandError(TWIN_MESSAGES.unwritable(option, file, (error as NodeJS.ErrnoException).code));
  }
}
