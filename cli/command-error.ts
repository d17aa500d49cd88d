import type { Message } from './messages/message';

/** What the caller can mend, said in one line without a stack. */
export class CommandError extends Error {
  public override readonly name = 'CommandError';

  /** @param said of the table `MESSAGES`. */
  public constructor(public readonly said: Message) {
    super(said.text);
  }
}
