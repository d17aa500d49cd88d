import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type App, aws_secretsmanager as secretsmanager, CfnParameter, SecretValue, Stack } from 'aws-cdk-lib';
import { CredentialSecret, ProxyUser, UpstreamCredential } from '../../lib';
import { newApi, newProxy, templateOf } from './synthesized';

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile());
}

describe('L4 secrets', () => {
  const proxy = newProxy({ usagePlans: { free: {} } });
  const stack = Stack.of(proxy);
  const canary = 'canary-7f3a9c';
  const given = new secretsmanager.Secret(stack, 'Given', {
    secretStringValue: SecretValue.cfnParameter(new CfnParameter(stack, 'Secret', { noEcho: true })),
  });
  newApi(proxy, { credential: UpstreamCredential.header('X-Key', CredentialSecret.existing(given)) }, 'WithSecret');
  new ProxyUser(stack, 'Shop', { proxy, tenant: 'acme', usagePlan: 'free', firstToken: true });

  test('the functions’ environment names a secret and never resolves it', () => {
    const environments = Object.values(templateOf(stack).findResources('AWS::Lambda::Function')).map(({ Properties }) =>
      JSON.stringify(Properties.Environment),
    );

    expect(environments.join()).toContain('GATEHOUSE_SECRET_ARN');
    expect(environments.join()).not.toMatch(/resolve:secretsmanager|"Ref":"Secret"/);
  });

  test('no secret that the constructs make is given a value', () => {
    const made = Object.entries(templateOf(stack).findResources('AWS::SecretsManager::Secret')).filter(
      ([id]) => !id.startsWith('Given'),
    );

    expect(made).toHaveLength(2);
    for (const [, { Properties }] of made) {
      expect(Object.keys(Properties)).toEqual(['Description']);
    }
  });

  test('no file of the assembly has a proxy token or a password in an upstream’s URL', () => {
    expect(() => newApi(proxy, { upstream: `https://user:${canary}@api.example.com` }, 'Leaking')).toThrow(/redacted/);
    (stack.node.root as App).synth({ force: true });
    const hits = filesBelow((stack.node.root as App).outdir).filter((file) => {
      const text = readFileSync(file, 'latin1');
      return text.includes(canary) || /gth_[\w-]{22}\./.test(text);
    });

    expect(hits).toEqual([]);
  });
});
