import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { parseAuditLine } from '../../cli/audit-line';
import { TWIN_CLIENT } from '../../cli/twin-client';
import { tokenKey } from '../../lambda/contract/registry-records';
import { parseProxyToken } from '../../lambda/domain/proxy-token';
import { send } from '../conformance/check-case';
import { writeFigures } from '../support/figures';
import { freePort, type PackageRegistry, startPackageRegistry } from '../support/package-registry';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

const PACKAGE = 'hello-gatehouse';
/** Steps of the simulated clock. */
const STEP_MS = 250;

describe('the npm client installs through the proxy', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-npm-'));
  let assembly: string;
  let registry: PackageRegistry;
  let gateway: ServedGateway;
  let proxyToken: string;

  beforeAll(async () => {
    assembly = synthesize();
    const port = await freePort();
    registry = await startPackageRegistry(`http://127.0.0.1:${port}/prod/packages/`);
    const secretFile = path.join(folder, 'registry-token');
    writeFileSync(secretFile, `${registry.token}\n`, { mode: 0o600 });
    gateway = await serveGateway(assembly, {
      port,
      upstreams: [`packages=${registry.url}`],
      secrets: [`packages=${secretFile}`],
    });
    const { users } = gateway.description;
    proxyToken = String(users.find(({ tenant, id }) => tenant === 'acme' && id === 'build')?.token);
  });

  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
    removeAssembly(assembly);
    rmSync(folder, { recursive: true, force: true });
  });

  /** As a developer would: a project of one's own, and a token in its npmrc. */
  function install(project: string): Promise<{ code: number | null; output: string; folder: string }> {
    const home = mkdtempSync(path.join(folder, `${project}-`));
    const url = new URL(`${gateway.description.url}/packages/`);
    writeFileSync(path.join(home, 'package.json'), '{"name":"project","private":true}');
    writeFileSync(
      path.join(home, 'npmrc'),
      `registry=${url.href}\n//${url.host}${url.pathname}:_authToken=${proxyToken}\n`,
    );
    const child = spawn(
      'npm',
      ['install', PACKAGE, '--no-audit', '--no-fund', '--no-update-notifier', '--fetch-retries=0'],
      {
        cwd: home,
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          npm_config_userconfig: path.join(home, 'npmrc'),
          npm_config_cache: path.join(home, 'cache'),
        },
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, output, folder: home })));
  }

  test('the registry itself lets nobody in without its own token', async () => {
    const anonymous = await fetch(`${registry.url}/${PACKAGE}`);
    const withProxyToken = await fetch(`${registry.url}/${PACKAGE}`, {
      headers: { authorization: `Bearer ${proxyToken}` },
    });

    expect([anonymous.status, withProxyToken.status]).toEqual([401, 401]);
  });

  test('a package arrives whole, and only the proxy knows the registry’s token', async () => {
    const { code, output, folder: project } = await install('project');

    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('added 1 package') });
    const installed = path.join(project, 'node_modules', PACKAGE, 'index.js');
    expect(readFileSync(installed, 'utf8')).toContain('Hello from behind the access proxy.');
    const lock = readFileSync(path.join(project, 'package-lock.json'), 'utf8');
    expect(lock).toContain(`${gateway.description.url}/packages/${PACKAGE}/-/${PACKAGE}-1.0.0.tgz`);
    expect([output, lock, ...gateway.log].filter((text) => text.includes(registry.token))).toEqual([]);
    expect(gateway.log.filter((line) => line.includes(proxyToken))).toEqual([]);
    const outcomes = gateway.log
      .flatMap((line) => parseAuditLine(line)?.unmapped ?? [])
      .filter(({ event }) => event === 'outcome');
    expect(
      outcomes.map(({ principal, action, upstream, upstreamStatus }) => ({
        principal,
        action,
        upstream,
        upstreamStatus,
      })),
    ).toEqual(
      Array.from({ length: 2 }, () => ({
        principal: 'acme/build',
        action: 'packages:ReadPackage',
        upstream: 'https://packages.example.com',
        upstreamStatus: 200,
      })),
    );
  });

  test('a revoked proxy token stops it within revocationBound', async () => {
    const ids = parseProxyToken(proxyToken);
    const table = String(gateway.twin.tables[0]?.name);
    const outputs = Object.entries(gateway.twin.outputs['GatehouseSample'] ?? {});
    const bound = Number(outputs.find(([name]) => name.includes('RevocationBound'))?.[1]) * 1000;
    const call = () =>
      send(gateway.description.url, {
        method: 'GET',
        path: `/packages/${PACKAGE}`,
        headers: { Authorization: `Bearer ${proxyToken}` },
      });
    // The container has read the record at this very moment: the longest it may believe it starts now.
    gateway.twin.clock.advance(bound);
    const before = await call();
    const dynamodb = new DynamoDBClient({ ...TWIN_CLIENT, endpoint: gateway.description.endpoints.dynamodb });
    await DynamoDBDocumentClient.from(dynamodb).send(
      new UpdateCommand({
        TableName: table,
        Key: tokenKey(String(ids?.tenantRef), String(ids?.userRef), String(ids?.tokenId)),
        UpdateExpression: 'SET #status = :revoked',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':revoked': 'revoked' },
      }),
    );
    dynamodb.destroy();
    let elapsed = 0;
    while (elapsed <= bound && (await call()).status === 200) {
      gateway.twin.clock.advance(STEP_MS);
      elapsed += STEP_MS;
    }

    const { code, output, folder: project } = await install('revoked');

    expect(before.status).toBe(200);
    expect(bound).toBe(5_000);
    expect(elapsed).toBeLessThanOrEqual(bound);
    expect(code).not.toBe(0);
    expect(output).toContain('E401');
    expect(existsSync(path.join(project, 'node_modules', PACKAGE))).toBe(false);
    const last = gateway.log.flatMap((line) => parseAuditLine(line)?.unmapped ?? []).at(-1);
    expect(last).toMatchObject({
      event: 'decision',
      decision: 'forbid',
      reason: 'token_revoked',
      principal: 'acme/build',
    });
    writeFigures('revocation', [
      {
        name: 'a revoked proxy token is refused after',
        value: elapsed,
        unit: 'ms',
        goal: `≤ ${bound}, the revocationBound`,
      },
    ]);
  });
});
