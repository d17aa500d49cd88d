import { aws_secretsmanager as secretsmanager, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AccessProxy, CredentialSecret, ProxyUser, UpstreamCredential } from '../../lib';
import { FORWARDER, functionOf, newApi, newApp, newProxy, newStack, readJson, refusalsOf } from './synthesized';

describe('a protected API in a stack of its own', () => {
  const app = newApp();
  const proxyStack = new Stack(app, 'ProxyStack');
  const apiStack = new Stack(app, 'ApiStack');
  const proxy = new AccessProxy(proxyStack, 'Proxy', { usagePlans: { free: {} } });
  newApi(proxy, {}, 'Orders', apiStack);
  new ProxyUser(apiStack, 'Shop', { proxy, tenant: 'acme', usagePlan: 'free', firstToken: true });
  app.synth();
  const ofProxy = Template.fromStack(proxyStack);
  const ofApi = Template.fromStack(apiStack);

  test('the proxy’s stack depends on the API’s, never the reverse', () => {
    expect(proxyStack.dependencies).toEqual([apiStack]);
    expect(apiStack.dependencies).toEqual([]);
    expect(JSON.stringify(ofApi.toJSON())).not.toContain('Fn::ImportValue');
  });

  test('what belongs to API Gateway, the invoke permission too, stands in the proxy’s stack', () => {
    for (const type of ['AWS::ApiGateway::Resource', 'AWS::ApiGateway::Method', 'AWS::Lambda::Permission']) {
      ofProxy.resourceCountIs(type, 2);
      ofApi.resourceCountIs(type, 0);
    }
  });

  test('function, role, log group and secrets stand in the API’s', () => {
    ofApi.resourceCountIs('AWS::Lambda::Function', 1);
    ofApi.resourceCountIs('AWS::IAM::Role', 1);
    ofApi.resourceCountIs('AWS::Logs::LogGroup', 1);
    ofApi.resourceCountIs('AWS::SecretsManager::Secret', 2);
    expect(readJson(functionOf(apiStack, FORWARDER).folder, 'api-document.json').api).toBe('orders');
  });

  test('the registrar gets the first token’s secret from there', () => {
    const [registry] = Object.values(ofProxy.findResources('Custom::GatehouseRegistry'));

    expect(registry!.Properties.Values['secret/acme/shop']).toEqual({
      'Fn::ImportValue': expect.stringContaining('ApiStack:ExportsOutputRefShopFirstToken'),
    });
  });
});

describe('stacks refused', () => {
  test('another region', () => {
    const app = newApp();
    const proxy = newProxy({}, newStack('ProxyStack', { env: { account: '111122223333', region: 'eu-west-1' } }, app));
    const other = newStack('ApiStack', { env: { account: '111122223333', region: 'eu-central-1' } }, app);

    expect(() => newApi(proxy, {}, 'Far', other)).toThrow(
      '[ApiStack/Far] region of the stack: given "eu-central-1"; allowed: the proxy’s: eu-west-1. API Gateway calls functions beside it only: put the API’s stack there.',
    );
  });

  test('a secret of the proxy’s own stack, which would make the two depend on each other', () => {
    const app = newApp();
    const proxyStack = newStack('ProxyStack', undefined, app);
    const proxy = newProxy({}, proxyStack);
    const secret = new secretsmanager.Secret(proxyStack, 'Secret', { removalPolicy: RemovalPolicy.DESTROY });
    const credential = UpstreamCredential.bearer(CredentialSecret.existing(secret));

    expect(() => newApi(proxy, { credential }, 'Far', newStack('ApiStack', undefined, app))).toThrow(
      '[ApiStack/Far] credential: given "ProxyStack/Secret"; allowed: something of the API’s own stack, of a stack that does not need the proxy’s, or imported. The proxy’s stack depends on the API’s, so the reverse cannot be deployed: move it.',
    );
  });

  test('an imported secret of any stack is fine', () => {
    const app = newApp();
    const proxyStack = newStack('ProxyStack', undefined, app);
    const proxy = newProxy({}, proxyStack);
    const secret = secretsmanager.Secret.fromSecretCompleteArn(
      proxyStack,
      'Secret',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:upstream-AbCdEf',
    );
    const apiStack = newStack('ApiStack', undefined, app);
    newApi(proxy, { credential: UpstreamCredential.bearer(CredentialSecret.existing(secret)) }, 'Far', apiStack);

    expect(refusalsOf(apiStack)).toBe('');
  });
});

test('assets of a stack inside a stage are found from that stage’s assembly', () => {
  const app = newApp();
  const stage = new Stage(app, 'Live');
  const stack = new Stack(stage, 'Stack');
  newApi(new AccessProxy(stack, 'Proxy'), {}, 'Orders', stack);
  const assembly = app.synth().getNestedAssembly('assembly-Live');
  const template = assembly.getStackArtifact(stack.artifactId).template;
  const functions = Object.values(template.Resources as Record<string, any>).filter(
    ({ Type }) => Type === 'AWS::Lambda::Function',
  );

  expect(functions).toHaveLength(3);
  for (const { Metadata } of functions) {
    expect(existsSync(path.join(assembly.directory, Metadata['aws:asset:path'], 'index.js'))).toBe(true);
  }
});
