import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { ROOT } from './sample-assembly';

/** The sample's third-party upstream, running beside the test. */
export interface PackageRegistry {
  readonly url: string;
  /** The registry's own token, which only the proxy is to know. */
  readonly token: string;
  stop(): Promise<void>;
}

/** @param publicUrl where clients see the registry. */
export async function startPackageRegistry(publicUrl: string): Promise<PackageRegistry> {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', 'package-registry.mjs'), publicUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', (code) => reject(new Error(`The package registry ended with ${code}.`)));
  });
  return {
    ...(JSON.parse(line) as { url: string; token: string }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** @returns a TCP port on loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
