/** A clock that stands still until it is set. */
export class SettableClock {
  constructor(private time = Date.UTC(2026, 10, 24, 12)) {}

  now(): number {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
