import { execFile } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './sample-assembly';

/** What a run of the shipped command line printed, and how it ended. */
export interface CommandRun {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** Standard output, where it is JSON. */
  json<T>(): T;
}

/** Runs the shipped command line as a user does; standard input is empty. */
export function runCommand(args: readonly string[]): Promise<CommandRun> {
  return new Promise((resolve) => {
    const command = [path.join(ROOT, 'dist-bin', 'gatehouse.js'), ...args];
    const child = execFile(process.execPath, command, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : 2;
      resolve({ exit, out, err, json: <T>() => JSON.parse(out) as T });
    });
    child.stdin?.end();
  });
}
