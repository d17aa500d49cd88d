import { spawnSync } from 'node:child_process';

/** A closed port: whoever wants to ask a platform elsewhere fails, and is seen to. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Runs a checker without a way out to the network.
 *
 * @param statuses exits that say that it ran, whatever it found.
 * @returns what it printed.
 * @throws Error with its own words otherwise.
 */
export function runChecker(program: string, args: readonly string[], statuses: readonly number[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], HTTPS_PROXY: NOWHERE, HTTP_PROXY: NOWHERE },
  });
  // One that did not start has printed nothing, not even an empty text.
  if (error !== undefined) {
    throw new Error(`${program} did not run: ${error.message}`, { cause: error });
  }
  if (status === null || !statuses.includes(status)) {
    throw new Error(`${program} ended with ${status}:\n${stderr}\n${stdout.slice(0, 2_000)}`);
  }
  return stdout;
}
