import fs from 'node:fs';

type Write = typeof process.stdout.write;

/**
 * Sends what the function writes to its output through the same channel as its answers, so that a line written
 * before the answer is there before the answer.
 */
export function captureOutput(send: (text: string) => void): void {
  const write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    send(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') queueMicrotask(done as () => void);
    return true;
  }) as Write;
  process.stdout.write = write;
  process.stderr.write = write;
  // Descriptors are the whole process's: without this such lines would land on the twin's own terminal.
  const writeSync = fs.writeSync;
  fs.writeSync = ((descriptor: number, chunk: string | Uint8Array, ...rest: never[]) => {
    if (descriptor !== 1 && descriptor !== 2)
      return (writeSync as (...all: unknown[]) => number)(descriptor, chunk, ...rest);
    write(chunk);
    return Buffer.byteLength(chunk as string);
  }) as typeof fs.writeSync;
}
