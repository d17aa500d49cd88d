import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { createProgram } from '../../cli/program';
import { changingCommand } from '../../cli/commands/changing-command';
import type { OperationsOutput } from '../../lambda/contract/operations-output';
import type { OperatorRecord } from '../../lambda/contract/operator-record';
import { send } from '../conformance/check-case';
import { removeAssembly, ROOT, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';
import { type ServedStack, serveStacks } from '../support/served-stack';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { TWIN_CLIENT } from '../../cli/twin-client';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('commands on a gateway', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-commands-'));
  const twin = path.join(folder, 'twin.json');
  let assembly: string;
  let gateway: ServedGateway;
  let stack: ServedStack;
  let facts: OperationsOutput;

  beforeAll(async () => {
    assembly = synthesize('test/cli/operator-app.ts');
    // Roles of people are no functions': nothing is counted against their grants.
    gateway = await serveGateway(assembly, { onServiceCall: () => {} });
    const { connection } = gateway.description;
    writeFileSync(twin, JSON.stringify(connection));
    facts = connection.proxies[0] as OperationsOutput;
    stack = await serveStacks(connection, {
      Sample: [facts],
      Two: [facts, { ...facts, proxy: 'GatehouseSample/Nested/Other' }],
      Without: [],
    });
  });

  afterAll(async () => {
    await stack.stop();
    await gateway.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const argv = [path.join(ROOT, 'dist-bin/gatehouse.js'), ...args];
    const env = { PATH: process.env['PATH'], HOME: folder, ...environment } as NodeJS.ProcessEnv;
    return new Promise((resolve) => {
      execFile(process.execPath, argv, { cwd: folder, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  const onStack = (name: string, ...args: string[]) => run([...args, '--stack', name], stack.environment);

  test('plans show: the same of the twin and of a stack', async () => {
    const ofTwin = await run(['plans', 'show', '--twin', twin]);
    const ofStack = await onStack('Sample', 'plans', 'show');

    expect(ofTwin).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^PLAN +RATE\/S +BURST +QUOTA +ID\n/),
    });
    expect(ofTwin.stdout).toMatch(/\ntrial +2 +5 +3 a day +\S+\n$/);
    expect(ofStack).toEqual(ofTwin);
  });

  test('plans show --usage: what each user has left, for scripts too', async () => {
    const token = gateway.description.users.find(({ id }) => id === 'visitor')?.token;
    await send(gateway.description.url, {
      method: 'GET',
      path: '/orders/orders',
      headers: { Authorization: `Bearer ${token}` },
    });

    const table = await run(['plans', 'show', 'trial', '--usage', '--twin', twin]);
    const json = await run(['plans', 'show', 'trial', '--usage', '--output', 'json', '--twin', twin]);
    const yaml = await run(['plans', 'show', 'trial', '--usage', '--output', 'yaml', '--twin', twin]);

    expect(table.stdout).toMatch(/PLAN +PRINCIPAL +USED TODAY +LEFT\ntrial +globex\/visitor +1 +2\n/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      plans: [
        { name: 'trial', limits: { quota: { limit: 3 } }, usage: [{ principal: 'globex/visitor', remaining: 2 }] },
      ],
    });
    expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  });

  test.each<[string, string[], string]>([
    ['no gateway', [], 'GH1001'],
    ['two gateways', ['--stack', 'Sample', '--twin', 'twin.json'], 'GH1002'],
    ['no twin', ['--twin'], 'GH1003'],
    ['no stack', ['--stack', 'Nowhere'], 'GH1004'],
    ['no proxy', ['--stack', 'Without'], 'GH1005'],
    ['several proxies', ['--stack', 'Two'], 'GH1006'],
    ['another proxy', ['--stack', 'Two', '--proxy', 'Third'], 'GH1007'],
    ['another plan', ['gold', '--stack', 'Sample'], 'GH1301'],
  ])('%s: one line that says what, and what to do', async (_what, args, code) => {
    const { code: exit, stdout, stderr } = await run(['plans', 'show', ...args], stack.environment);

    expect({ exit, stdout, lines: stderr.trimEnd().split('\n') }).toEqual({
      exit: 1,
      stdout: '',
      lines: [expect.stringMatching(new RegExp(`^gatehouse: .* \\[${code}\\]$`))],
    });
  });

  test('one of several proxies, by the end of its path', async () => {
    expect(await onStack('Two', 'plans', 'show', '--proxy', 'Other')).toMatchObject({ code: 0 });
    expect(await onStack('Two', 'plans', 'show', '--proxy', 'ther')).toMatchObject({ code: 1 });
  });

  test('no credentials, no region, and services that do not answer', async () => {
    const nobody = {
      ...stack.environment,
      AWS_ACCESS_KEY_ID: '',
      AWS_REGION: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const dead = { ...stack.environment, AWS_ENDPOINT_URL_API_GATEWAY: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };

    expect((await run(['plans', 'show', '--stack', 'Sample'], nobody)).stderr).toContain('[GH1008]');
    expect((await run(['plans', 'show', '--stack', 'Sample', '--region', 'us-east-1'], nobody)).stderr).toContain(
      '[GH1009]',
    );
    expect(await run(['plans', 'show', '--stack', 'Sample'], dead)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[GH1010]'),
    });
  });

  test('operator policy: the policy of a task, and nothing that others need', async () => {
    const { stdout } = await run(['operator', 'policy', '--task', 'revoke', '--twin', twin]);
    const policy = JSON.parse(stdout) as { Statement: { Action: string[]; Resource: string[] }[] };

    expect(policy.Statement.flatMap(({ Action }) => Action)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'cloudformation:DescribeStacks',
    ]);
    expect(policy.Statement[0]?.Resource).toEqual([gateway.twin.tables[0]?.arn]);
    expect((await run(['operator', 'policy', '--task', 'all', '--twin', twin])).stderr).toContain('[GH1401]');
  });

  describe('under a role', () => {
    /** As the twin writes it with `--operator-role`. */
    function fileOf(logicalId: RegExp): string {
      const roles = Object.keys(gateway.twin.physicalIds['GatehouseSample'] ?? {});
      const role = String(roles.find((id) => logicalId.test(id)));
      const file = path.join(folder, `${role}.json`);
      const credentials = gateway.twin.assumeRole(role);
      writeFileSync(file, JSON.stringify({ ...gateway.description.connection, operator: { role, credentials } }));
      return file;
    }

    test('whoever inspects sees plans and their use; whoever reads the audit log alone does not', async () => {
      const onCall = await run(['plans', 'show', '--usage', '--twin', fileOf(/^OnCall/)]);
      const auditor = await run(['plans', 'show', '--twin', fileOf(/^Auditor/)]);

      expect(onCall).toMatchObject({ code: 0, stdout: expect.stringContaining('globex/visitor') });
      expect(auditor).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('AWS refused GetUsagePlan (AccessDeniedException)'),
      });
    });

    test('whoever revokes can revoke and restore all that there is, and mint nothing', async () => {
      const file = fileOf(/^Revoker/);
      const printed: string[] = [];
      const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
      const perform = (...args: string[]) => createProgram().parseAsync([...args, '--twin', file], { from: 'user' });
      const subject = ['subject', 'https://idp.example.com', 'jane'];
      try {
        for (const what of [
          ['user', 'acme/build'],
          ['tenant', 'acme'],
          ['role', 'x'],
          ['api', 'orders'],
          ['all', '--yes'],
          subject,
        ]) {
          await perform('revoke', ...what);
          await perform('restore', ...what);
        }
        await perform('revoke', 'jwt', '--issuer', 'https://idp.example.com', '--jti', 'j');
        await expect(perform('tokens', 'mint', 'acme/build')).rejects.toThrow(/refused a call \(AccessDenied/);
      } finally {
        stdout.mockRestore();
      }
      expect(printed.filter((line) => line.includes('In force by'))).toHaveLength(13);
    });

    test('whoever cannot write down what he does, does nothing', async () => {
      const apply = jest.fn(() => Promise.resolve({ value: {} }));

      await expect(poke(apply, ['--twin', fileOf(/^OnCall/)])).rejects.toMatchObject({ operation: 'PutLogEvents' });
      expect(apply).not.toHaveBeenCalled();

      await poke(apply, ['--twin', fileOf(/^Revoker/)]);
      expect(apply).toHaveBeenCalledTimes(1);
    });
  });

  describe('that change something', () => {
    let printed: string;

    beforeEach(() => {
      printed = '';
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    });

    afterEach(() => {
      jest.restoreAllMocks();
      process.exitCode = undefined;
    });

    async function records(): Promise<OperatorRecord[]> {
      const { endpoints } = gateway.description.connection;
      const client = new CloudWatchLogsClient({ ...TWIN_CLIENT, endpoint: endpoints.logs });
      const { events = [] } = await client.send(
        new FilterLogEventsCommand({ logGroupName: facts.auditLogGroup, logStreamNamePrefix: 'operator/' }),
      );
      client.destroy();
      return events.map(({ message }) => JSON.parse(String(message)) as OperatorRecord);
    }

    test('leave an attempt and an outcome', async () => {
      const before = (await records()).length;

      await poke(() => Promise.resolve({ value: { poked: true } }), ['--twin', twin, '--yes', '--output', 'json']);

      const written = (await records()).slice(before);
      expect(JSON.parse(printed)).toEqual({ poked: true });
      expect(
        written.map(({ unmapped: { by, operation, target, result } }) => ({ by, operation, target, result })),
      ).toEqual([
        { by: 'twin', operation: 'users poke', target: 'acme/build', result: 'attempted' },
        { by: 'twin', operation: 'users poke', target: 'acme/build', result: 'done' },
      ]);
      expect(new Set(written.map(({ unmapped }) => unmapped.id)).size).toBe(1);
    });

    test('--dry-run says what they would do, and does and writes nothing', async () => {
      const before = (await records()).length;
      const apply = jest.fn();

      await poke(apply, ['--twin', twin, '--dry-run']);

      expect(printed).toBe('Would do: poke acme/build.\n');
      expect(apply).not.toHaveBeenCalled();
      expect(await records()).toHaveLength(before);
    });

    test('ask only where somebody can answer', async () => {
      const apply = jest.fn();

      await expect(poke(apply, ['--twin', twin], 'Poke acme/build?')).rejects.toMatchObject({
        said: { code: 'GH1012', next: expect.stringContaining('--yes') },
      });

      expect(apply).not.toHaveBeenCalled();
    });
  });

  async function poke(apply: () => Promise<{ value: unknown }>, args: readonly string[], question?: string) {
    const command = changingCommand('poke', {
      description: 'Poke.',
      examples: [['gatehouse users poke', 'pokes']],
      plan: () =>
        Promise.resolve({
          operation: 'users poke',
          target: 'acme/build',
          summary: 'poke acme/build.',
          ...(question === undefined ? {} : { question }),
          apply,
        }),
    });
    await command.parseAsync(args, { from: 'user' });
  }
});

describe('completion', () => {
  function complete(...args: string[]): Promise<string> {
    return new Promise((resolve) =>
      execFile(process.execPath, [path.join(ROOT, 'dist-bin/gatehouse.js'), ...args], (_error, stdout) =>
        resolve(stdout),
      ),
    );
  }

  test.each(['bash', 'zsh', 'fish', 'powershell'])('a script for %s, which asks the command', async (shell) => {
    expect(await complete('completion', shell)).toMatch(/gatehouse complete (--|'--') /);
  });

  test('commands, verbs, options and their choices', async () => {
    expect(await complete('complete', '--', 'pl')).toMatch(/^plans\t/);
    expect(await complete('complete', '--', 'plans', '')).toMatch(/^show\t/m);
    expect(await complete('complete', '--', 'plans', 'show', '--us')).toMatch(/^--usage\t/m);
    expect(await complete('complete', '--', 'plans', 'show', '--output', '')).toMatch(/^yaml\t/m);
  });
});
