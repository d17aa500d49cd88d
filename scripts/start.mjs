// `npm start`: synthesizes the sample, starts its package registry, and serves the sample on the twin.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, SAMPLE_PACKAGE, startPackageRegistry } from './package-registry.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { PORT = '8787' } = process.env;

const synth = spawnSync(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
  cwd: root,
  env: { ...process.env, CDK_OUTDIR: 'cdk.out' },
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (synth.status !== 0) {
  process.exit(synth.status ?? 1);
}

const port = PORT === '0' ? await freePort() : PORT;
const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-start-'));
chmodSync(folder, 0o700);
const registry = await startPackageRegistry(`http://127.0.0.1:${port}/prod/packages/`);
const secretFile = path.join(folder, 'registry-token');
writeFileSync(secretFile, registry.token, { mode: 0o600 });

console.log(`
A package registry (Verdaccio) stands behind the API "packages"; only the proxy knows its token. Once the gateway is
up, npm installs through it with the proxy token of acme/build:

  npm install ${SAMPLE_PACKAGE} --registry http://127.0.0.1:${port}/prod/packages/ \\
    --//127.0.0.1:${port}/prod/packages/:_authToken=TOKEN_OF_ACME_BUILD
`);
const twin = spawn(
  process.execPath,
  [
    path.join('dist-bin', 'gatehouse.js'),
    'twin',
    '--port',
    String(port),
    '--upstream',
    `packages=${registry.url}`,
    '--secret',
    `packages=${secretFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
// The twin ends by the signal itself; what was started for it ends after it.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => twin.kill(signal));
}
const code = await new Promise((resolve) => twin.once('exit', resolve));
await registry.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = code ?? 1;
