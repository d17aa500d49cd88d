import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { GatewayDescription } from '../../cli/gateway-description';
import type { ServiceCall } from '../../local/permissions/service-call';
import { recordCalls } from './recorded-calls';
import { ROOT } from './sample-assembly';

const COMMAND = path.join(ROOT, 'dist-bin', 'gatehouse.js');

/** The shipped command line serving an assembly, as a user starts it. */
export interface TwinProcess {
  readonly description: GatewayDescription;
  /** What it printed so far, both streams. */
  output(): string;
  /** Resolves with the first JSON line, printed or still to come, that fits; needs `--log json`. */
  untilLine(fits: (line: string) => boolean): Promise<string>;
  /** JSON lines so far. */
  lines(): string[];
  /** Where `--calls` writes; it is removed by `stop`. */
  readonly callsFile: string;
  /** Mode of the file written by `--json`. */
  readonly fileMode: number;
  stop(): Promise<number | null>;
}

/** Starts `gatehouse twin` with the arguments given and waits for what `--json` writes. */
export async function startTwinProcess(args: readonly string[]): Promise<TwinProcess> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-twin-'));
  const file = path.join(folder, 'twin.json');
  const calls = path.join(folder, 'calls.jsonl');
  const own = ['--port', '0', '--json', file, '--calls', calls];
  const child = spawn(process.execPath, [COMMAND, 'twin', ...own, ...args], { cwd: ROOT });
  const printed = capture(child);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await ready(child, file, printed.text);
  return {
    description: JSON.parse(readFileSync(file, 'utf8')) as GatewayDescription,
    fileMode: statSync(file).mode & 0o777,
    callsFile: calls,
    output: printed.text,
    lines: () => jsonLines(printed.text()),
    untilLine: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const line = jsonLines(printed.text()).find(fits);
          if (line !== undefined) {
            child.stdout.off('data', look);
            resolve(line);
          }
        };
        child.stdout.on('data', look);
        look();
      }),
    stop: async () => {
      child.kill('SIGINT');
      const code = await ended;
      recordFrom(calls, args[args.indexOf('--assembly') + 1] as string);
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

function recordFrom(file: string, assembly: string): void {
  const record = recordCalls(assembly);
  for (const line of readFileSync(file, 'utf8')
    .split('\n')
    .filter((one) => one !== '')) {
    record(JSON.parse(line) as ServiceCall);
  }
}

/** Runs the command line to its end. */
export function runCommand(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: ROOT });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

function jsonLines(text: string): string[] {
  // The last piece may be half a line still.
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'));
}

function capture(child: ChildProcess): { text: () => string } {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { text: () => text };
}

/** The file is renamed into place whole, so that it exists means that it is complete. */
function ready(child: ChildProcess, file: string, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      if (existsSync(file)) {
        clearInterval(watch);
        resolve();
      }
    }, 20);
    child.once('exit', (code) => {
      clearInterval(watch);
      reject(new Error(`gatehouse twin ended with ${code}:\n${output()}`));
    });
  });
}
