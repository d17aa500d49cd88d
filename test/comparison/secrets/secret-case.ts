/** A call over the wire: what is in `input` goes as it is, so that what the SDK would add can be left out. */
export interface SecretCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Calls on a secret of the case's own, named `{name}` in the inputs; the last ones are compared. */
export interface SecretCase {
  readonly name: string;
  /** The operation that it is about. */
  readonly area: string;
  readonly before: readonly SecretCall[];
  readonly compared: readonly SecretCall[];
}

/** Version ids, as a caller chooses them. */
export const VERSIONS = {
  first: '11111111-1111-4111-8111-111111111111',
  second: '22222222-2222-4222-8222-222222222222',
  third: '33333333-3333-4333-8333-333333333333',
} as const;
