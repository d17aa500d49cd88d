import type { HeaderValues } from './header-name';

/** One request as the forwarder got it, before anything in it is believed. */
export interface ForwardInput {
  readonly method: string;
  /** Without stage, still percent-encoded. */
  readonly path: string;
  /** What stands before `path` in the client's URL: `/<stage>`, or empty behind a custom domain. */
  readonly stagePath: string;
  readonly query: Readonly<Record<string, readonly (string | undefined)[] | undefined>> | null;
  readonly headers: HeaderValues | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  /** What the authorizer told API Gateway. */
  readonly authorizer: unknown;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly sourceAddress: string;
  /** Milliseconds until the function is ended. */
  remainingMs(): number;
}

/** What the client gets. */
export interface ForwardAnswer {
  readonly status: number;
  /** Values by name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array;
}
