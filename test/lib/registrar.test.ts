import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { type Declarations, resolvePlaceholders } from '../../lambda/contract/declarations';
import { AccessPolicy, Audience, ClaimValue, Issuer, PolicyText, ProxyUser } from '../../lib';
import {
  declarationsOf,
  functionOf,
  newApi,
  newProxy,
  newStack,
  REGISTRAR,
  registryOf,
  templateOf,
} from './synthesized';

function everything(order: 'forwards' | 'backwards') {
  const proxy = newProxy({
    usagePlans: { free: {}, gold: {} },
    issuers: [
      Issuer.oidc({
        name: 'workforce',
        issuerUrl: 'https://login.example.com',
        audience: Audience.of('gate'),
        tenant: ClaimValue.fixed('staff'),
      }),
    ],
  });
  const stack = Stack.of(proxy);
  const steps = [
    () => newApi(proxy, {}, 'Another'),
    () => new AccessPolicy(stack, 'A', { proxy, policies: PolicyText.inline('permit (principal, action, resource);') }),
    () => new AccessPolicy(stack, 'B', { proxy, policies: PolicyText.inline('permit (principal, action, resource);') }),
    () => new ProxyUser(stack, 'One', { proxy, tenant: 'acme', usagePlan: 'free', firstToken: true }),
    () => new ProxyUser(stack, 'Two', { proxy, tenant: 'globex', usagePlan: 'gold' }),
  ];
  for (const step of order === 'forwards' ? steps : steps.reverse()) {
    step();
  }
  return { proxy, stack };
}

describe('the registry resource', () => {
  const { stack } = everything('forwards');
  const properties = registryOf(stack);
  const { folder, properties: lambda } = functionOf(stack, REGISTRAR);
  const text = readFileSync(path.join(folder, 'declarations.json'), 'utf8');

  test('is one for everything, called again when what is declared or its code changes', () => {
    expect(properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringContaining('Registrar'), 'Arn'] },
      ServiceTimeout: '900',
      Digest: createHash('sha256').update(text).digest('hex'),
      Bundle: expect.stringMatching(/^[0-9a-f]{64}$/),
      KeyPrefix: { 'Fn::Join': ['', ['gatehouse-', { Ref: expect.stringContaining('RestApi') }, '-']] },
      Table: { Ref: expect.stringContaining('Registry') },
      Values: expect.anything(),
    });
  });

  test('comes after everything that its function needs, and goes before it', () => {
    const template = templateOf(stack);
    const [resource] = Object.values(template.findResources('Custom::GatehouseRegistry'));
    const needed = ['AWS::Lambda::EventInvokeConfig', 'AWS::IAM::Policy'].flatMap((type) =>
      Object.keys(template.findResources(type)),
    );

    expect(needed).toHaveLength(3);
    expect(resource!.DependsOn).toEqual(expect.arrayContaining(needed));
    // A reference is a dependency too.
    expect(resource!.Properties.Table.Ref).toEqual(Object.keys(template.findResources('AWS::DynamoDB::Table'))[0]);
  });

  test('brings a value for every placeholder, and no other', () => {
    const names = [...text.matchAll(/\$\{value:([^}]+)\}/g)].map(([, name]) => name).sort();

    expect(Object.keys(properties.Values)).toEqual([
      'issuer/workforce/issuer',
      'issuer/workforce/jwksUri',
      'plan/free',
      'plan/gold',
      'secret/acme/one',
    ]);
    expect(names).toEqual(Object.keys(properties.Values));
    expect(() =>
      resolvePlaceholders(
        JSON.parse(text) as Declarations,
        Object.fromEntries(names.map((name) => [name as string, 'value'])),
      ),
    ).not.toThrow();
  });

  test('an issuer’s fixed tenant is declared with it', () => {
    expect(declarationsOf(stack).tenants.map(({ tenant }: { tenant: string }) => tenant)).toEqual([
      'acme',
      'globex',
      'staff',
    ]);
  });

  test('the order of declaring changes nothing', () => {
    const other = everything('backwards');

    expect(registryOf(other.stack).Digest).toBe(properties.Digest);
  });

  test('does its work once, for as long as Lambda lets it', () => {
    expect(lambda).toMatchObject({ Timeout: 900, MemorySize: 1024, Runtime: 'nodejs24.x' });
    expect(Object.keys(lambda.Environment.Variables)).toEqual(['GATEHOUSE_TABLE']);
  });

  test('S6 the registrar may touch items, metering keys, its plans’ links and first tokens’ secrets alone', () => {
    const bare = everything('forwards').stack;
    const statements = Object.entries(templateOf(bare).findResources('AWS::IAM::Role'))
      .filter(([id]) => id.includes('Registrar'))
      .flatMap(([, { Properties }]) => Properties.Policies)
      .concat(Object.values(templateOf(bare).findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .map(({ Action, Resource, Condition }) => ({
        Action,
        Resource: JSON.stringify(Resource).replace(/"(Ref|Fn::GetAtt|Fn::Join)"/g, '$1'),
        Condition,
      }));
    const actions = statements.map(({ Action }) => Action);

    expect(actions).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [
        'dynamodb:BatchGetItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      ['apigateway:GET', 'apigateway:POST'],
      'apigateway:DELETE',
      ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'],
      ['apigateway:DELETE', 'apigateway:GET', 'apigateway:POST'],
      ['apigateway:DELETE', 'apigateway:GET', 'apigateway:POST'],
    ]);
    expect(statements.slice(2).map(({ Resource }) => Resource)).toEqual([
      expect.stringMatching(/::\/apikeys"\]\]\}$/),
      expect.stringMatching(/::\/apikeys\/\*"\]\]\}$/),
      expect.stringMatching(/OneFirstToken/),
      expect.stringMatching(/\/usageplans\/.*free.*"\/keys\*"\]\]\}$/),
      expect.stringMatching(/\/usageplans\/.*gold.*"\/keys\*"\]\]\}$/),
    ]);
    expect(JSON.stringify(statements)).not.toContain('"*"');
  });

  test('may work on a plan from before the deploy that declares it until after the one that does not', () => {
    const template = templateOf(stack);
    const own = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);

    expect(own.map(({ Roles }) => Roles)).toEqual([
      [{ Ref: expect.stringContaining('RegistrarFunctionRole') }],
      [{ Ref: expect.stringContaining('RegistrarFunctionRole') }],
    ]);
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('/usageplans/');
  });
});

test('plans, tenants and users that are added later are published too', () => {
  const stack = newStack();
  const proxy = newProxy({}, stack);
  proxy.addUsagePlan('late');
  new ProxyUser(stack, 'Late', { proxy, tenant: 'acme', usagePlan: 'late' });
  newApi(proxy, { routes: [] }, 'LateApi').addRoute('GET', '/x', { action: 'Read' });

  const declared = declarationsOf(stack);
  expect(declared.users).toHaveLength(1);
  expect(declared.apis.map(({ api, routes }: any) => [api, routes.length])).toEqual([
    ['late-api', 1],
    ['orders', 1],
  ]);
});
