import type { Redacted } from '../ports';

/** An API Gateway key that somebody else made. */
export interface AdoptableKey {
  readonly keyId: string;
  readonly name: string;
  readonly value: Redacted;
  readonly enabled: boolean;
}

/** API Gateway's control plane, where keys of somebody else's making are looked at; nothing is changed. */
export interface AdoptableKeys {
  /** @returns `undefined` where there is none. */
  readKey(keyId: string): Promise<AdoptableKey | undefined>;
  /** Ids of the usage plans that a key is in. */
  plansOf(keyId: string): Promise<readonly string[]>;
  /** Ids of all keys of a usage plan. */
  keysOf(planId: string): Promise<readonly string[]>;
}
