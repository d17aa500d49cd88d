import type { UserRecord } from '../contract/registry-records';
import type { SnapshotKeys } from './ports';
import type { SenderConstraint, SenderTerms } from './sender-constraint';

/** Value of a claim that policies may read. */
export type ClaimValue = string | number | boolean | readonly string[];

/** Whoever a verified credential names; the registry has not been asked yet. */
export interface IdentifiedSubject {
  /** Where its items are. */
  readonly keys: SnapshotKeys;
  /** For audit: `proxyToken`, `apiKey`, or `jwt`, `opaque` or `certificate` with `:<issuer id>`. */
  readonly credential: string;
  /** For audit: id of the proxy token, `jti` or serial number; never the credential. */
  readonly credentialId: string;
  /** What only the registry can confirm of a proxy token. */
  readonly proxyToken?: string;
  /** What only the registry can confirm of an API Gateway key. */
  readonly apiKey?: string;
  readonly federated?: FederatedSubject;
  /** When a token of an issuer ends, in epoch seconds; left out where it does not say, and of a proxy token. */
  readonly expiresAt?: number;
  /** Whose a token of an issuer is to send. */
  readonly sender?: SenderTerms;
}

/** What a credential says of itself, whoever shows it. */
export interface CredentialFacts {
  /** OAuth scopes; none for a proxy token. */
  readonly scopes: readonly string[];
  /** When it was issued, in epoch seconds; left out where it does not say. */
  readonly issuedAt?: number;
  /** How its subject was authenticated, in the issuer's words. @see OpenID Connect Core 1.0, section 2 */
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** Who acts on its subject's behalf, as policies name it; left out = its subject itself. */
  readonly actor?: string;
}

/** What a verified token, or certificate, of an issuer says of its subject. */
export interface FederatedSubject extends CredentialFacts {
  readonly credential: 'jwt' | 'opaque' | 'certificate';
  readonly issuerId: string;
  readonly tenant: string;
  /** `<issuer id>|<subject>`; a client's is `<issuer id>.client|<client id>`. */
  readonly user: string;
  /** The proxy user that the subject is by rule; left out = it is itself, or whomever its record names. */
  readonly mapped?: string;
  readonly roles: readonly string[];
  readonly claims: Readonly<Record<string, ClaimValue>>;
}

/** A subject that the registry confirmed: it may be decided on. */
export interface Principal extends CredentialFacts {
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
  readonly credential: 'proxyToken' | 'apiKey' | FederatedSubject['credential'];
  /** Set for an issuer's token. */
  readonly issuerId?: string;
  readonly claims: Readonly<Record<string, ClaimValue>>;
  /** How its token is bound to whoever sent it, which was proven; left out = not at all. */
  readonly senderConstraint?: SenderConstraint;
  /** Value of the API Gateway key that meters it. */
  readonly meteringKey: string;
  /** Address ranges that its requests come from; left out = anywhere. */
  readonly sources?: readonly string[];
  /** Cedar ids of the only actions that its token is for; left out = all that policies permit. */
  readonly taskActions?: readonly string[];
  /** Grants for a task, by id, whether or not they are over. */
  readonly grants?: UserRecord['grants'];
}
