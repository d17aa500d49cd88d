import type { ReasonCode } from './reason';

/**
 * The audit record: one JSON line a function writes, in OCSF's "API Activity" shape (class 6003). A request that
 * reached both functions has two: the authorizer's `decision`, written before it answers, and the forwarder's
 * `outcome`, written when the answer ends. They share `id`.
 *
 * It names what is known at that point and never holds a credential.
 *
 * @see https://schema.ocsf.io/1.6.0/classes/api_activity
 */
export interface AuditRecord {
  readonly class_uid: 6003;
  readonly class_name: 'API Activity';
  readonly category_uid: 6;
  /** 1 create, 2 read, 3 update, 4 delete, 99 other: from the method. */
  readonly activity_id: 1 | 2 | 3 | 4 | 99;
  /** `class_uid * 100 + activity_id`. */
  readonly type_uid: number;
  /** Epoch milliseconds. */
  readonly time: number;
  /**
   * The same as RFC 3339, and the level: Lambda's JSON log format adds either where a line lacks it, and a line that is
   * added to is not the line that the chain names.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html, read 24 November 2026
   */
  readonly timestamp: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  /** 1 informational, 3 medium (refused), 4 high (a fault). */
  readonly severity_id: 1 | 3 | 4;
  /** 1 success, 2 failure. */
  readonly status_id: 1 | 2;
  readonly metadata: {
    readonly version: '1.6.0';
    readonly product: { readonly name: 'Gatehouse'; readonly vendor_name: 'Gatehouse' };
    readonly event_code: 'decision' | 'outcome';
    /** The request's own id. */
    readonly correlation_uid: string;
    /** Position in the container's chain, from 0. */
    readonly sequence: number;
  };
  readonly actor: { readonly user: { readonly uid: string; readonly org?: { readonly uid: string } } };
  readonly api: {
    /** Cedar id of the action, or `-`. */
    readonly operation: string;
    readonly service: { readonly name: string };
    readonly request: { readonly uid: string };
    readonly response?: { readonly code: number };
  };
  readonly http_request: { readonly http_method: string; readonly url: { readonly path: string } };
  readonly src_endpoint: { readonly ip: string };
  readonly unmapped: AuditDetail;
}

/** What OCSF has no place for. */
export interface AuditDetail {
  readonly id: string;
  /** API Gateway's ids; a client can choose the first, never the second. */
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly event: 'decision' | 'outcome';
  /** `permit`, `forbid` (refused by rule or policy) or `fault`. */
  readonly decision: 'permit' | 'forbid' | 'fault';
  readonly reason: ReasonCode | 'none';
  readonly tenant: string;
  readonly principal: string;
  /** Who acts on the principal's behalf, as its token says: `<issuer id>|<subject>`; `-` = the principal itself. */
  readonly actor: string;
  /**
   * How the caller was identified: `proxyToken`, `jwt:<issuer id>`, `opaque:<issuer id>`,
   * `certificate:<issuer id>` or `-`.
   */
  readonly credential: string;
  /** Id of the proxy token, `jti`, or serial number of the client certificate; or `-`. */
  readonly credentialId: string;
  readonly api: string;
  readonly route: string;
  readonly action: string;
  /** Determining policies. */
  readonly policies: readonly string[];
  /**
   * Set in a decision that policies made: release, policy sets, principal and whatever of the context the policies can
   * look at, as JSON in ASCII, so that the same question can be asked again. `-` = it could not be written down.
   */
  readonly replay?: string;
  /** Upstream origin, or `-` where nothing was called. */
  readonly upstream: string;
  /** Upstream's own status; 0 where it gave none. */
  readonly upstreamStatus: number;
  /** Status the client gets; 0 in a decision that lets the request through. */
  readonly status: number;
  /** Milliseconds that the function took, and the upstream within it. */
  readonly latencyMs: number;
  readonly upstreamLatencyMs: number;
  /** One value a container, and the SHA-256 (hex) of its previous line: a gap or a change shows. */
  readonly chain: string;
  readonly previous: string;
}
