/** How every command ends, for scripts. `docs/operations.md` says the same, and a test compares them. */
export const EXIT_CODE = {
  /** Done as asked. */
  DONE: 0,
  /** A mistake in what was given; nothing was changed. */
  MISTAKE: 1,
  /** A fault of the program, or of something that it needs; running it again may help. */
  FAULT: 2,
  /** Refused because of a conflict: a declared thing, a lost race, an answer of no. */
  CONFLICT: 3,
  /** `diff`: the change widens access. */
  WIDENED: 4,
  /** Decision tests failed. */
  TESTS_FAILED: 5,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
