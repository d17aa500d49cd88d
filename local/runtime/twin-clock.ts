import type { Clock } from '../gateway/model';

/**
 * The twin's time: this machine's, plus an offset that {@link advance} adds to.
 *
 * The offset lies in shared memory, so execution environments read the same time without being told.
 */
export class TwinClock implements Clock {
  readonly offset = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));

  now(): number {
    return Date.now() + (this.offset[0] ?? 0);
  }

  /** @param milliseconds forwards only; a platform clock never goes back. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError(`The clock cannot advance by ${milliseconds} ms, give 0 or more`);
    this.offset[0] = (this.offset[0] ?? 0) + milliseconds;
  }
}
