/** What a usage plan limits. */
export interface UsagePlanLimits {
  /** Requests a second; left out = no limit of the plan's own. */
  readonly rateLimit?: number;
  readonly burstLimit?: number;
  readonly quota?: { readonly limit: number; readonly period: 'DAY' | 'WEEK' | 'MONTH' };
  /** Limits of single methods, by `<resource path>/<method>`. */
  readonly methods: Readonly<Record<string, { readonly rateLimit?: number; readonly burstLimit?: number }>>;
}

/** API Gateway key of a plan. */
export interface PlanKey {
  readonly keyId: string;
  /** Left out = it has none, or is gone. */
  readonly name?: string;
}

/** Requests of one key on one day. */
export interface KeyUsage {
  readonly used: number;
  /** What is left of the quota's period at the end of the day. */
  readonly remaining: number;
}

/** Reads usage plans from API Gateway's control plane. Each call throws `ServiceFault`. */
export interface UsagePlanReader {
  /** @returns `undefined` where there is no such plan. */
  limits(planId: string): Promise<UsagePlanLimits | undefined>;
  keys(planId: string): Promise<readonly PlanKey[]>;
  /**
   * By key id; keys that were not used may be missing.
   *
   * @param day `2026-11-25`, UTC.
   */
  usage(planId: string, day: string): Promise<ReadonlyMap<string, KeyUsage>>;
}
