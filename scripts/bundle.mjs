// Builds everything that runs outside the CDK: the functions (assets/) and the command line with its twin (dist-bin/).
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  { name: 'joiner', cedar: true },
  { name: 'policy-checker', cedar: true },
  { name: 'openapi-reader', cedar: false },
];

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  target: 'node20',
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
};

async function bundleFunction({ name, cedar }) {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [`lambda/${name}/index.ts`],
    outfile: path.join('assets', name, 'index.js'),
    // A dynamic import of a built-in module loads fetch with it, at 40 ms a cold start.
    supported: { 'dynamic-import': false },
  });
  await replaceFolder(path.join('assets', name), { outputFiles, copies: cedar ? [CEDAR_WASM] : [] });
}

async function bundleCommandLine() {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: { gatehouse: 'bin/gatehouse.ts', 'execution-environment': 'local/runtime/execution-environment.ts' },
    outdir: 'dist-bin',
    // dynalite asks for the on-disk store's native code even where it keeps everything in memory, as the twin does.
    alias: { 'classic-level': 'memory-level' },
    banner: { js: '#!/usr/bin/env node' },
  });
  await replaceFolder('dist-bin', { outputFiles, copies: [CEDAR_WASM] });
}

/**
 * Whoever reads a bundle while it is built anew finds each file, the old one or the new one: files are made in a folder
 * that nobody walks and then renamed over the old ones. Whatever a bundle no longer has is removed.
 */
async function replaceFolder(name, { outputFiles, copies = [] }) {
  const target = path.join(root, name);
  mkdirSync(target, { recursive: true });
  mkdirSync(path.join(root, '.tools'), { recursive: true });
  const fresh = mkdtempSync(path.join(root, '.tools', 'building-'));
  try {
    for (const { path: file, contents } of outputFiles) {
      writeFileSync(path.join(fresh, path.basename(file)), contents);
    }
    for (const file of copies) {
      copyFileSync(file, path.join(fresh, path.basename(file)));
    }
    const files = readdirSync(fresh);
    for (const file of files) {
      if (file === 'gatehouse.js') {
        chmodSync(path.join(fresh, file), 0o755);
      }
      renameSync(path.join(fresh, file), path.join(target, file));
    }
    for (const stale of readdirSync(target).filter((file) => !files.includes(file))) {
      rmSync(path.join(target, stale), { recursive: true, force: true });
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

export async function bundleAll() {
  await Promise.all([...FUNCTIONS.map(bundleFunction), bundleCommandLine()]);
}

/** With names as arguments only these bundles are built anew. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  await (names.length === 0
    ? bundleAll()
    : Promise.all(FUNCTIONS.filter(({ name }) => names.includes(name)).map(bundleFunction)));
}
