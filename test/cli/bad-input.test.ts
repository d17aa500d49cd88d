import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { runCommand } from '../support/twin-process';

describe('gatehouse twin: bad input is one line that says what, where and what to do', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-bad-'));
  const json = path.join(folder, 'twin.json');
  let assembly: string;

  beforeAll(() => {
    assembly = synthesize();
  });

  afterAll(() => {
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  async function refused(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runCommand(['twin', '--port', '0', '--json', json, ...args]);
    const lines = stderr.split('\n').filter((line) => line.startsWith('gatehouse:') || line.startsWith('error:'));
    expect({
      code,
      stdout,
      lines: lines.length,
      wrote: readdirSync(folder).filter((name) => name.startsWith('twin.json')),
    }).toEqual({
      code: 1,
      stdout: '',
      lines: 1,
      wrote: [],
    });
    expect(stderr).not.toMatch(/\n {4}at /);
    return lines[0] as string;
  }

  /** A copy of the sample's assembly with one change in its template. */
  function changed(change: (template: { Resources: Record<string, Record<string, unknown>> }) => void): string {
    const copy = mkdtempSync(path.join(folder, 'assembly-'));
    for (const name of readdirSync(assembly)) {
      if (/\.(json|out)$/.test(name)) {
        writeFileSync(path.join(copy, name), readFileSync(path.join(assembly, name)));
      } else {
        symlinkSync(path.join(assembly, name), path.join(copy, name));
      }
    }
    const file = path.join(copy, String(readdirSync(copy).find((name) => name.endsWith('.template.json'))));
    const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Record<string, unknown>> };
    change(template);
    writeFileSync(file, JSON.stringify(template));
    return copy;
  }

  test('a folder that is no cloud assembly', async () => {
    const line = await refused(['--assembly', path.join(folder, 'nowhere')]);

    expect(line).toContain('nowhere" is no cloud assembly');
    expect(line).toContain('npx cdk synth');
  });

  test('an assembly that cannot be read', async () => {
    const broken = path.join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'manifest.json'), '{"version":');

    const line = await refused(['--assembly', broken]);

    expect(line).toContain('manifest.json');
  });

  test('a resource that the twin does not know', async () => {
    const copy = changed((template) => {
      template.Resources['Queue'] = { Type: 'AWS::SQS::Queue', Properties: {} };
    });

    const line = await refused(['--assembly', copy]);

    expect(line).toMatch(/GatehouseSample.*Queue.*AWS::SQS::Queue/);
  });

  test('a property that the twin would have to ignore', async () => {
    const copy = changed((template) => {
      const api = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::ApiGateway::RestApi');
      (api as { Properties: Record<string, unknown> }).Properties['MinimumCompressionSize'] = 1024;
    });

    const line = await refused(['--assembly', copy]);

    expect(line).toMatch(/AWS::ApiGateway::RestApi.*MinimumCompressionSize/);
  });

  describe('with the port taken', () => {
    let taken: Server;

    beforeEach((done) => {
      taken = createServer().listen(0, '127.0.0.1', done);
    });

    afterEach((done) => {
      taken.close(done);
    });

    test('a port in use', async () => {
      const { port } = taken.address() as { port: number };

      const line = await refused(['--assembly', assembly, '--port', String(port)]);

      expect(line).toContain(String(port));
      expect(line).toContain('choose another port (0 takes a free one)');
    });
  });

  test.each([
    [['--port', 'eighty'], '--port got "eighty"; allowed: 0 to 65535.'],
    [['--upstream', 'orders'], '--upstream "orders" is not of the form NAME=VALUE.'],
    [['--upstream', 'nobody=http://127.0.0.1:1'], 'Names here: orders, packages.'],
    [['--upstream', 'orders=ftp://127.0.0.1'], 'no http:// or https:// URL'],
    [['--issuer', 'workforce=http://127.0.0.1:1'], 'no discovery document'],
    [['--secret', 'orders=/no/such/file'], 'cannot be read (ENOENT)'],
    [['--json', '/no/such/folder/twin.json'], 'cannot be written (ENOENT)'],
    [['--calls', '/no/such/folder/calls.jsonl'], 'cannot be written (ENOENT)'],
    [['--log', 'xml'], 'Allowed choices are human, json'],
    [['--colour'], "unknown option '--colour'"],
  ])('%j', async (args, expected) => {
    const line = await refused(['--assembly', assembly, ...args]);

    expect(line).toContain(expected);
  });
});
