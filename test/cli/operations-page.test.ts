import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EXIT_CODE } from '../../cli/exit-code';
import { missingLines, readTranscript } from '../support/console-transcript';
import { writeFigures } from '../support/figures';
import { removeAssembly, ROOT, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

const PAGE = 'docs/operations.md';

describe('docs/operations.md', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-operations-'));
  let assembly: string;
  let gateway: ServedGateway;

  beforeAll(async () => {
    assembly = synthesize();
    gateway = await serveGateway(assembly);
    mkdirSync(path.join(folder, '.gatehouse'));
    writeFileSync(path.join(folder, '.gatehouse/twin.json'), JSON.stringify(gateway.description.connection));
    writeFileSync(
      path.join(folder, 'gatehouse'),
      `#!/bin/sh\nexec ${process.execPath} ${path.join(ROOT, 'dist-bin/gatehouse.js')} "$@"\n`,
      { mode: 0o755 },
    );
  });

  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  function shell(command: string): Promise<string> {
    const env = {
      PATH: `${folder}:${process.env['PATH']}`,
      HOME: folder,
      GATEWAY: gateway.description.url,
    } as unknown as NodeJS.ProcessEnv;
    return new Promise((resolve) =>
      execFile('bash', ['-c', command], { cwd: folder, env }, (_error, stdout, stderr) => resolve(stdout + stderr)),
    );
  }

  test('its transcript is what happens', async () => {
    const steps = readTranscript(PAGE).flat();

    const outcomes = [];
    for (const { command, expected } of steps) {
      const output = await shell(command);
      outcomes.push({ command, missing: missingLines(expected, output), output });
    }

    expect(steps.length).toBeGreaterThan(3);
    expect(outcomes.filter(({ missing }) => missing.length > 0)).toEqual([]);
    writeFigures('operations', [
      {
        name: 'commands of docs/operations.md that did what it shows',
        value: steps.length,
        unit: 'commands',
        goal: 'all',
      },
    ]);
  });

  test('its table of exit codes is what is declared', () => {
    const rows = [...readFileSync(path.join(ROOT, PAGE), 'utf8').matchAll(/^\| (\d) \|/gm)].map(([, code]) =>
      Number(code),
    );

    expect(rows).toEqual(Object.values(EXIT_CODE));
  });
});
