import type { OperationsOutput } from '../../lambda/contract/operations-output';
import type { GatewayPorts } from './gateway-ports';

/** The access proxy that a command works on, deployed or served by a twin: a command cannot tell which. */
export interface Gateway {
  /** For messages: `stack "Orders"`, `twin`. */
  readonly place: string;
  readonly region: string;
  readonly facts: OperationsOutput;
  readonly ports: GatewayPorts;
  /** Who asks, for records: the ARN that AWS names, or `twin`. Asked once. */
  caller(): Promise<string>;
  /** Ends connections. */
  close(): void;
}
