import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseAuditLine } from '../../cli/audit-line';
import { send } from '../conformance/check-case';
import { removeAssembly, ROOT, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

describe('gatehouse why', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-why-'));
  const records = path.join(folder, 'records.json');
  const twin = path.join(folder, 'twin.json');
  let assembly: string;
  let gateway: ServedGateway;

  beforeAll(async () => {
    assembly = synthesize();
    gateway = await serveGateway(assembly);
    writeFileSync(twin, JSON.stringify(gateway.description));
  });
  afterAll(async () => {
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  function run(...options: string[]): Promise<{ code: number; output: string }> {
    const table = String(gateway.twin.tables[0]?.name);
    const argv = [path.join(ROOT, 'dist-bin/gatehouse.js'), 'why', '--record', records, '--table', table, ...options];
    return new Promise((resolve) => {
      execFile(process.execPath, argv, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      });
    });
  }

  /** Calls as a user. @returns the id that the client is told. */
  async function call(user: string, target: string): Promise<string> {
    const token = gateway.description.users.find(({ id }) => id === user)?.token;
    const answer = await send(gateway.description.url, {
      method: 'GET',
      path: target,
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    });
    writeFileSync(records, gateway.log.filter((line) => parseAuditLine(line) !== undefined).join('\n'));
    return String(answer.headers['x-request-id']);
  }

  test('says which policy permitted, as it is written, and with which values', async () => {
    const id = await call('shop', '/orders/receipts/acme/1');

    const { code, output } = await run('--id', id, '--twin', twin);

    expect(code).toBe(0);
    expect(output).toContain('Permitted by policies.\n\nThe global set says allow by\n  Roles.2: permit(');
    expect(output).toContain('Gatehouse::Role::"buyer"');
  });

  test('says which forbade, and as JSON', async () => {
    const id = await call('shop', '/orders/receipts/globex/1');

    const { code, output } = await run('--id', id, '--twin', twin, '--json');

    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      kind: 'policies',
      reason: 'policy_forbid',
      agrees: true,
      layers: [{ policies: [{ id: 'Roles.3', values: { path: { path: 'globex/1' } } }] }],
    });
  });

  test('says that nothing permitted, and which rule refused before', async () => {
    const denied = await call('build', '/orders/orders');
    const nobody = await call('nobody', '/orders/orders');

    expect((await run('--id', denied, '--twin', twin)).output).toContain('says deny: no policy of it permits.');
    expect((await run('--id', nobody, '--twin', twin)).output).toContain('rule credential_missing, before any policy');
  });

  test('says what it was given, what is allowed and what to do', async () => {
    await call('shop', '/orders/orders');
    await call('shop', '/orders/orders');

    expect(await run('--twin', twin)).toEqual({
      code: 1,
      output: expect.stringMatching(/holds \d+ decision records; allowed: one\. Name the request with --id/),
    });
    expect(await run('--id', 'nothing', '--twin', twin)).toMatchObject({
      code: 1,
      output: expect.stringContaining('"nothing"'),
    });
    expect(await run('--id', 'x', '--twin', records)).toMatchObject({ code: 1 });
    writeFileSync(records, 'nonsense');
    expect(await run('--twin', twin)).toMatchObject({ code: 1, output: expect.stringContaining('holds 0 decision') });
  });
});
