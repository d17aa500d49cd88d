/**
 * Service limits that the data plane enforces. Each names the AWS page it comes from; all were read on
 * 24 November 2026. "Quotas" is the API Gateway Developer Guide page "Quotas for configuring and running a REST API in
 * API Gateway" (api-gateway-execution-service-limits-table).
 */
export interface GatewayLimits {
  /** Bytes of a request body. Page: Quotas. @default 10485760 */
  readonly requestBodyBytes: number;
  /** Bytes of all header names, values and line ends, Regional. Page: Quotas. @default 10240 */
  readonly headerBytes: number;
  /** Characters of the request target, Regional. Page: Quotas. @default 10240 */
  readonly urlCharacters: number;
  /** Bytes of the method ARN. Page: "Output from an API Gateway Lambda authorizer". @default 1600 */
  readonly methodArnBytes: number;
  /** Characters of one `Resource` in a policy. Page: "Output from an API Gateway Lambda authorizer". @default 512 */
  readonly policyResourceCharacters: number;
  /** Bytes of an invocation's request or response payload. Page: "Lambda quotas" (gettingstarted-limits). @default 6291456 */
  readonly functionPayloadBytes: number;
  /** Requests per second, per account and Region. Page: Quotas. @default 10000 */
  readonly accountRateLimit: number;
  /** Requests of burst, per account and Region. Page: "Throttle requests to your REST APIs". @default 5000 */
  readonly accountBurstLimit: number;
}

export const DEFAULT_LIMITS: GatewayLimits = {
  requestBodyBytes: 10 * 1024 * 1024,
  headerBytes: 10_240,
  urlCharacters: 10_240,
  methodArnBytes: 1_600,
  policyResourceCharacters: 512,
  functionPayloadBytes: 6 * 1024 * 1024,
  accountRateLimit: 10_000,
  accountBurstLimit: 5_000,
};
