import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/**
 * Synthesizes an app of this repository as the CDK's command line would.
 *
 * @param context as `-c` would give it. @returns the cloud assembly's folder.
 */
export function synthesize(app = 'bin/app.ts', context: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-assembly-'));
  execFileSync(process.execPath, ['--import', 'tsx', app], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}

export function removeAssembly(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
