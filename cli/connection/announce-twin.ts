import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writePrivateFile } from '../write-private-file';
import { readTwinConnection, TWIN_FILE, type TwinConnection } from './twin-connection';

/**
 * Writes where commands find this twin. Of two twins in one folder, the later one is found.
 *
 * @returns takes it away again, unless another twin has written there since.
 */
export function announceTwin(file: string, connection: TwinConnection): () => void {
  if (file === TWIN_FILE) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  }
  writePrivateFile('--connection', file, `${JSON.stringify(connection, null, 2)}\n`);
  return () => {
    if (pidIn(file) === connection.pid) {
      rmSync(file, { force: true });
    }
  };
}

function pidIn(file: string): number | undefined {
  try {
    return readTwinConnection(file).pid;
  } catch {
    return undefined;
  }
}
