import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { GatewayDescription } from '../../cli/gateway-description';
import { missingLines, readTranscript } from '../support/console-transcript';
import { writeFigures } from '../support/figures';
import { ROOT } from '../support/sample-assembly';

/** What `npm start` runs once everything is installed and built. */
describe('npm start', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-readme-'));
  const file = path.join(folder, 'twin.json');
  let description: GatewayDescription;
  let printed = '';
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const child = spawn(process.execPath, ['scripts/start.mjs', '--json', file], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', NO_COLOR: '1' },
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    stop = () => {
      child.kill('SIGINT');
      return ended;
    };
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes('Ctrl-C ends the twin')) {
          resolve();
        }
      });
      child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${printed}`)));
    });
    description = JSON.parse(readFileSync(file, 'utf8')) as GatewayDescription;
  });

  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function shell(command: string, cwd: string): Promise<string> {
    const { url, users, apis } = description;
    const environment = {
      PATH: process.env['PATH'],
      HOME: folder,
      GATEWAY: url,
      GATEWAY_HOST: `//${new URL(url).host}`,
      UPSTREAM: apis.find(({ name }) => name === 'packages')?.upstream.served,
      BUILD_TOKEN: users.find(({ tenant, id }) => tenant === 'acme' && id === 'build')?.token,
      npm_config_cache: path.join(folder, 'cache'),
      npm_config_update_notifier: 'false',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_fetch_retries: '0',
    };
    return new Promise((resolve) =>
      execFile('bash', ['-c', command], { cwd, env: environment as NodeJS.ProcessEnv }, (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      ),
    );
  }

  test('every printed curl line answers with the status that it promises', async () => {
    const promises = [...printed.matchAll(/^ *# (.*): ([0-9]{3})\n +(curl .*)$/gm)];

    const answers = [];
    for (const [, title, , command] of promises) {
      const output = await shell(String(command), folder);
      answers.push({ title, status: output.trim().slice(-3) });
    }

    expect(answers).toEqual(promises.map(([, title, status]) => ({ title, status })));
    expect(new Set(promises.map(([, , status]) => status))).toEqual(new Set(['200', '401', '403', '404', '429']));
    writeFigures('start', [
      { name: 'printed curl lines that gave what they promise', value: answers.length, unit: 'lines', goal: 'all' },
    ]);
  });

  test('each call appears below, with no credential in it', () => {
    const [, log = ''] = printed.split('Ctrl-C ends the twin.');

    expect(log).toMatch(/200 permit {2}GET \S+ {2}acme\/shop {2}orders:ListOrders by Roles\.\d → https:/);
    expect(log).toMatch(/429 refused {2}GET .* globex\/visitor {2}orders:ListOrders QUOTA_EXCEEDED/);
    expect(log.match(/route_unknown/g)).toHaveLength(1);
    expect(log).toContain('credential_missing');
    expect(log).toContain('policy_no_permit');
    expect(description.users.filter(({ token }) => log.includes(token))).toEqual([]);
  });

  test('the README’s transcript is what happens', async () => {
    const [steps = []] = readTranscript('README.md');
    writeFileSync(path.join(folder, 'package.json'), '{"name":"project","private":true}');

    const outcomes = [];
    for (const { command, expected } of steps) {
      const output = await shell(command, folder);
      outcomes.push({ command, missing: missingLines(expected, output), output });
    }

    expect(steps.length).toBeGreaterThan(3);
    expect(outcomes.filter(({ missing }) => missing.length > 0)).toEqual([]);
    expect(existsSync(path.join(folder, 'node_modules', 'hello-gatehouse'))).toBe(true);
  });
});
