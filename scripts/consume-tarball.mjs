// Packs the package, installs it in an empty project with its two peers only, synthesizes the README's quick start
// there and serves it with the packed command line: what is tested is what is shipped.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { peerDependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

function run(command, args, cwd, env = {}) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${done.status}:\n${done.stdout}\n${done.stderr}`);
  }
  return done.stdout;
}

/** The README's first TypeScript block, as JavaScript. */
function quickStart() {
  const block = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(root, 'README.md'), 'utf8'))?.[1];
  if (block === undefined) {
    throw new Error('README.md has no ```ts block; the quick start must stand in the first one.');
  }
  return transformSync(block, { loader: 'ts', format: 'cjs' }).code;
}

async function served(project, cdkOut) {
  const file = path.join(project, 'twin.json');
  const child = spawn(
    process.execPath,
    [
      path.join('node_modules', 'cdk-gatehouse', 'dist-bin', 'gatehouse.js'),
      'twin',
      '--assembly',
      cdkOut,
      '--port',
      '0',
      '--json',
      file,
    ],
    { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const deadline = Date.now() + 60_000;
    while (!existsSync(file)) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The packed twin did not start:\n${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const twin = JSON.parse(readFileSync(file, 'utf8'));
    const results = [];
    for (const { title, method, url, headers, body, expectStatus } of twin.examples) {
      const answer = await fetch(url, { method, headers, body: body ?? undefined });
      await answer.arrayBuffer();
      results.push({ title, status: answer.status, expectStatus });
    }
    const wrong = results.filter(({ status, expectStatus }) => status !== expectStatus);
    if (results.length === 0 || wrong.length > 0) {
      throw new Error(`The packed twin answered otherwise than it promised: ${JSON.stringify(wrong)}\n${output}`);
    }
    return results.length;
  } finally {
    child.kill();
    await ended;
  }
}

const work = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-consumer-'));
try {
  const [{ filename, size, entryCount }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], root),
  );
  const project = path.join(work, 'project');
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      path.join(work, filename),
      ...Object.keys(peerDependencies).map((peer) => `${peer}@${devDependencies[peer]}`),
    ],
    project,
  );
  writeFileSync(path.join(project, 'app.js'), quickStart());
  run(process.execPath, ['app.js'], project, { CDK_OUTDIR: 'cdk.out' });
  if (!existsSync(path.join(project, 'cdk.out', 'manifest.json'))) {
    throw new Error('The quick start ran but wrote no cloud assembly.');
  }
  const calls = await served(project, 'cdk.out');
  console.log(
    `tarball: ${filename}, ${size} bytes, ${entryCount} files; quick start synthesized; ${calls} calls as promised`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
