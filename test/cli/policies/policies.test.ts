import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { LocalGateway } from '../../../cli/local-gateway';
import { runCommand } from '../../support/command-line';
import { removeAssembly, synthesize } from '../../support/sample-assembly';
import { serveGateway } from '../../support/served-gateway';

describe('policies of a running twin', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-policies-'));
  const file = path.join(folder, 'twin.json');
  let assembly: string;
  let gateway: LocalGateway;

  beforeAll(async () => {
    assembly = synthesize();
    gateway = await serveGateway(assembly, {});
    writeFileSync(file, JSON.stringify(gateway.description.connection));
  });
  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) => runCommand(['policies', ...args, '--twin', file, '--output', 'json']);
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  test('a policy is put, in force, replaced, taken back and deleted', async () => {
    const freeze = write('freeze.cedar', 'forbid(principal, action, resource);\n');
    const tests = [{ name: 'shop reads', who: { user: 'acme/shop' }, action: 'orders:ReadOrder', expect: 'permit' }];
    const decisions = write('decisions.json', JSON.stringify({ tests }));

    const put = await run('put', freeze, '--note', 'audit week');
    expect([put.exit, put.err]).toEqual([0, '']);
    expect(put.json()).toMatchObject({ outcome: 'changed', version: 1, before: 0 });
    const refused = await run('test', decisions);
    expect(refused.exit).toBe(5);
    expect(refused.json()).toMatchObject({
      failed: 1,
      tests: [{ differences: [expect.stringContaining('it is forbid, by freeze.0')] }],
    });

    write('freeze.cedar', 'forbid(principal, action, resource) when { principal.name == "nobody" };\n');
    expect((await run('put', freeze)).json()).toMatchObject({ outcome: 'changed', version: 2, before: 1 });
    expect((await run('rollback', '1', '--yes')).json()).toMatchObject({ outcome: 'changed', version: 3 });
    expect((await run('delete', 'freeze', '--yes')).json()).toMatchObject({ version: 4 });
    const permitted = await run('test', decisions);
    expect([permitted.exit, permitted.json<{ passed: number }>().passed]).toEqual([0, 1]);

    const history = (await run('history')).json<{ versions: { version: number; by: string; note?: string }[] }>();
    expect(history.versions).toMatchObject([
      { version: 4, policies: [] },
      { version: 3, note: 'rollback to version 1', by: 'twin' },
      { version: 2 },
      { version: 1, note: 'audit week' },
    ]);
    expect((await run('show', 'freeze', '--at', '1')).json()).toEqual({
      policies: [{ id: 'freeze', text: 'forbid(principal, action, resource);\n' }],
    });
    expect((await run('diff', '--from', '1', '--to', '2')).json()).toMatchObject({
      diff: expect.stringContaining('+forbid(principal, action, resource) when'),
    });
  });

  test("a tenant's own set is put, replaced and taken away", async () => {
    const own = write('own.cedar', 'permit(principal, action, resource);\n');

    expect((await run('put', own, '--tenant', 'acme')).json()).toMatchObject({ outcome: 'changed', version: 1 });
    write('own.cedar', 'permit(principal, action, resource) when { context.method == "GET" };\n');
    expect((await run('put', own, '--tenant', 'acme')).json()).toMatchObject({ version: 2, before: 1 });
    expect((await run('delete', 'own', '--tenant', 'acme', '--yes')).json()).toMatchObject({ version: 3 });
  });

  test('a mistake is named with its place, and nothing is changed', async () => {
    const wrong = write(
      'wrong.cedar',
      'permit(principal,\n  action == Gatehouse::Action::"orders:Nothing", resource);\n',
    );

    const { exit, err } = await run('put', wrong);

    expect([exit, err]).toEqual([1, expect.stringMatching(/wrong:2:\d+: .*orders:Nothing[\s\S]*\[GH1658\]/)]);
  });
});
