// Builds everything that runs outside the CDK: the functions (assets/) and the command line with its twin (dist-bin/).
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
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

function bundleFunction({ name, cedar }) {
  return replaceFolder(path.join('assets', name), async (folder) => {
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
  });
}

function bundleCommandLine() {
  return replaceFolder('dist-bin', async (folder) => {
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
    chmodSync(path.join(folder, 'gatehouse.js'), 0o755);
  });
}

/** Whoever uses a bundle while it is built anew sees the old one or the new one, never half of one. */
async function replaceFolder(name, fill) {
  const target = path.join(root, name);
  // Beside the target, so that source maps find their way as well before as after.
  const fresh = `${target}.building-${process.pid}`;
  const old = `${target}.old-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    await fill(fresh);
    if (existsSync(target)) {
      renameSync(target, old);
    }
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

export async function bundleAll() {
  await Promise.all([...FUNCTIONS.map(bundleFunction), bundleCommandLine()]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleAll();
}
