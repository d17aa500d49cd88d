import type { Colors } from 'picocolors/types';
import pc from 'picocolors';

/** Where a command reads and writes; results go to stdout, everything else to stderr. */
export interface Terminal {
  /** One line of the result. */
  out(text: string): void;
  /** One line beside it: notes, questions, progress. */
  note(text: string): void;
  /** Whether somebody can answer a question: stdin and stderr are a terminal. */
  readonly interactive: boolean;
  /** Whether stderr is a terminal, so that a line on it may be drawn over. */
  readonly live: boolean;
  /** Columns of stdout; left out = it is no terminal and nothing is cut. */
  readonly width?: number;
  /** Colours of stdout: none where it is no terminal, or `NO_COLOR` is set. @see https://no-color.org */
  readonly colors: Colors;
  /** Standard input to its end, as text. */
  read(): Promise<string>;
}

/** This process's own. */
export function processTerminal(environment: NodeJS.ProcessEnv = process.env): Terminal {
  const { stdin, stdout, stderr } = process;
  const plain = environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '';
  return {
    out: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    live: stderr.isTTY === true,
    ...(stdout.isTTY === true && { width: stdout.columns }),
    colors: pc.createColors(stdout.isTTY === true && !plain),
    async read() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) {
        chunks.push(chunk as Buffer);
      }
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
