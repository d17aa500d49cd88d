import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';

const CDK = path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface CdkRun {
  readonly ok: boolean;
  /** All that it printed. */
  readonly output: string;
}

/** Runs the CDK's own command line in this repository. @param environment beside this process's. */
export function runCdk(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<CdkRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CDK, ...args, '--no-notices'], {
      cwd: ROOT,
      env: { ...process.env, ...environment, CI: 'true', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}
