import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { DECLARATIONS_FILE } from '../../lambda/contract/function-environments';
import type { Declarations } from '../../lambda/contract/declarations';
import { parseProxyToken } from '../../lambda/domain/proxy-token';
import { LoopbackEndpoint } from '../../local/services/loopback-endpoint';
import { readText } from '../../local/services/request-text';
import { AwsServices, TABLE } from '../support/aws-services';
import { declarations, digestOf } from '../support/registrar-rig';

type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<void>;

const ROOT = path.join(__dirname, '..', '..');
const [CI] = declarations().users as [Declarations['users'][number]];

describe('the registrar, as a bundle with its declarations beside it', () => {
  const services = new AwsServices();
  const answers: Record<string, unknown>[] = [];
  const answering = new LoopbackEndpoint((request, response) => {
    void readText(request).then((text) => {
      answers.push(JSON.parse(text));
      response.end();
    });
  });
  const environment = process.env;
  let folder: string;
  let handler: Handler;
  let arn: string;

  beforeAll(async () => {
    await services.start();
    await answering.start();
    arn = services.addSecret('first');
    services.addPlan('plan-a');
    folder = mkdtempSync(path.join(tmpdir(), 'registrar-'));
    buildSync({
      entryPoints: [path.join(ROOT, 'lambda', 'registrar', 'index.ts')],
      outfile: path.join(folder, 'index.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    const wasm = path.join(path.dirname(require.resolve('@cedar-policy/cedar-wasm/nodejs')), 'cedar_wasm_bg.wasm');
    copyFileSync(wasm, path.join(folder, 'cedar_wasm_bg.wasm'));
    process.env = { ...environment, ...services.environment(), GATEHOUSE_TABLE: TABLE };
    ({ handler } = (await import(path.join(folder, 'index.js'))) as { handler: Handler });
  });

  afterAll(async () => {
    process.env = environment;
    await services.stop();
    await answering.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(RequestType: string, declared: Declarations, values: Record<string, string>, remaining = 900_000) {
    writeFileSync(path.join(folder, DECLARATIONS_FILE), JSON.stringify(declared));
    const ResourceProperties = { ServiceToken: 'arn', Digest: digestOf(declared), KeyPrefix: 'p-', Values: values };
    const names = { ResponseURL: answering.url, StackId: 'S', RequestId: 'R', LogicalResourceId: 'L' };
    await handler({ ...names, RequestType, ResourceProperties }, { getRemainingTimeInMillis: () => remaining });
    return answers.at(-1);
  }

  const logged = jest.spyOn(process.stderr, 'write').mockReturnValue(true);

  it('creates, updates and deletes', async () => {
    const declared = declarations({
      tenants: [],
      users: [{ ...CI, planId: '${value:plan}', firstTokenSecretArn: '${value:secret}' }],
    });
    const values = { plan: 'plan-a', secret: arn };

    expect(await ask('Create', declared, values)).toEqual({
      Status: 'SUCCESS',
      Data: { Release: expect.stringMatching(/^[0-9a-f]{64}$/), Schema: expect.stringMatching(/^[0-9a-f]{64}$/) },
      PhysicalResourceId: 'gatehouse-registry',
      StackId: 'S',
      RequestId: 'R',
      LogicalResourceId: 'L',
    });
    const token = services.secrets.find(arn).versions.at(-1)?.value?.SecretString as string;
    expect(parseProxyToken(token)).toBeDefined();
    expect(services.keys.planMembers('plan-a')).toMatchObject([{ name: 'p-acme/ci', enabled: true }]);
    expect(JSON.stringify(answers)).not.toContain(token);

    expect(await ask('Update', declarations({ tenants: [], users: [] }), values)).toMatchObject({ Status: 'SUCCESS' });
    expect(services.keys.allKeys()).toHaveLength(1);

    expect(await ask('Delete', declared, values)).toMatchObject({ Status: 'SUCCESS' });
    expect(services.keys.allKeys()).toEqual([]);
  });

  it('fails with what to do: a value is missing, the time is over, the environment does not fit', async () => {
    const declared = declarations({ users: [{ ...CI, planId: '${value:plan}' }] });

    expect(await ask('Create', declared, {})).toMatchObject({
      Status: 'FAILED',
      Reason: 'No deploy-time value for "plan"; given: .',
    });
    expect(await ask('Create', declared, { plan: 'plan-a' }, 1_000)).toMatchObject({
      Reason: expect.stringContaining('Deploy again: it goes on.'),
    });
    expect(await ask('Delete', declared, {})).toMatchObject({ Status: 'SUCCESS' });
    delete process.env['GATEHOUSE_TABLE'];
    expect(await ask('Create', declared, {})).toMatchObject({ Reason: expect.stringContaining('GATEHOUSE_TABLE') });
    expect(logged.mock.calls.flat().join('\n')).toContain('{"problem":"No deploy-time value');
  });
});
