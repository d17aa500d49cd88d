import type { AuditRecord } from '../contract/audit-record';
import type { IssuerDocument, OpaqueIssuerDocument } from '../contract/proxy-document';
import type {
  ApiKeyRecord,
  GlobalRecord,
  ProofRecord,
  RegistryKey,
  RevocationRecord,
  TenantRecord,
  TokenRecord,
  UserRecord,
} from '../contract/registry-records';
import type { Introspection } from './introspection';
import type { UnverifiedJwt } from './jwt-form';
import type { Premise } from './premise';

/** Epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** Raised by an adapter whose dependency failed or answered nonsense. A fault always refuses the request. */
export class DependencyFault extends Error {
  public override readonly name = 'DependencyFault';

  public constructor(
    public readonly dependency: 'registry' | 'issuer' | 'secret' | 'upstream',
    /** `unavailable` = may succeed later; `corrupt` = what was read cannot be what was written. */
    public readonly kind: 'unavailable' | 'corrupt',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What one decision reads, in one consistent round trip. Absent items are absent properties. */
export interface RegistrySnapshot {
  readonly global?: GlobalRecord;
  readonly tenant?: TenantRecord;
  readonly user?: UserRecord;
  readonly token?: TokenRecord;
  readonly revokedJwt?: RevocationRecord;
  readonly revokedSubject?: RevocationRecord;
  readonly revokedActor?: RevocationRecord;
  readonly apiKey?: ApiKeyRecord;
}

export interface SnapshotKeys {
  readonly tenantRef: string;
  readonly userRef: string;
  readonly tokenId?: string;
  /** References of what may be revoked: the token by its `jti`, where it has one, its subject, and who acts for it. */
  readonly jwtRef?: string;
  readonly subjectRef?: string;
  readonly actorRef?: string;
  /** Reference of an API Gateway key that is shown as a credential. */
  readonly apiKeyRef?: string;
}

/** The authorizer's view of the registry. Both methods throw {@link DependencyFault}. */
export interface RegistryReader {
  /** One BatchGetItem, strongly consistent, reused for no longer than `freshness`. */
  snapshot(keys: SnapshotKeys): Promise<RegistrySnapshot>;
  /**
   * What a snapshot rests on. Left out, and `undefined` = it is asked for anew each time.
   *
   * @param snapshot the very object that {@link snapshot} gave.
   */
  premiseOf?(snapshot: RegistrySnapshot): Premise | undefined;
  /**
   * Where the records of an API Gateway key's user are, as far as the container knows: whether they are his, only a
   * snapshot that holds the key tells. For an unknown key it is where there are none.
   *
   * @param anew = past what the container knows.
   */
  ownerOfApiKey(ref: string, anew: boolean): Promise<Pick<SnapshotKeys, 'tenantRef' | 'userRef'>>;
  /** The global item alone, for the first read of a container. */
  global(): Promise<GlobalRecord | undefined>;
  /**
   * An immutable document, parsed.
   *
   * @throws DependencyFault `corrupt` where its body does not have this hash, or it does not exist.
   */
  document(hash: string): Promise<unknown>;
}

/** Verifies a JWT's signature with the issuer's published keys, and nothing else of it. */
export interface JwtVerifier {
  /**
   * @param jwt of canonical form, with a header that this issuer's tokens may have. Its claims stand for its text: no
   * other token has the same object.
   * @throws DependencyFault where the issuer's keys cannot be had.
   */
  verify(jwt: UnverifiedJwt, issuer: IssuerDocument): Promise<JwtVerification>;
}

export type JwtVerification =
  | {
      readonly ok: true;
      /** The key that stood for it, for as long as nobody is asked for another; left out = it is asked for each time. */
      readonly premise?: Premise;
    }
  /** `jwt_malformed` = the verifier cannot read the claims, so it did not look at the signature. */
  | { readonly ok: false; readonly reason: 'jwt_malformed' | 'jwt_signature' | 'jwt_key_unknown' };

/** Asks issuers about opaque tokens. */
export interface TokenIntrospector {
  /**
   * @param token of a form that the issuer's tokens may have.
   * @returns what the issuer said no longer than 30 s ago, and not beyond the token's own end.
   * @throws DependencyFault where it cannot be asked, or its answer is none.
   */
  introspect(token: string, issuer: OpaqueIssuerDocument): Promise<Introspection>;
}

/** Verifies a proof of possession with the key that it carries. */
export interface ProofVerifier {
  /** @returns thumbprint (RFC 7638, SHA-256, base64url) of the key, or `undefined` where key or signature is no good. */
  verify(proof: UnverifiedJwt): string | undefined;
}

/** Remembers which proofs were used. */
export interface ProofLedger {
  /** @returns whether it is the first use of the proof by another request. @throws DependencyFault */
  use(key: RegistryKey, record: ProofRecord): Promise<boolean>;
}

/** Writes an audit record; done when the line has left the process. */
export interface AuditSink {
  /** @param line the record as one line of JSON, without its end: what the chain's hashes are made of. */
  write(record: AuditRecord, line: string): void;
}

/** A secret's text that prints as `[redacted]`; `reveal()` is the one way to it. */
export class Redacted {
  readonly #value: string;

  public constructor(value: string) {
    this.#value = value;
  }

  public reveal(): string {
    return this.#value;
  }

  public toString(): string {
    return '[redacted]';
  }

  public toJSON(): string {
    return '[redacted]';
  }

  public [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}

/** The forwarder's one secret. */
export interface SecretReader {
  /**
   * @param refresh true = go past the cache, after the upstream refused what it holds.
   * @returns the current version, or `empty` where the secret holds nothing yet.
   * @throws DependencyFault where it cannot be read.
   */
  current(refresh: boolean): Promise<{ readonly versionId: string; readonly value: Redacted } | 'empty'>;
}

export interface UpstreamRequest {
  readonly method: string;
  readonly url: URL;
  /** Names as they are to be sent; repeated names stand for repeated fields. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** Sends one request to the upstream; never follows a redirect, never decompresses. */
export interface UpstreamClient {
  send(request: UpstreamRequest): Promise<UpstreamOutcome>;
}

export type UpstreamOutcome =
  | { readonly ok: true; readonly response: UpstreamResponse }
  | {
      readonly ok: false;
      readonly reason:
        | 'upstream_unreachable'
        | 'upstream_protocol'
        | 'upstream_timeout'
        | 'upstream_response_too_large';
    };

/** The registrar's and the command line's view of the registry: narrow, idempotent writes. */
export interface RegistryWriter {
  readTenant(key: RegistryKey): Promise<TenantRecord | undefined>;
  readUser(key: RegistryKey): Promise<UserRecord | undefined>;
  readToken(key: RegistryKey): Promise<TokenRecord | undefined>;
  readGlobal(): Promise<GlobalRecord | undefined>;
  readDocument(hash: string): Promise<unknown | undefined>;
  /** Writes an immutable document under the SHA-256 of its body; writing it again changes nothing. */
  putDocument(body: string): Promise<string>;
  /**
   * Creates the item or changes the named attributes; `status` is set only where there was no item. An attribute that
   * is named with `undefined` is removed.
   */
  upsertTenant(key: RegistryKey, change: Partial<TenantRecord> & { readonly tenant: string }): Promise<void>;
  upsertUser(
    key: RegistryKey,
    change: Partial<UserRecord> & { readonly tenant: string; readonly user: string },
  ): Promise<void>;
  /** @returns false where a token of that id exists already. */
  createToken(key: RegistryKey, record: TokenRecord): Promise<boolean>;
  /** All tokens of a user, whatever their status. */
  listTokens(tenantRef: string, userRef: string): Promise<TokenRecord[]>;
  delete(key: RegistryKey): Promise<void>;
  /** Moves the release pointer and the global policy pointer of one schema, in one conditional write. */
  publishRelease(change: {
    readonly release: string;
    readonly previous: string | undefined;
    readonly schema: string;
    readonly policies: string;
    /** Schemas whose pointers are dropped. */
    readonly forget?: readonly string[];
  }): Promise<'published' | 'lost'>;
}

/** Where revocations of JWTs and of subjects are kept. Throws {@link DependencyFault}. */
export interface RevocationWriter {
  /** Revokes, or prolongs a revocation; never shortens one. Safe to repeat. */
  revoke(key: RegistryKey, record: RevocationRecord): Promise<void>;
  /** Takes a revocation back; an absent one is fine. */
  restore(key: RegistryKey): Promise<void>;
}

/** What publishing a release needs of the registry beside single records. */
/** The pointers of a tenant's own policies. */
export interface TenantPointers {
  readonly policies: TenantRecord['policies'];
  readonly managedPolicies?: string | undefined;
}

export interface ReleaseRegistry extends RegistryWriter {
  /** Records in the order of their keys, absent ones as `undefined`; strongly consistent. */
  readTenants(keys: readonly RegistryKey[]): Promise<readonly (TenantRecord | undefined)[]>;
  readUsers(keys: readonly RegistryKey[]): Promise<readonly (UserRecord | undefined)[]>;
  /** Hash of the release that a deploy began to publish and did not finish. */
  readPending(): Promise<string | undefined>;
  writePending(release: string): Promise<void>;
  /** Hash of the last release that was published from these declarations. */
  readReleaseIndex(declarations: string): Promise<string | undefined>;
  writeReleaseIndex(declarations: string, release: string): Promise<void>;
  /** Marks a token revoked; absent is fine. */
  revokeToken(key: RegistryKey): Promise<void>;
  /**
   * Moves the pointers of a tenant's own policies, all in one write.
   *
   * @param before what they were made from. @returns false where they are neither that nor what they shall be.
   */
  moveTenant(key: RegistryKey, after: TenantPointers, before: TenantPointers): Promise<boolean>;
  /** Takes the pointers away and leaves the revocations. */
  withdrawRelease(): Promise<void>;
}

/** Raised where a control plane asks to be called less often. */
export class ThrottledError extends Error {
  public override readonly name = 'ThrottledError';
}

/** Waits, in milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Whether the time that a run may take is nearly over. */
export type Deadline = () => boolean;

/** API Gateway's control plane for keys: metering only. Each call throws {@link ThrottledError} where it must wait. */
export interface ApiKeys {
  /** Creates the key, or finds the one with that name and value: safe to repeat. @returns its id. */
  ensureKey(name: string, value: string): Promise<string>;
  /** Links the key to the plan, where it is not linked yet, and takes it out of the former ones, where it is in them. */
  ensurePlan(keyId: string, planId: string, formerPlanIds: readonly string[]): Promise<void>;
  /** Deletes the key; absent is fine. */
  deleteKey(keyId: string): Promise<void>;
}

/** Where a first proxy token is put. */
export interface SecretWriter {
  /** @returns the request token that the current value was put with; `undefined` where the secret has none. */
  currentVersion(secretArn: string): Promise<string | undefined>;
  put(secretArn: string, value: Redacted, clientRequestToken: string): Promise<void>;
}

/** Random text of at least 256 bits where asked, from the system's own generator. */
export interface Randomness {
  /** Base64url without padding. */
  base64url(bytes: number): string;
}
