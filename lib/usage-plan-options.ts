/** How often a quota starts anew, in UTC. */
export enum QuotaPeriod {
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
}

/** How many requests a period has. */
export interface UsageQuota {
  /** Requests: 1 or more. */
  readonly limit: number;
  readonly period: QuotaPeriod;
}

/** How fast requests may come. In a usage plan both limits are named, or neither. */
export interface RequestRate {
  /**
   * Requests a second in the long run; may be a fraction.
   *
   * @default - no limit of its own
   */
  readonly rateLimit?: number;
  /**
   * Requests at once.
   *
   * @default - no limit of its own
   */
  readonly burstLimit?: number;
}

/**
 * How much one API Gateway key may call. Limits are API Gateway's: per key, summed over what shares it, and best
 * effort.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export interface UsagePlanOptions extends RequestRate {
  /**
   * Requests a day, week or month.
   *
   * @default - none
   */
  readonly quota?: UsageQuota;
  /**
   * Limits for single protected APIs, by their name; at most 10 APIs, because API Gateway takes 20 methods and an API
   * has two.
   *
   * @default - the plan's limits for all of them together
   */
  readonly apis?: { [api: string]: RequestRate };
}
