// Builds everything that runs outside the CDK: the functions (assets/) and the command line with its twin (dist-bin/).
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

// Cedar reads its WebAssembly from the folder of the code that loads it.
const CEDAR_WASM = path.join(path.dirname(require.resolve('@cedar-policy/cedar-wasm/nodejs')), 'cedar_wasm_bg.wasm');

const FUNCTIONS = [
  { name: 'authorizer', cedar: true },
  { name: 'forwarder', cedar: false },
  { name: 'registrar', cedar: true },
  { name: 'policy-checker', cedar: true },
];

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

async function bundleFunction({ name, cedar }) {
  const folder = path.join(root, 'assets', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    ...COMMON,
    entryPoints: [`lambda/${name}/index.ts`],
    outfile: path.join(folder, 'index.js'),
    target: 'node20',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    // A dynamic import of a built-in module loads fetch with it, at 40 ms a cold start.
    supported: { 'dynamic-import': false },
  });
  if (cedar) {
    copyFileSync(CEDAR_WASM, path.join(folder, 'cedar_wasm_bg.wasm'));
  }
}

async function bundleCommandLine() {
  const folder = path.join(root, 'dist-bin');
  rmSync(folder, { recursive: true, force: true });
  await build({
    ...COMMON,
    entryPoints: { gatehouse: 'bin/gatehouse.ts', 'execution-environment': 'local/runtime/execution-environment.ts' },
    outdir: folder,
    // dynalite asks for the on-disk store's native code even where it keeps everything in memory, as the twin does.
    alias: { 'classic-level': 'memory-level' },
    target: 'node20',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    banner: { js: '#!/usr/bin/env node' },
  });
  copyFileSync(CEDAR_WASM, path.join(folder, 'cedar_wasm_bg.wasm'));
}

export async function bundleAll() {
  await Promise.all([...FUNCTIONS.map(bundleFunction), bundleCommandLine()]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleAll();
}
