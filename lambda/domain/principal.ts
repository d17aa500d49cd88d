import type { SnapshotKeys } from './ports';

/** Value of a claim that policies may read. */
export type ClaimValue = string | number | boolean | readonly string[];

/** Whoever a verified credential names; the registry has not been asked yet. */
export interface IdentifiedSubject {
  /** Where its items are. */
  readonly keys: SnapshotKeys;
  /** For audit: `proxyToken` or `jwt:<issuer id>`. */
  readonly credential: string;
  /** For audit: id of the proxy token or `jti`; never the credential. */
  readonly credentialId: string;
  /** What only the registry can confirm of a proxy token. */
  readonly proxyToken?: string;
  readonly federated?: FederatedSubject;
}

/** What a verified JWT says of its subject. */
export interface FederatedSubject {
  readonly issuerId: string;
  readonly tenant: string;
  /** `<issuer id>|<subject>`. */
  readonly user: string;
  readonly roles: readonly string[];
  readonly claims: Readonly<Record<string, ClaimValue>>;
}

/** A subject that the registry confirmed: it may be decided on. */
export interface Principal {
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
  readonly credential: 'proxyToken' | 'jwt';
  /** Set for a JWT. */
  readonly issuerId?: string;
  readonly claims: Readonly<Record<string, ClaimValue>>;
  /** Value of the API Gateway key that meters it. */
  readonly meteringKey: string;
}
