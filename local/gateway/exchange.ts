import type { ContextVariables } from './context-variables';
import type { HeaderList } from './header-list';
import type { GatewayModel } from './model';
import type { Query } from './query-string';
import type { RouteMatch } from './router';

/** One request on its way through the gateway. */
export interface Exchange {
  readonly model: GatewayModel;
  readonly verb: string;
  /** Without the stage. */
  readonly path: string;
  readonly pathWithStage: string;
  readonly query: Query;
  readonly headers: HeaderList;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Value of `X-Amzn-Trace-Id`. */
  readonly traceId: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly variables: ContextVariables;
}

/** A request that has a method to go to. */
export interface RoutedExchange extends Exchange {
  readonly route: RouteMatch;
}

/** What an authorizer said of the caller. */
export interface Authorization {
  readonly principalId: string;
  /** Values as API Gateway passes them on: strings. */
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey?: string;
  /** In milliseconds; 0 where the policy came from the cache. */
  readonly integrationLatency: number;
}

/** The API key that a request is counted under. */
export interface CallerApiKey {
  readonly id: string;
  readonly value: string;
}
