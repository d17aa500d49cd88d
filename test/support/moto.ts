import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pythonPrograms } from './installed-tools';

/** How long a start may take; it takes 3 s on two cores. */
const START_LIMIT = 60_000;

/** A running moto server: a second AWS implementation that is not ours. */
export interface Moto {
  /** `http://127.0.0.1:PORT`, every service behind it. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Installs and starts moto's server on a free port of the loopback interface.
 *
 * @throws Error with its output where it does not become ready.
 */
export async function startMoto(): Promise<Moto> {
  const programs = pythonPrograms('moto');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-moto-'));
  const child = spawn(path.join(programs, 'moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
    cwd: folder,
    env: { HOME: folder, TMPDIR: folder, PATH: process.env['PATH'] ?? '', PYTHONUNBUFFERED: '1' },
  });
  let printed = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), START_LIMIT);
    const settle = (found: string | undefined): void => {
      clearTimeout(timer);
      resolve(found);
    };
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      // It asks the system for a free port and says which one it got once it listens.
      const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
      if (url !== undefined) {
        settle(url);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => settle(undefined));
  });
  if (endpoint === undefined) {
    await stop();
    throw new Error(`moto did not become ready:\n${printed}`);
  }
  return { endpoint, stop };
}
