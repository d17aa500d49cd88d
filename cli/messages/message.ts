import { EXIT_CODE, type ExitCode } from '../exit-code';

/** `GH` and four digits; never used for anything else once it was published. */
export type MessageCode = `GH${number}`;

/** One thing that the command line has to say about why it did not do what was asked. */
export interface Message {
  readonly code: MessageCode;
  /** What was given and what is allowed, as a sentence; never a secret. */
  readonly text: string;
  /** What to do, as a sentence. */
  readonly next: string;
  readonly exit: ExitCode;
}

type Sentences = readonly [text: string, next: string];

/**
 * Declares a message of the table that it stands in.
 *
 * @param write what was given → what is wrong with it, and what to do.
 * @param exit how the command ends. @default - a mistake in what was given
 */
export function message<A extends readonly unknown[]>(
  code: MessageCode,
  write: (...given: A) => Sentences,
  exit: ExitCode = EXIT_CODE.MISTAKE,
): (...given: A) => Message {
  return Object.assign(
    (...given: A): Message => {
      const [text, next] = write(...given);
      return { code, text, next, exit };
    },
    { code },
  );
}
