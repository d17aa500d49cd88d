import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AccessDiff } from '../../lambda/domain/access/access-diff';
import { removeAssembly, ROOT, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

describe('gatehouse diff', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-diff-'));
  const twin = path.join(folder, 'twin.json');
  let assembly: string;
  let gateway: ServedGateway;
  let wider: string;
  let narrower: string;

  beforeAll(async () => {
    assembly = synthesize();
    gateway = await serveGateway(assembly);
    writeFileSync(twin, JSON.stringify(gateway.description));
    wider = changed('wider', (text) => text.replace('principal in Gatehouse::Role::\\"developer\\"', 'principal'));
    narrower = changed('narrower', (text) =>
      text.replace('permit (principal in Gatehouse::Role::\\"developer\\"', 'forbid (principal'),
    );
  });
  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  /** A copy of the assembly whose declarations say something else. */
  function changed(name: string, change: (text: string) => string): string {
    const copy = path.join(folder, name);
    cpSync(assembly, copy, { recursive: true });
    const file = readdirSync(copy)
      .map((entry) => path.join(copy, entry, 'declarations.json'))
      .find(isThere) as string;
    const text = readFileSync(file, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(file, change(text));
    return copy;
  }

  function run(...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const argv = [path.join(ROOT, 'dist-bin/gatehouse.js'), 'diff', ...options];
    return new Promise((resolve) => {
      execFile(process.execPath, argv, { cwd: folder }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  test('what is deployed and was not changed differs in nothing', async () => {
    const { code, stdout } = await run('--assembly', assembly, '--twin', twin);

    expect(stdout).toBe('Nobody gains or loses anything.\n');
    expect(code).toBe(0);
  });

  test('a wider policy is said of whom it lets in, ends with 4, and is Markdown for a pull request', async () => {
    const markdown = path.join(folder, 'access.md');

    const { code, stdout } = await run('--assembly', wider, '--twin', twin, '--markdown', markdown);

    expect(stdout).toMatch(/^anybody +packages:ReadPackage +.* +never +always +gained$/m);
    expect(code).toBe(4);
    const text = readFileSync(markdown, 'utf8');
    expect(text).toContain('### Access: widened');
    expect(text).toMatch(/^\| anybody \| `packages:ReadPackage` \| .* \| never \| always \| \*\*gained\*\* \|$/m);
    expect(text).toContain('+ permit(principal, action == Gatehouse::Action::"packages:ReadPackage", resource);');
  });

  test('a narrower one between two assemblies ends with 0, as JSON for scripts', async () => {
    const { code, stdout } = await run('--assembly', narrower, '--against', assembly, '--output', 'json');

    const diff = JSON.parse(stdout) as AccessDiff;
    expect(diff.widened).toBe(false);
    expect(diff.changes.map(({ who, change }) => [who, change])).toEqual([['role developer', 'lost']]);
    expect(code).toBe(0);
  });

  test('Markdown alone on standard output', async () => {
    const { stdout } = await run('--assembly', narrower, '--against', assembly, '--markdown', '-');

    expect(stdout).toContain('| role developer | `packages:ReadPackage` |');
    expect(stdout).not.toContain('WHO');
  });

  test.each([
    ['nothing to compare with', [], 'GH1803'],
    ['two states before', ['--against', 'x', '--twin', 'y'], 'GH1804'],
    ['no assembly before', ['--against', '/nowhere'], 'GH1801'],
    ['a file that cannot be written', ['--twin', 'twin.json', '--markdown', '/nowhere/a.md'], 'GH1806'],
  ])('refused: %s', async (_, options, code) => {
    const { code: exit, stderr } = await run('--assembly', assembly, ...options);

    expect([exit, stderr]).toEqual([1, expect.stringContaining(code)]);
  });
});

function isThere(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}
