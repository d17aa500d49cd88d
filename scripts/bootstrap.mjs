// Makes a fresh clone ready with nothing but Node: installs the locked packages, then builds the bundles.
// Only built-in modules here: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules', '.bootstrap');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 16)) {
  console.error(`Node ${process.versions.node} is too old; allowed: 20.16 or newer. Install Node 24 and run again.`);
  process.exit(1);
}

const lock = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing packages (once per lockfile) …');
  // Install scripts stay off: every tool used here ships its binary inside its package.
  const install = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) {
    console.error('npm ci failed; nothing was built. See its message above, then run again.');
    process.exit(install.status ?? 1);
  }
  writeFileSync(stamp, lock);
}

const { bundleAll } = await import(pathToFileURL(path.join(root, 'scripts', 'bundle.mjs')).href);
await bundleAll();
