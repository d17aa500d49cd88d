// The sample's third-party upstream: a Verdaccio package registry that answers nobody without its own bearer token.
// It holds one small package, so that the npm client has something to install.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash, randomBytes } from 'node:crypto';

const require = createRequire(import.meta.url);
export const SAMPLE_PACKAGE = 'hello-gatehouse';
const READY_WITHIN_MS = 60_000;

/** @returns a TCP port on loopback that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * @param publicUrl the URL under which clients see the registry: the gateway's, so that package links lead through it.
 * @returns `{ url, token, close }`; `token` is the registry's own, which only the proxy is to know.
 */
export async function startPackageRegistry(publicUrl) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-registry-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    path.join(folder, 'config.yaml'),
    `storage: ./storage
auth: { htpasswd: { file: ./htpasswd, max_users: 1 } }
uplinks: {}
packages:
  '**': { access: $authenticated, publish: $authenticated, unpublish: $authenticated }
security: { api: { legacy: false, jwt: { sign: { expiresIn: 30d } } } }
listen: 127.0.0.1:${port}
log: { type: stdout, format: json, level: error }
web: { enable: false }
`,
  );
  const server = spawn(
    process.execPath,
    [require.resolve('verdaccio/bin/verdaccio'), '--config', path.join(folder, 'config.yaml')],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, VERDACCIO_PUBLIC_URL: publicUrl } },
  );
  let exited = false;
  server.once('exit', () => {
    exited = true;
  });
  const close = async () => {
    if (!exited) {
      await new Promise((resolve) => {
        server.once('exit', resolve);
        server.kill();
      });
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(url, () => exited);
    const token = await signUp(url);
    await publish(url, token);
    return { url, token, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function untilReady(url, gone) {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (gone()) {
      throw new Error('Verdaccio ended before it answered. Run it by hand to see why.');
    }
    try {
      await fetch(`${url}/-/ping`);
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`Verdaccio did not answer within ${READY_WITHIN_MS / 1000} s at ${url}.`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function signUp(url) {
  const answer = await fetch(`${url}/-/user/org.couchdb.user:gatehouse`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'gatehouse', password: randomBytes(24).toString('base64url') }),
  });
  if (answer.status !== 201) {
    throw new Error(`Verdaccio answered ${answer.status} to the sign-up; expected 201.`);
  }
  return (await answer.json()).token;
}

/** Publishes the sample package with the registry's own protocol, as `npm publish` would. */
async function publish(url, token) {
  const tarball = await packedSample();
  const version = '1.0.0';
  const file = `${SAMPLE_PACKAGE}-${version}.tgz`;
  const answer = await fetch(`${url}/${SAMPLE_PACKAGE}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      _id: SAMPLE_PACKAGE,
      name: SAMPLE_PACKAGE,
      'dist-tags': { latest: version },
      versions: {
        [version]: {
          name: SAMPLE_PACKAGE,
          version,
          description: 'Says hello from behind the access proxy.',
          main: 'index.js',
          dist: { tarball: `${url}/${SAMPLE_PACKAGE}/-/${file}`, integrity: tarball.integrity, shasum: tarball.shasum },
        },
      },
      _attachments: {
        [file]: { content_type: 'application/octet-stream', data: tarball.base64, length: tarball.length },
      },
    }),
  });
  if (answer.status !== 201) {
    throw new Error(`Verdaccio answered ${answer.status} to the publication; expected 201.`);
  }
}

async function packedSample() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-package-'));
  try {
    writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({ name: SAMPLE_PACKAGE, version: '1.0.0', license: 'Apache-2.0', main: 'index.js' }),
    );
    writeFileSync(path.join(folder, 'index.js'), "module.exports = 'Hello from behind the access proxy.';\n");
    await new Promise((resolve, reject) => {
      spawn('npm', ['pack', '--silent'], { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' })
        .once('error', reject)
        .once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`npm pack ended with ${code}.`))));
    });
    const bytes = readFileSync(path.join(folder, `${SAMPLE_PACKAGE}-1.0.0.tgz`));
    return {
      base64: bytes.toString('base64'),
      length: bytes.length,
      shasum: createHash('sha1').update(bytes).digest('hex'),
      integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// As a program: prints `{"url":…,"token":…}` once it is up, and ends with its parent's pipe.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const registry = await startPackageRegistry(process.argv[2]);
  process.stdout.write(`${JSON.stringify({ url: registry.url, token: registry.token })}\n`);
  process.stdin.resume();
  process.stdin.once('close', () => void registry.close().then(() => process.exit(0)));
}
