import type { ApiKeys, Clock, Deadline, Randomness, ReleaseRegistry, SecretWriter } from './ports';

/** What publishing and withdrawing releases need. */
export interface RegistrarPorts {
  readonly registry: ReleaseRegistry;
  readonly keys: ApiKeys;
  readonly secrets: SecretWriter;
  readonly randomness: Randomness;
  readonly clock: Clock;
  readonly deadline: Deadline;
  /** Prefix of API Gateway key names: unique for the proxy in its account and region. */
  readonly keyPrefix: string;
}

/** Registry writes that run at a time. */
export const REGISTRY_PARALLEL = 16;
/** Tenants and users worked on at a time: API Gateway's control plane allows a few calls a second. */
export const PROVISION_PARALLEL = 4;
