const { execFileSync } = require('node:child_process');
const { existsSync, rmSync } = require('node:fs');
const path = require('node:path');

// Figures and calls of an earlier run must not be taken for this one's; and a bare `npx jest` needs the bundles.
module.exports = () => {
  const root = path.join(__dirname, '..', '..');
  for (const folder of ['figures', 'calls']) {
    rmSync(path.join(root, 'reports', folder), { recursive: true, force: true });
  }
  if (!existsSync(path.join(root, 'assets')) || !existsSync(path.join(root, 'dist-bin'))) {
    execFileSync(process.execPath, [path.join(root, 'scripts', 'bundle.mjs')]);
  }
};
