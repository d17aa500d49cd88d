import { networkInterfaces } from 'node:os';
import { readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { CreateApiKeyCommand, APIGatewayClient, GetApiKeysCommand } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { App, CustomResource, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { type EchoUpstream, startEchoUpstream } from '../../local/services/echo-upstream';
import { startTwin, type Twin, type TwinOptions } from '../../local/twin';
import { functionFrom, registrarSource, smallGateway } from './support/small-gateway';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory';
import { oneStack } from './support/written-assembly';

const CLIENT = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 };

const running: Twin[] = [];
let upstream: EchoUpstream;

beforeAll(async () => {
  upstream = await startEchoUpstream();
});

afterEach(async () => {
  for (const twin of running.splice(0)) await twin.stop();
});

afterAll(async () => {
  await upstream.stop();
  removeTemporaryDirectories();
});

async function start(options: Partial<TwinOptions> = {}): Promise<Twin> {
  const twin = await startTwin({
    assembly: smallGateway(),
    port: 0,
    egress: { 'https://api.example.com': upstream.url },
    ...options,
  });
  running.push(twin);
  return twin;
}

const call = (twin: Twin, path: string, token = 'good') =>
  fetch(twin.url + path, { headers: { authorization: `Bearer ${token}` } });

describe('a twin of a synthesized app', () => {
  test('serves a request through authorizer, function and upstream, and writes down each', async () => {
    const lines: string[] = [];
    const twin = await start({ onLog: (group, line) => lines.push(`${group}: ${line}`) });

    const permitted = await call(twin, '/orders/1/2');
    const denied = await call(twin, '/orders/1', 'bad');
    const preflight = await fetch(`${twin.url}/orders`, { method: 'OPTIONS' });

    expect(permitted.status).toBe(200);
    expect(await permitted.json()).toEqual({
      table: twin.tables[0]?.name,
      secret: twin.secrets[0]?.arn,
      release: '3/Create',
      tenant: 'acme',
      upstream: expect.objectContaining({
        url: '/orders/1/2',
        headers: expect.objectContaining({ host: 'api.example.com' }),
      }),
    });
    expect(denied.status).toBe(403);
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://app.example.com',
    ]);
    expect(lines).toEqual([
      expect.stringMatching(/^\/aws\/lambda\/Gateway-Forwarder\S+: .*\tINFO\tforwarding \/orders\/1\/2$/),
      expect.stringMatching(/^access: \S+ 200 acme$/),
      expect.stringMatching(/^access: \S+ 403 acme$/),
      expect.stringMatching(/^access: \S+ 204 -$/),
    ]);
  });

  test('answers what it answers, also where those who look on fail', async () => {
    const lines: string[] = [];
    const notices: string[] = [];
    const twin = await start({
      onServiceCall: () => {
        throw new Error('the disk is full');
      },
      onLog: (_, line) => {
        lines.push(line);
        throw new Error('the pipe is closed');
      },
      onNotice: (text) => notices.push(text),
    });

    expect((await call(twin, '/orders/1')).status).toBe(200);
    expect(lines.at(-1)).toMatch(/ 200 acme$/);
    expect(notices).toEqual(
      expect.arrayContaining(['onServiceCall failed: the disk is full', 'onLog failed: the pipe is closed']),
    );
  });

  test('says what it serves and where', async () => {
    const twin = await start();

    expect(twin.url).toBe(`http://127.0.0.1:${twin.port}/prod`);
    expect(twin.gateways).toEqual([
      { url: twin.url, restApiId: expect.stringMatching(/^[a-z0-9]{10}$/), stage: 'prod', name: 'Api' },
    ]);
    expect(twin.functions.map(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'Registrar',
      'Forwarder',
      'AuthorizerFunction',
    ]);
    expect(twin.secrets).toEqual([
      { stack: 'State', logicalId: 'UpstreamToken', arn: expect.any(String), name: 'orders/token', empty: true },
    ]);
    expect(twin.outputs['Gateway']).toHaveProperty('ApiEndpoint4F160690');
  });

  test('W1 listens on the IPv4 loopback address alone', async () => {
    const twin = await start();
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address }) => address);
    const ports = [twin.port, ...Object.values(twin.endpoints).map((url) => Number(new URL(url).port))];

    const reached = await Promise.all(
      ['::1', '127.0.0.2', ...others].flatMap((host) => ports.map((port) => reaches(host, port))),
    );

    expect(await reaches('127.0.0.1', twin.port)).toBe(true);
    expect(reached).not.toContain(true);
  });

  test('lists what it accepts without effect', async () => {
    const notices: string[] = [];
    await start({ onNotice: (text) => notices.push(text) });

    expect(notices).toEqual([expect.stringContaining('TimeToLiveSpecification is not applied')]);
  });

  test('lets functions reach its own services, and nobody else', async () => {
    const assembly = smallGateway(({ gateway }) => {
      functionFrom(
        gateway,
        'Probe',
        'exports.handler = async (event) => (await fetch(event.url, { method: "POST", body: "{}" })).status;',
        { functionName: 'probe' },
      );
    });
    const twin = await start({ assembly });
    const probe = twin.functions.find(({ name }) => name === 'probe')?.arn ?? '';

    const own = await twin.invoker.invoke(probe, { url: twin.endpoints.secretsManager }, 10_000);
    const outside = await twin.invoker.invoke(probe, { url: 'https://example.com' }, 10_000);

    expect(own).toMatchObject({ ok: true, payload: 400 });
    expect(outside).toMatchObject({ ok: false, errorType: 'TypeError' });
  });

  test('follows a change of egress while it runs', async () => {
    const other = await startEchoUpstream();
    const twin = await start();
    await call(twin, '/orders/1');

    twin.setEgress('https://api.example.com', other.url);
    await call(twin, '/orders/1');
    await other.stop();

    expect(other.requestCount).toBe(1);
  });

  test('refuses connections to an endpoint that is killed, until it is restored', async () => {
    const twin = await start();
    const client = new SecretsManagerClient({ ...CLIENT, endpoint: twin.endpoints.secretsManager });
    const read = () => client.send(new GetSecretValueCommand({ SecretId: 'orders/token' }));

    await twin.killEndpoint('secretsManager');
    const down = read();
    await expect(down).rejects.toThrow('ECONNREFUSED');
    await twin.restoreEndpoint('secretsManager');

    await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    client.destroy();
  });

  test('knows a secret that was filled', async () => {
    const twin = await start();
    const client = new SecretsManagerClient({ ...CLIENT, endpoint: twin.endpoints.secretsManager });

    await client.send(new PutSecretValueCommand({ SecretId: 'orders/token', SecretString: 'x' }));
    client.destroy();

    expect(twin.secrets).toMatchObject([{ name: 'orders/token', empty: false }]);
  });

  test('meters keys made through its control plane', async () => {
    const assembly = smallGateway(({ api, gateway }) => {
      const plan = api.addUsagePlan('Plan', {
        quota: { limit: 1, period: apigateway.Period.DAY },
        apiStages: [{ api, stage: api.deploymentStage }],
      });
      const key = new apigateway.ApiKey(gateway, 'Key', { value: 'a-value-of-twenty-one' });
      plan.addApiKey(key);
      const open = api.root.addResource('keyed');
      open.addMethod(
        'GET',
        new apigateway.LambdaIntegration(
          functionFrom(gateway, 'Keyed', 'exports.handler = async () => ({ statusCode: 200 });'),
        ),
        { apiKeyRequired: true },
      );
    });
    const twin = await start({ assembly });
    const keyed = (key: string) =>
      fetch(`${twin.url}/keyed`, { headers: { 'x-api-key': key } }).then(({ status }) => status);

    expect(twin.usagePlans).toHaveLength(1);
    expect([
      await keyed('unknown'),
      await keyed('a-value-of-twenty-one'),
      await keyed('a-value-of-twenty-one'),
    ]).toEqual([403, 200, 429]);
  });
});

describe('the state of a twin', () => {
  test('is in memory unless it is given a directory', async () => {
    const assembly = smallGateway();
    const first = await start({ assembly });
    await fill(first);
    await first.stop();

    const second = await start({ assembly });

    expect(second.secrets).toMatchObject([{ empty: true }]);
  });

  test('with a directory survives, for its owner alone, and custom resources are updated', async () => {
    const assembly = smallGateway();
    const dataDir = join(temporaryDirectory(), 'twin');
    const first = await start({ assembly, dataDir });
    await fill(first);
    await first.stop();

    const second = await start({ assembly, dataDir });

    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'twin-state.json')).mode & 0o777).toBe(0o600);
    expect(await read(second)).toEqual({ item: { pk: { S: 'a' }, sk: { S: 'b' } }, secret: 'x', keys: ['acme'] });
    expect(await (await call(second, '/orders/1')).json()).toMatchObject({ release: '3/Update' });
  });

  test('that is not what a twin wrote is refused', async () => {
    const dataDir = temporaryDirectory({ 'twin-state.json': '{' });

    await expect(start({ dataDir })).rejects.toThrow(
      `${join(dataDir, 'twin-state.json')} is not JSON. Delete it to start with an empty twin.`,
    );
  });

  test('is left as it was by a start that fails', async () => {
    const dataDir = temporaryDirectory();
    const assembly = smallGateway();
    const first = await start({ assembly, dataDir });
    await fill(first);
    await first.stop();
    const before = readFileSync(join(dataDir, 'twin-state.json'), 'utf8');

    const failing = smallGateway(({ state }) => failingResource(state));
    await expect(start({ assembly: failing, dataDir })).rejects.toThrow('nothing works');

    expect(readFileSync(join(dataDir, 'twin-state.json'), 'utf8')).toBe(before);
  });
});

describe('a twin that cannot start says so in one line and leaves nothing behind', () => {
  test('where its port is in use, before any function has run', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const lines: string[] = [];

    const refused = start({ port, onLog: (_, line) => lines.push(line) });

    await expect(refused).rejects.toMatchObject({
      name: 'TwinError',
      message: `Port ${port} is in use. Stop what listens there, or choose another port (0 takes a free one).`,
    });
    expect(lines).toEqual([]);
    await new Promise((resolve) => taken.close(resolve));
  });

  test('where a custom resource fails, and its port is free again', async () => {
    const failing = smallGateway(({ state }) => failingResource(state));
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));

    await expect(start({ assembly: failing, port })).rejects.toThrow(
      'State/Failing (Custom::Failing): custom resource failed: nothing works. Correct what the reason names, then run `cdk synth` again.',
    );

    const twin = await start({ port });
    expect(twin.port).toBe(port);
  });

  test('where the assembly has no gateway, or two', async () => {
    const two = smallGateway(({ gateway }) => {
      const api = new apigateway.RestApi(gateway, 'Second', { cloudWatchRole: false });
      api.root.addMethod(
        'GET',
        new apigateway.LambdaIntegration(functionFrom(gateway, 'Other', 'exports.handler = async () => ({});')),
      );
    });

    await expect(start({ assembly: two })).rejects.toThrow(
      'The assembly has 2 REST API stages (Api/prod, Second/prod), the twin serves one. Give it an app with one gateway.',
    );
    await expect(start({ assembly: oneStack({}) })).rejects.toThrow(
      'The assembly has 0 REST API stages (none), the twin serves one.',
    );
  });

  test('where the egress map is not one of URLs', async () => {
    await expect(start({ egress: { 'https://api.example.com': 'localhost:3000' } })).rejects.toMatchObject({
      name: 'TwinError',
    });
  });

  test('where there is no assembly', async () => {
    const assembly = temporaryDirectory();

    await expect(start({ assembly })).rejects.toMatchObject({ name: 'TwinAssemblyError' });
  });

  test('where the app declares a type that it does not run', async () => {
    const app = new App({ outdir: temporaryDirectory(), analyticsReporting: false });
    new apigateway.RestApi(new Stack(app, 'S'), 'Api', { cloudWatchRole: false }).root.addMethod(
      'GET',
      new apigateway.HttpIntegration('https://example.com'),
    );
    app.synth();

    await expect(start({ assembly: app.outdir })).rejects.toThrow(
      /^S\/\S+ \(AWS::ApiGateway::Method\): property Integration.Type is HTTP_PROXY/,
    );
  });
});

function failingResource(stack: Stack): void {
  const provider = functionFrom(
    stack,
    'FailingProvider',
    registrarSource("{ Status: 'FAILED', Reason: 'nothing works' }"),
  );
  new CustomResource(stack, 'Failing', { serviceToken: provider.functionArn, resourceType: 'Custom::Failing' });
}

async function fill(twin: Twin): Promise<void> {
  const dynamodb = new DynamoDBClient({ ...CLIENT, endpoint: twin.endpoints.dynamodb });
  const secrets = new SecretsManagerClient({ ...CLIENT, endpoint: twin.endpoints.secretsManager });
  const keys = new APIGatewayClient({ ...CLIENT, endpoint: twin.endpoints.apiGateway });
  await dynamodb.send(
    new PutItemCommand({ TableName: twin.tables[0]?.name, Item: { pk: { S: 'a' }, sk: { S: 'b' } } }),
  );
  await secrets.send(new PutSecretValueCommand({ SecretId: 'orders/token', SecretString: 'x' }));
  await keys.send(new CreateApiKeyCommand({ name: 'acme', enabled: true }));
  for (const client of [dynamodb, secrets, keys]) client.destroy();
}

async function read(twin: Twin) {
  const dynamodb = new DynamoDBClient({ ...CLIENT, endpoint: twin.endpoints.dynamodb });
  const secrets = new SecretsManagerClient({ ...CLIENT, endpoint: twin.endpoints.secretsManager });
  const keys = new APIGatewayClient({ ...CLIENT, endpoint: twin.endpoints.apiGateway });
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: twin.tables[0]?.name, Key: { pk: { S: 'a' }, sk: { S: 'b' } } }),
  );
  const { SecretString: secret } = await secrets.send(new GetSecretValueCommand({ SecretId: 'orders/token' }));
  const { items } = await keys.send(new GetApiKeysCommand({}));
  for (const client of [dynamodb, secrets, keys]) client.destroy();
  return { item, secret, keys: items?.map(({ name }) => name) };
}

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
