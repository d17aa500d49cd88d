/** Something of AWS that neither AWS’s pages nor a record of its answers settles. */
export interface OpenQuestion {
  readonly id: string;
  readonly asks: string;
  /** Which comparison its cases are of. @default 'gateway' */
  readonly on?: 'gateway' | 'secrets' | 'registry';
  /** Cases whose requests answer it on a real account, by name. */
  readonly cases: readonly string[];
  /** Which aspect of those cases to look at. */
  readonly aspect: string;
  /** What may be seen there and what that means; the first that fits counts. The twin’s own is among them. */
  readonly outcomes: readonly Outcome[];
}

/** One thing that may be seen. */
export interface Outcome {
  /** A `*` stands for any text. */
  readonly shows: string;
  readonly means: string;
}
