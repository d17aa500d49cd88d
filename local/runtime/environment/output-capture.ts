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
  const writeSync = fs.writeSync as (...all: unknown[]) => number;
  fs.writeSync = ((descriptor: number, chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (descriptor !== 1 && descriptor !== 2) return writeSync(descriptor, chunk, ...rest);
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : partOf(chunk, rest);
    write(bytes);
    return bytes.length;
  }) as typeof fs.writeSync;
}

/** `writeSync(fd, bytes, offset, length)` or `writeSync(fd, bytes, { offset, length })`. */
function partOf(bytes: Uint8Array, [first, second]: unknown[]): Uint8Array {
  const options =
    typeof first === 'object' && first !== null ? (first as { offset?: number; length?: number }) : undefined;
  const offset = options?.offset ?? (typeof first === 'number' ? first : 0);
  const length = options?.length ?? (typeof second === 'number' ? second : bytes.length - offset);
  return bytes.subarray(offset, offset + length);
}
