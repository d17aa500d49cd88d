import { GetAccountCommand, GetRestApiCommand, GetStageCommand } from '@aws-sdk/client-api-gateway';
import { DeleteLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { digestProxyToken } from '../../lambda/domain/proxy-token';
import { CONFORMANCE_CASES } from '../conformance/conformance-cases';
import { send } from '../conformance/check-case';
import { writeFigures } from '../support/figures';
import { CdkCommand } from './cdk-command';
import { runConformance, type Tokens } from './conformance';
import { keysOf, plansOf } from './control-plane';
import type { DeployTarget } from './deploy-target';
import { type DeployedSample, fillCredentials, mintToken, readDeployedSample, readToken } from './deployed-sample';
import { DeployedStack } from './deployed-stack';
import { openTarget } from './open-target';
import { poll } from './poll';
import { grant, revokeJwt, revokeRole } from './registry-changes';
import { type PublishedRelease, publishedRelease, tableText, userOf } from './registry-facts';
import type { Scenario } from './scenario';
import { requestedTarget } from './target-name';
import { DIFFERENCES, unverifiedCases } from './unsupported-by-ministack';

const NAME = requestedTarget(process.env);
const ON_MINISTACK = NAME === 'ministack';
/** What makes the sample differ on this target; nothing on AWS. */
const differences = ON_MINISTACK ? DIFFERENCES : [];
/** The longest that a revocation or a filled secret takes to be seen, and as much again for a busy machine. */
const EFFECT_MS = 20_000;
const DECLARED_USERS = ['acme/build', 'acme/shop', 'globex/desk', 'globex/visitor'];

describe(`the sample, deployed to ${NAME}`, () => {
  let target: DeployTarget;
  let cdk: CdkCommand;
  let sample: DeployedSample;
  let tokens: Tokens;
  let keys: ReadonlyMap<string, string>;
  let before: PublishedRelease;
  let upstreamUrl: string | undefined;
  const figures = { resources: 0, passed: 0, node: 0, functions: 0 };

  const scenario = (step: Scenario['step']): Scenario => ({
    step,
    filtered: ON_MINISTACK,
    ...(upstreamUrl === undefined ? {} : { upstreamUrl }),
    ...(target.cloudWatchRoleArn === undefined ? {} : { cloudWatchRoleArn: target.cloudWatchRoleArn }),
  });
  const call = (token: string, path: string, method = 'GET') =>
    send(sample.url, { method, path, headers: { Authorization: `Bearer ${token}` } });
  const untilStatus = (status: number, token: string, path: string, method = 'GET') =>
    poll(`Status ${status} of ${method} ${path}`, EFFECT_MS, async () => {
      const answer = await call(token, path, method);
      return answer.status === status ? answer : undefined;
    });
  /** Every case, by what is expected of this target; a case that holds against expectation fails too. */
  const assertConformance = async (): Promise<void> => {
    const { passed, failed } = await runConformance(sample, tokens, !ON_MINISTACK);
    figures.passed = passed.length;
    const unexpected = failed.filter(
      (text) => !unverifiedCases(differences).some((name) => text.startsWith(`${name}:`)),
    );
    expect(unexpected).toEqual([]);
    expect(passed).toHaveLength(CONFORMANCE_CASES.length - unverifiedCases(differences).length);
  };
  const deploy = async (step: Scenario['step'], status: string): Promise<void> => {
    expect(await cdk.deploy(scenario(step))).toEqual({ ok: true, output: expect.any(String) });
    sample = await readDeployedSample(target);
    expect(sample.stack.status).toBe(status);
  };

  beforeAll(async () => {
    target = await openTarget(NAME);
    cdk = new CdkCommand(target);
  });

  afterAll(async () => {
    try {
      // Where a step failed, the stack is still there; on a real account nothing may stay.
      if (target !== undefined && (await DeployedStack.read(target.clients, target.stackName)) !== undefined) {
        await cdk.destroy();
      }
    } finally {
      cdk?.close();
      await target?.close();
    }
  });

  test('the account is bootstrapped', async () => {
    const run = target.bootstrap === undefined ? undefined : await cdk.bootstrap(target.bootstrap);

    expect([undefined, true]).toContain(run?.ok);
    expect((await DeployedStack.read(target.clients, 'CDKToolkit'))?.status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
  });

  test('the sample deploys as it stands', async () => {
    upstreamUrl = await target.prepareUpstream();

    expect(await cdk.deploy(ON_MINISTACK ? undefined : scenario('sample'))).toMatchObject({ ok: true });
    sample = await readDeployedSample(target);

    expect(sample.stack.status).toBe('CREATE_COMPLETE');
    expect(new Set(sample.stack.resources.map(({ ResourceStatus: status }) => status))).toEqual(
      new Set(['CREATE_COMPLETE']),
    );
    const outputs = Object.values(cdk.outputs());
    expect(outputs).toContain(sample.tableName);
    expect(outputs.filter((text) => text.includes(sample.restApiId)).length).toBeGreaterThan(0);
    figures.resources = sample.stack.resources.length;
  });

  test('the registry holds what was declared, and no token', async () => {
    const { global, release } = await publishedRelease(sample);

    const { tableName: home } = sample;
    expect(global).toMatchObject({ status: 'open', revokedRoles: [], revokedApis: [], home });
    expect(Object.keys(global.policies)).toEqual([release.schema]);
    expect(Object.keys(release.apis).sort()).toEqual(['orders', 'packages']);
    expect([...release.tenants].sort()).toEqual(['acme', 'globex']);
    expect(release.users.map(({ tenant, user }) => `${tenant}/${user}`).sort()).toEqual(DECLARED_USERS);
    expect(await tableText(sample)).toContain(digestProxyToken(sample.shopToken));
    expect(await tableText(sample)).not.toContain(sample.shopToken);
  });

  test('each tenant and user has a key of its own in its plan', async () => {
    keys = await keysOf(target.clients, sample.restApiId);
    const plans = await plansOf(target.clients, sample.restApiId);

    expect([...keys.keys()].sort()).toEqual([
      'acme',
      ...DECLARED_USERS.slice(0, 2),
      'globex',
      ...DECLARED_USERS.slice(2),
    ]);
    expect(plans.get('standard')?.keys).toEqual(['acme', 'acme/build', 'acme/shop', 'globex', 'globex/desk']);
    expect(plans.get('trial')?.keys).toEqual(['globex/visitor']);
    expect(plans.get('trial')?.plan).toMatchObject({
      throttle: { rateLimit: 2, burstLimit: 5 },
      quota: { limit: 3, period: 'DAY' },
      apiStages: [{ apiId: sample.restApiId, stage: 'prod' }],
    });
    for (const principal of DECLARED_USERS) {
      expect((await userOf(sample, principal))?.meteringKeyId).toBe(keys.get(principal));
    }
    const stage = new GetStageCommand({ restApiId: sample.restApiId, stageName: 'prod' });
    expect((await target.clients.apiGateway.send(stage)).tracingEnabled).toBe(false);
  });

  test('log groups are kept for a year, and the registrar wrote into its own', async () => {
    const groups = sample.stack.ids('AWS::Logs::LogGroup');
    for (const logGroupName of groups) {
      const { logGroups = [] } = await target.clients.logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
      );
      expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 365 }]);
    }
    const registrarLog = sample.stack.id('AWS::Logs::LogGroup', 'ProxyRegistrarLog');
    const lines = await poll('A line of the registrar', EFFECT_MS, async () => {
      const found = await sample.audit.lines(registrarLog);
      return found.length > 0 ? found : undefined;
    });
    expect(lines.join('\n')).not.toContain(sample.shopToken);
  });

  // On AWS there is none.
  for (const { what, persists } of differences) {
    test(`MiniStack does otherwise, else this line must go from the list: ${what}`, async () => {
      expect(await persists(sample)).toBe(true);
    });
  }

  test('a forwarder refuses while its upstream’s secret is empty, and serves once it is filled', async () => {
    if (ON_MINISTACK) {
      await deploy('sample', 'UPDATE_COMPLETE');
    }
    const empty = await untilStatus(503, sample.shopToken, '/orders/orders');

    await fillCredentials(sample);
    const filled = await untilStatus(200, sample.shopToken, '/orders/orders');

    const reasons = (await sample.audit.records()).map(({ reason }) => reason);
    expect(JSON.parse(empty.body.toString('utf8'))).toMatchObject({ code: 'service_unavailable' });
    expect(reasons).toContain('secret_empty');
    expect(filled.status).toBe(200);
  });

  test('the conformance cases hold', async () => {
    const desk = await mintToken(sample, 'globex', 'desk');
    const build = await mintToken(sample, 'acme', 'build');
    const jane = { sub: 'jane', aud: 'gatehouse-sample', claims: { tenant: 'acme', roles: 'buyer' } };
    tokens = {
      'acme/shop': sample.shopToken,
      'acme/build': build.token,
      'globex/desk': desk.token,
      'jwt:acme/buyer': await target.token(jane),
    };

    await assertConformance();
  });

  test('every function ran on the Node that Lambda runs', async () => {
    expect((await call(String(tokens['acme/build']), '/packages/hello')).status).toBe(200);
    const functions = sample.stack.ids('AWS::Lambda::Function');
    const majors: number[] = [];
    for (const FunctionName of functions) {
      const { Runtime } = await target.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      expect(Runtime).toBe('nodejs24.x');
      majors.push(Number(/^v(\d+)\./.exec(await target.nodeVersion(FunctionName))?.[1]));
    }

    expect(new Set(majors)).toEqual(new Set([24]));
    figures.node = Math.min(...majors);
    figures.functions = majors.length;
  });

  const revoked: string[] = [];
  test('a revoked token, JWT, subject and role are refused', async () => {
    const { token, key } = await mintToken(sample, 'globex', 'desk');
    const [joe, jack] = await Promise.all(
      ['joe', 'jack'].map((sub) =>
        target.token({ sub, aud: 'gatehouse-sample', claims: { tenant: 'acme', roles: 'buyer' } }),
      ),
    );
    revoked.push(token, String(joe), String(jack));
    for (const one of revoked) {
      await untilStatus(200, one, '/orders/orders');
    }

    await sample.registry.revokeToken(key);
    await revokeJwt(sample, String(joe), 'jwt');
    await revokeJwt(sample, String(jack), 'subject');
    await revokeRole(sample, 'developer');

    for (const one of revoked) {
      await untilStatus(401, one, '/orders/orders');
    }
    await untilStatus(403, String(tokens['acme/build']), '/packages/hello');
    const reasons = (await sample.audit.records()).map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(['token_revoked', 'jwt_revoked', 'subject_revoked']));
  });
  const assertRevoked = async (): Promise<void> => {
    expect((await publishedRelease(sample)).global.revokedRoles).toEqual(['developer']);
    for (const one of revoked) {
      expect((await call(one, '/orders/orders')).status).toBe(401);
    }
    expect((await call(String(tokens['acme/build']), '/packages/hello')).status).toBe(403);
  };

  /** Of an action that its user's role does not permit, on one of two routes. */
  const GRANTED = '/packages/hello/-/hello.tgz';
  test('a granted task is permitted, on its route alone', async () => {
    const desk = String(tokens['globex/desk']);
    expect((await call(desk, GRANTED)).status).toBe(403);

    const task = { api: 'packages', action: 'ReadPackage', route: 'GET /{package}/-/{file}', seconds: 3_600 };
    await grant(sample, { tenant: 'globex', user: 'desk' }, task);

    await untilStatus(200, desk, GRANTED);
    expect((await call(desk, '/packages/hello')).status).toBe(403);
  });
  const assertGranted = async (): Promise<void> => {
    expect((await call(String(tokens['globex/desk']), GRANTED)).status).toBe(200);
  };

  test('a changed deploy takes effect, and what was before stays', async () => {
    expect((await call(sample.shopToken, '/orders/orders/7', 'DELETE')).status).toBe(404);
    const former = await publishedRelease(sample);

    await deploy('changed', 'UPDATE_COMPLETE');

    before = await publishedRelease(sample);
    expect(before.global.release).not.toBe(former.global.release);
    await untilStatus(200, sample.shopToken, '/orders/orders/7', 'DELETE');
    await untilStatus(200, await readToken(target, sample.stack, 'Auditor'), '/packages/hello');
    const now = await keysOf(target.clients, sample.restApiId);
    expect([...now].filter(([name]) => keys.has(name))).toEqual([...keys]);
    expect([...now.keys()].filter((name) => !keys.has(name))).toEqual(['globex/auditor']);
    keys = now;
    await assertRevoked();
    await assertGranted();
    await assertConformance();
  });

  test('a failed deploy is rolled back, and the gateway answers as before', async () => {
    const run = await cdk.deploy(scenario('failing'));
    sample = await readDeployedSample(target);

    expect(run.ok).toBe(false);
    expect(run.output).toContain('made to fail');
    expect(sample.stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const { release } = await publishedRelease(sample);
    // Only what the failed release began is known to it besides.
    expect({ ...release, retired: before.release.retired }).toEqual(before.release);
    expect(release.retired.users).toEqual([{ tenant: 'globex', user: 'late' }]);
    expect(await userOf(sample, 'globex/late')).toMatchObject({ declared: false });
    expect([...(await keysOf(target.clients, sample.restApiId))].filter(([name]) => name !== 'globex/late')).toEqual([
      ...keys,
    ]);
    const plans = await plansOf(target.clients, sample.restApiId);
    expect([...plans.keys()].sort()).toEqual(['standard', 'trial']);
    expect(plans.get('standard')?.keys).toContain('globex/auditor');
    await untilStatus(200, sample.shopToken, '/orders/orders/7', 'DELETE');
    await untilStatus(200, await readToken(target, sample.stack, 'Auditor'), '/packages/hello');
    await assertRevoked();
    await assertGranted();
    await assertConformance();
  });

  test('a destroyed stack leaves its logs and API Gateway’s log role, and nothing else', async () => {
    const { stack, restApiId } = sample;
    const { apiGateway, documents, lambda, logs, secrets } = target.clients;
    const groups = stack.ids('AWS::Logs::LogGroup');

    expect(await cdk.destroy()).toMatchObject({ ok: true });

    expect(await DeployedStack.read(target.clients, target.stackName)).toBeUndefined();
    await expect(apiGateway.send(new GetRestApiCommand({ restApiId }))).rejects.toThrow();
    await expect(documents.send(new DescribeTableCommand({ TableName: sample.tableName }))).rejects.toThrow();
    for (const FunctionName of stack.ids('AWS::Lambda::Function')) {
      await expect(lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).rejects.toThrow();
    }
    for (const SecretId of stack.ids('AWS::SecretsManager::Secret')) {
      const secret = await secrets.send(new DescribeSecretCommand({ SecretId })).catch(() => undefined);
      expect(secret === undefined || secret.DeletedDate !== undefined).toBe(true);
    }
    expect([...(await keysOf(target.clients, restApiId)).keys()]).toEqual([]);
    expect([...(await plansOf(target.clients, restApiId)).keys()]).toEqual([]);
    for (const logGroupName of groups) {
      const kept = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
      expect(kept.logGroups).toHaveLength(1);
      await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    }
    expect(groups).toHaveLength(3);
    expect((await apiGateway.send(new GetAccountCommand({}))).cloudwatchRoleArn).toMatch(/^arn:/);

    writeFigures(`deploy-${NAME}`, [
      { name: `resources deployed to ${NAME}`, value: figures.resources, unit: 'resources', goal: '> 0, ≤ 500' },
      {
        name: `deploys to ${NAME}`,
        value: cdk.deploys,
        unit: 'deploys, and one rolled back',
        goal: ON_MINISTACK ? '3' : '2',
      },
      {
        name: `conformance cases held on ${NAME}`,
        value: figures.passed,
        unit: 'cases',
        goal: String(CONFORMANCE_CASES.length),
      },
      {
        name: `conformance cases unverified on ${NAME}`,
        value: unverifiedCases(differences).length,
        unit: 'cases, each listed with its reason',
        goal: '0',
      },
      { name: 'Node that the deployed functions ran on', value: figures.node, unit: 'major version', goal: '24' },
      { name: 'functions that ran on it', value: figures.functions, unit: 'functions', goal: '4' },
    ]);
  });
});
