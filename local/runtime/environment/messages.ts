import type { EgressMap } from '../egress-map';
import type { LogFormat } from '../function-model';

/** What an execution environment is started with. */
export interface EnvironmentSettings {
  readonly functionName: string;
  readonly functionArn: string;
  readonly codeDirectory: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly logFormat: LogFormat;
  readonly egress: EgressMap;
  /** {@link TwinClock.offset}. */
  readonly clockOffset: Float64Array;
}

export type ToEnvironment =
  | { readonly kind: 'invoke'; readonly requestId: string; readonly event: string; readonly deadline: number }
  | { readonly kind: 'egress'; readonly egress: EgressMap };

export type FromEnvironment =
  | { readonly kind: 'ready' }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'answer'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'failure'; readonly requestId?: string; readonly failure: FunctionFailure };

/** As Lambda reports a function error. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}
