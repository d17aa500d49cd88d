/** A mistake in what the twin was given, in one line: what, where, what to do. Its name starts with `Twin`. */
export class TwinError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TwinError';
  }
}
