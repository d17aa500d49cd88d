import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal';

/** How far something long has come. */
export interface Progress {
  /** @param steps that are done now, beside those before. @default 1 */
  advance(steps?: number): void;
  end(): void;
}

/** Draws a bar on stderr where that is a terminal, and nothing elsewhere. */
export function startProgress(terminal: Terminal, what: string, total: number): Progress {
  if (!terminal.live) {
    return { advance: () => {}, end: () => {} };
  }
  const format = `${what} {bar} {value}/{total}`;
  const bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: true }, Presets.rect);
  bar.start(total, 0);
  return { advance: (steps = 1) => bar.increment(steps), end: () => bar.stop() };
}
