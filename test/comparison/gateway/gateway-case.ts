import type { RawRequest } from '../raw-request';

/** The compared gateways; see `stacks.ts`. */
export type StackName = 'plain' | 'shaped' | 'binary' | 'metered';

/** Groups of cases, as the figures count them. */
export type GatewayArea = 'routing' | 'event' | 'authorizer' | 'keys and limits' | 'gateway responses' | 'integration';

/** Requests sent to both sides, and what of the answers is compared. */
export interface GatewayCase {
  readonly name: string;
  readonly area: GatewayArea;
  readonly stack: StackName;
  /** Sent one after the other. */
  readonly requests: readonly RawRequest[];
  /**
   * Aspects beside `answer`: `header.NAME` of it, `event.PATH` of the integration's event, `authorizer.PATH` of the
   * authorizer's, `keys:…` for an object's members; several joined with `, ` count as one.
   */
  readonly look: readonly string[];
}
