/** A mistake that the caller can mend: printed as one line, without a stack. */
export class CommandError extends Error {
  public override readonly name = 'CommandError';

  /**
   * @param message what was given and what is allowed.
   * @param remedy what to do, as a sentence.
   */
  public constructor(
    message: string,
    public readonly remedy: string,
  ) {
    super(message);
  }
}
