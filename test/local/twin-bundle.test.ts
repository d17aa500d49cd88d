import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallGateway } from './support/small-gateway';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory';

const ROOT = join(__dirname, '..', '..');

afterAll(removeTemporaryDirectories);

describe('the twin as one file', () => {
  test('serves, keeps its state, and ends by itself, with no module beside it but the execution environment', () => {
    const directory = temporaryDirectory();
    const bundle = (entry: string, name: string) =>
      execFileSync(join(ROOT, 'node_modules', '.bin', 'esbuild'), [
        join(ROOT, entry),
        '--bundle',
        '--minify',
        '--platform=node',
        '--format=cjs',
        '--target=node20',
        '--main-fields=module,main',
        '--alias:classic-level=memory-level',
        '--banner:js=#!/usr/bin/env node',
        `--outfile=${join(directory, name)}`,
        '--log-level=warning',
      ]);
    bundle('local/twin.ts', 'twin.js');
    bundle('local/runtime/execution-environment.ts', 'execution-environment.js');
    const program = join(directory, 'program.js');
    writeFileSync(program, PROGRAM);
    const state = join(directory, 'state');

    const output = execFileSync(process.execPath, [program, smallGateway(), state], {
      cwd: directory,
      timeout: 30_000,
    }).toString();

    expect(JSON.parse(output)).toEqual({
      status: 502,
      body: '{"message": "Internal server error"}',
      logged: expect.stringContaining('the twin makes no calls to the outside'),
    });
    expect(existsSync(join(state, 'twin-state.json'))).toBe(true);
  });
});

const PROGRAM = `
  const { startTwin } = require('./twin.js');
  (async () => {
    const lines = [];
    const twin = await startTwin({ assembly: process.argv[2], dataDir: process.argv[3], port: 0, onLog: (group, line) => lines.push(line) });
    const answer = await fetch(twin.url + '/orders/1', { headers: { authorization: 'Bearer good' } });
    const body = await answer.text();
    await twin.stop();
    process.stdout.write(JSON.stringify({ status: answer.status, body, logged: lines.find((line) => line.includes('ERROR')) }));
  })();`;
