/** Who calls: a proxy user of the sample, a federated subject, or nobody. */
export type Caller = 'nobody' | 'acme/shop' | 'acme/build' | 'globex/desk' | 'jwt:acme/buyer';

/** One behaviour of the gateway, whatever serves it: a request, and what must come of it. */
export interface ConformanceCase {
  readonly name: string;
  readonly caller: Caller;
  readonly request: {
    readonly method: string;
    /** Below the stage's URL, percent-encoded as it goes on the wire. */
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly expected: {
    readonly status: number;
    /** Public code of the problem details; left out where the upstream answers. */
    readonly code?: string;
    /** Header values by lower-case name; `null` = must be absent. */
    readonly headers?: Readonly<Record<string, string | RegExp | null>>;
    /** What the upstream saw; `null` = it must not have been called. Needs an upstream that echoes. */
    readonly upstream?: UpstreamExpectation | null;
    /** What the last audit record of this request says. */
    readonly audit: {
      readonly event: 'decision' | 'outcome';
      readonly decision: 'permit' | 'forbid' | 'fault';
      readonly reason: string;
      readonly tenant?: string;
      readonly principal?: string;
      readonly action?: string;
    };
  };
}

export interface UpstreamExpectation {
  readonly method: string;
  /** Path and query as the upstream got them. */
  readonly url: string;
  readonly bodyBytes?: number;
  /** Header names, lower case, that must have arrived; a value where it matters. */
  readonly headers?: Readonly<Record<string, string | RegExp>>;
  /** Header names, lower case, that must not have arrived. */
  readonly absent?: readonly string[];
}
