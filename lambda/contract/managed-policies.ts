/** A policy that people put beside the declared ones: one or more statements. */
export interface ManagedPolicy {
  /** What it is called; its statements are `<id>.0`, `<id>.1` … where they have no `@id`. */
  readonly id: string;
  /** Cedar. */
  readonly text: string;
}

/**
 * One version of the policies that people manage in one set: the global one, or a tenant's own. Immutable, stored as a
 * document; each names the version before it by its hash, so none can be left out or changed unseen.
 */
export interface ManagedPoliciesDocument {
  readonly version: 1;
  /** Counts the versions of the set, from 1. */
  readonly number: number;
  /** In the order of ids. Empty = there are none. */
  readonly policies: readonly ManagedPolicy[];
  /** Hash of the version before; left out in the first. */
  readonly previous?: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who made it: ARN, or `twin`. */
  readonly by: string;
  /** Why, in the words of whoever made it. */
  readonly note?: string;
}

/** What a managed policy may be called. */
export const MANAGED_POLICY_ID = /^[A-Za-z0-9][\w.-]{0,63}$/;
/** Longest note, in characters. */
export const NOTE_LIMIT = 500;
