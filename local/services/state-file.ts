import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TwinError } from '../twin-error';

/** A request must not wait for the disk, and a burst of them is one write. */
const WRITE_DELAY_MS = 200;

/** What a twin keeps between two starts. It holds secrets in clear: only its owner may read the file. */
export class StateFile<State> {
  private readonly path: string;
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param directory made where it does not exist. */
  constructor(
    directory: string,
    private readonly collect: () => Promise<State>,
    private readonly onFailure: (error: Error) => void,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.path = join(directory, 'twin-state.json');
  }

  /** @throws Error in one line where the file is not what a twin wrote. */
  read(): State | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new TwinError(
        `${this.path} cannot be read (${(error as NodeJS.ErrnoException).code}). Correct its permissions.`,
      );
    }
    try {
      return JSON.parse(text) as State;
    } catch {
      throw new TwinError(`${this.path} is not JSON. Delete it to start with an empty twin.`);
    }
  }

  /** Writes soon, once for all changes until then. */
  readonly markChanged = (): void => {
    this.timer ??= setTimeout(() => void this.flush().catch(this.onFailure), WRITE_DELAY_MS).unref();
  };

  /** Writes now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // One write after the other: two would share the temporary file.
    this.writing = (this.writing ?? Promise.resolve()).catch(() => {}).then(() => this.write());
    await this.writing;
  }

  private async write(): Promise<void> {
    const text = JSON.stringify(await this.collect());
    // A crash during the write leaves the earlier state whole.
    await writeFile(`${this.path}.new`, text, { mode: 0o600 });
    await rename(`${this.path}.new`, this.path);
  }
}
