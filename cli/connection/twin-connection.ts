import { readFileSync } from 'node:fs';
import type { OperationsOutput } from '../../lambda/contract/operations-output';
import { CommandError } from '../command-error';
import { CONNECTION_MESSAGES } from '../messages/connection-messages';

/** Where `gatehouse twin` writes, and commands look, in the working directory. */
export const TWIN_FILE = '.gatehouse/twin.json';

/** How a running twin is reached: what `gatehouse twin` writes. It opens nothing but the twin; its mode is 0600. */
export interface TwinConnection {
  readonly version: 1;
  /** Process that serves it and removes the file. */
  readonly pid: number;
  readonly region: string;
  readonly endpoints: TwinEndpoints;
  /** Those of a role of the app, where the twin was told to hold commands to one; left out = commands may do all. */
  readonly operator?: {
    readonly role: string;
    readonly credentials: {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string;
    };
  };
  readonly proxies: readonly OperationsOutput[];
}

/** URLs of the twin's AWS services. */
export interface TwinEndpoints {
  readonly dynamodb: string;
  readonly secretsManager: string;
  readonly apiGateway: string;
  readonly logs: string;
}

/**
 * @param file as {@link TWIN_FILE}, or as `gatehouse twin --json` writes it.
 * @throws CommandError where it describes no twin.
 */
export function readTwinConnection(file: string): TwinConnection {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as { connection?: TwinConnection } & TwinConnection;
    const connection = parsed.connection ?? parsed;
    if (connection.version === 1 && Array.isArray(connection.proxies)) {
      return connection;
    }
  } catch {
    // Whatever is wrong with it, the remedy is the same.
  }
  throw new CommandError(CONNECTION_MESSAGES.noTwin(file));
}
