import type { GrantRecord } from '../contract/registry-records';
import { AUDIT_CREDENTIAL } from './audit-text';
import type { CedarValue } from './cedar';
import { isGrantRecord } from './registry-shapes';
import {
  isHash,
  isListOf,
  isMapOf,
  isObjectWith,
  isOneOf,
  isOptional,
  isPlainObject,
  isText,
  isWholeNumber,
  type Shape,
} from './shape';

/** What a decision by policies depended on, beside the immutable documents that it names. */
export interface DecisionReplay {
  readonly v: 1;
  /** Hash of the release in force. */
  readonly release: string;
  /** Digest of its schema. */
  readonly schema: string;
  /** Manifest hashes of the sets that were asked: the global one, then the tenant's own where it has one. */
  readonly sets: readonly string[];
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
  /** Of the principal; those that are over by `now` count for nothing. */
  readonly grants?: Readonly<Record<string, GrantRecord>>;
  readonly api: string;
  readonly action: string;
  /** Route key. */
  readonly route: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** In Cedar's JSON form, as far as a policy can look at it. */
  readonly context: Readonly<Record<string, CedarValue>>;
}

/** Longest replay, in characters. */
export const REPLAY_LIMIT = 32_768;
/** Stands for a replay that cannot be written down. */
export const NO_REPLAY = '-';

/** Replays of one decision that was made at several times: their texts differ in the time alone. */
export class ReplayText {
  readonly #before: string;
  readonly #after: string;

  public constructor({ context, ...rest }: Omit<DecisionReplay, 'now'>) {
    this.#before = `${asciiJson(rest).slice(0, -1)},"now":`;
    this.#after = `,"context":${asciiJson(context)}}`;
  }

  /** In characters, but for the time. */
  public get length(): number {
    return this.#before.length + this.#after.length;
  }

  /**
   * One line of ASCII, exactly.
   *
   * @param now epoch milliseconds.
   * @returns `-` where a client put a credential into a value that a policy looks at, or where it is longer than
   * {@link REPLAY_LIMIT}: no record holds the one, and what is cut would replay to something else.
   */
  public at(now: number): string {
    const text = `${this.#before}${now}${this.#after}`;
    return text.length > REPLAY_LIMIT || text.search(AUDIT_CREDENTIAL) >= 0 ? NO_REPLAY : text;
  }
}

function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @returns `undefined` where a text is no replay. */
export function decodeReplay(text: string): DecisionReplay | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isReplay(json) ? json : undefined;
}

const isReplay = isObjectWith({
  v: isOneOf(1),
  release: isHash,
  schema: isHash,
  sets: isListOf(isHash),
  tenant: isText,
  user: isText,
  roles: isListOf(isText),
  grants: isOptional(isMapOf(isGrantRecord)),
  api: isText,
  action: isText,
  route: isText,
  now: isWholeNumber,
  context: isPlainObject as Shape<DecisionReplay['context']>,
});
