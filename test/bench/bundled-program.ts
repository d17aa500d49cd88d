import { copyFileSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const CEDAR_WASM = 'cedar_wasm_bg.wasm';

/** Compiles a program as the functions are compiled. @returns the file; whoever asked removes its folder. */
export async function bundleProgram(entry: string): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-bench-'));
  const outfile = path.join(folder, 'program.js');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    supported: { 'dynamic-import': false },
  });
  const cedar = path.dirname(require.resolve('@cedar-policy/cedar-wasm/nodejs'));
  copyFileSync(path.join(cedar, CEDAR_WASM), path.join(folder, CEDAR_WASM));
  return outfile;
}
