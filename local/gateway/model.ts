/**
 * What the twin's data plane serves: one deployed REST API stage as plain data.
 *
 * The assembly reader fills this from a synthesized template; the gateway only reads it. Field names follow the
 * CloudFormation properties they come from, so that either side can be checked against AWS's own pages.
 */

import type { InvocationSource } from '../permissions/invoke-permissions';

/** One REST API with the stage that serves it. */
export interface GatewayModel {
  readonly restApiId: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  /** Media types treated as binary; `*\/*` makes every body binary. */
  readonly binaryMediaTypes: readonly string[];
  readonly resources: readonly GatewayResource[];
  readonly authorizers: ReadonlyMap<string, GatewayAuthorizer>;
  /** By response type, for example `UNAUTHORIZED` or `DEFAULT_4XX`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseModel>;
  readonly stage: GatewayStage;
}

export interface GatewayResource {
  readonly id: string;
  /** Full template path, for example `/github/{proxy+}`; the root is `/`. */
  readonly path: string;
  /** By verb, `ANY` included. */
  readonly methods: ReadonlyMap<string, GatewayMethod>;
}

export interface GatewayMethod {
  readonly httpMethod: string;
  readonly authorizationType: 'NONE' | 'CUSTOM';
  readonly authorizerId?: string;
  readonly apiKeyRequired: boolean;
  readonly integration: LambdaProxyIntegration | MockIntegration;
}

export interface LambdaProxyIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionArn: string;
  /** 50 ms to 29,000 ms, more where the account's quota was raised. */
  readonly timeoutInMillis: number;
}

/** A fixed answer, as CDK's preflight methods use it. */
export interface MockIntegration {
  readonly type: 'MOCK';
  readonly statusCode: number;
  /** Response headers by name, quotes already removed. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface GatewayAuthorizer {
  readonly id: string;
  readonly name: string;
  readonly type: 'REQUEST';
  readonly functionArn: string;
  /** As declared, for example `method.request.header.Authorization`. */
  readonly identitySources: readonly string[];
  /** 0–3,600 s; 0 = no cache. */
  readonly resultTtlInSeconds: number;
}

export interface GatewayResponseModel {
  readonly responseType: string;
  readonly statusCode?: number;
  /** `gatewayresponse.header.X` → `'literal'`, `context.x` or `method.request.header.x`. */
  readonly responseParameters: Readonly<Record<string, string>>;
  /** By media type. */
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export interface GatewayStage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** By `{resourcePath}/{httpMethod}` or `*\/*`. */
  readonly methodSettings: ReadonlyMap<string, { readonly rateLimit?: number; readonly burstLimit?: number }>;
  readonly accessLog?: { readonly format: string; readonly logGroupName: string };
  readonly deploymentId: string;
}

/** A usage plan. Its keys come and go at run time: see {@link ApiKeyStore}. */
export interface UsagePlanModel {
  readonly id: string;
  readonly name?: string;
  readonly apiStages: readonly {
    readonly apiId: string;
    readonly stage: string;
    /** Per method, by `{resourcePath}/{httpMethod}`. */
    readonly throttle: ReadonlyMap<string, ThrottleModel>;
  }[];
  readonly throttle?: ThrottleModel;
  readonly quota?: { readonly limit: number; readonly offset: number; readonly period: 'DAY' | 'WEEK' | 'MONTH' };
}

export interface ThrottleModel {
  /** Requests per second; may be below 1. */
  readonly rateLimit?: number;
  readonly burstLimit?: number;
}

/** API keys and their plans, as the data plane reads them; the control plane implements it. */
export interface ApiKeyStore {
  /** @returns the key with this value, whether enabled or not; `undefined` where there is none. */
  keyByValue(value: string): { readonly id: string; readonly enabled: boolean } | undefined;
  /** @returns the plan that holds this key and serves this stage. */
  planFor(keyId: string, apiId: string, stage: string): UsagePlanModel | undefined;
  /** Counts used requests of the quota period; read back by `GetUsage`. */
  recordUse(planId: string, keyId: string, at: Date): void;
}

/** Invokes a function as the Lambda service does (RequestResponse). */
export interface FunctionInvoker {
  /**
   * @param deadlineMs how long the caller waits; the function's own timeout may be shorter.
   * @param source who invokes it on whose behalf; without it nobody's permission is asked for.
   * @returns the function's JSON payload, or the error it ended with. Never rejects.
   */
  invoke(functionArn: string, event: unknown, deadlineMs: number, source?: InvocationSource): Promise<InvokeResult>;
}

export type InvokeResult =
  | { readonly ok: true; readonly payload: unknown; readonly requestId: string; readonly latencyMs: number }
  | {
      readonly ok: false;
      readonly errorType: string;
      readonly errorMessage: string;
      /** Whether the deadline passed; or, where `errorType` is `Sandbox.Timedout`, the function's own timeout. */
      readonly timedOut: boolean;
      /** HTTP status with which the Lambda service itself refused; absent where the function ran. */
      readonly serviceStatus?: number;
      readonly requestId: string;
      readonly latencyMs: number;
    };

/** Where access log lines go. */
export interface LogSink {
  write(logGroupName: string, line: string): void;
}

export interface Clock {
  now(): number;
}
