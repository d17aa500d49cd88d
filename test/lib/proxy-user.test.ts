import { aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Audience, ClaimValue, Issuer, ProxyUser, type ProxyUserProps } from '../../lib';
import { declarationsOf, newProxy, newStack, refusalsOf, registryOf, templateOf } from './synthesized';

const WORKFORCE = Issuer.oidc({
  name: 'workforce',
  issuerUrl: 'https://login.example.com',
  audience: Audience.of('gate'),
  tenant: ClaimValue.claim('tenant'),
});

function declaring(props: Partial<ProxyUserProps>, id = 'Shop'): { readonly user: ProxyUser; readonly stack: Stack } {
  const proxy = newProxy({ usagePlans: { free: {} }, issuers: [WORKFORCE] });
  const stack = Stack.of(proxy);
  return { stack, user: new ProxyUser(stack, id, { proxy, tenant: 'acme', usagePlan: 'free', ...props }) };
}

describe('a proxy user', () => {
  test('is published with tenant, roles and plan, and its tenant with it', () => {
    const { stack, user } = declaring({ roles: ['buyer'], expiresAt: new Date('2027-01-31T00:00:00Z') }, 'WebShop');

    expect(user.principalId).toBe('acme/web-shop');
    expect(declarationsOf(stack)).toMatchObject({
      tenants: [{ tenant: 'acme' }],
      users: [
        {
          tenant: 'acme',
          user: 'web-shop',
          roles: ['buyer'],
          planId: '${value:plan/free}',
          expiresAt: '2027-01-31T00:00:00.000Z',
        },
      ],
    });
    expect(registryOf(stack).Values['plan/free']).toEqual({ Ref: expect.stringContaining('UsagePlanfree') });
  });

  test('makes no CloudFormation resource of its own', () => {
    const { stack } = declaring({});
    const without = newProxy({ usagePlans: { free: {} }, issuers: [WORKFORCE] });

    expect(Object.keys(templateOf(stack).toJSON().Resources)).toHaveLength(
      Object.keys(templateOf(without).toJSON().Resources).length,
    );
  });

  test('L4 a first token goes into a secret that the template leaves empty', () => {
    const { stack, user } = declaring({ firstToken: true, userName: 'shop' });
    const template = templateOf(stack);
    const arn = stack.resolve(user.firstTokenSecret!.secretArn);

    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Delete',
      Properties: {
        Description: 'First proxy token of acme/shop; minted by the deploy',
        GenerateSecretString: Match.absent(),
        SecretString: Match.absent(),
      },
    });
    expect(declarationsOf(stack).users[0].firstTokenSecretArn).toBe('${value:secret/acme/shop}');
    expect(registryOf(stack).Values['secret/acme/shop']).toEqual(arn);
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              {
                Effect: 'Allow',
                Action: ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'],
                Resource: arn,
              },
            ]),
          },
        },
      ],
    });
  });

  test('S6 a first token’s key may be used through Secrets Manager only, and is granted once', () => {
    const proxy = newProxy({ usagePlans: { free: {} } });
    const stack = Stack.of(proxy);
    const key = new kms.Key(stack, 'Key');
    for (const id of ['One', 'Two']) {
      new ProxyUser(stack, id, {
        proxy,
        tenant: 'acme',
        usagePlan: 'free',
        firstToken: true,
        firstTokenEncryptionKey: key,
        firstTokenRemovalPolicy: RemovalPolicy.RETAIN,
      });
    }
    const template = templateOf(stack);
    const keyed = Object.entries(template.findResources('AWS::IAM::Role'))
      .filter(([id]) => id.includes('Registrar'))
      .flatMap(([, { Properties }]) => Properties.Policies[0].PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('kms'));

    expect(keyed).toEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] },
        Condition: expect.anything(),
      },
    ]);
    template.allResources('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain' });
  });

  test('can be a federated subject', () => {
    const { stack } = declaring({ federated: { issuer: 'workforce', subject: 'auth0|42' } });

    expect(declarationsOf(stack).users[0].federated).toEqual({ issuerId: 'workforce', subject: 'auth0|42' });
  });

  test('a tenant’s plan meters its federated principals', () => {
    const proxy = newProxy({ usagePlans: { free: {} } });
    proxy.addTenant('acme', { usagePlan: 'free' });

    expect(declarationsOf(Stack.of(proxy)).tenants).toEqual([{ tenant: 'acme', planId: '${value:plan/free}' }]);
  });
});

describe('a proxy user refuses', () => {
  test.each([
    [
      { tenant: 'a/b' },
      '[Test/Shop] tenant: given "a/b"; allowed: 1 to 128 of letters, digits and ._@+=-, starting with a letter or digit. Rename it.',
    ],
    [
      { userName: 'a|b' },
      '[Test/Shop] userName: given "a|b"; allowed: 1 to 128 of letters, digits and ._@+=-, starting with a letter or digit. Rename it.',
    ],
    [
      { roles: ['a b'] },
      '[Test/Shop] roles: given "a b"; allowed: 1 to 128 of letters, digits and ._:@+=/-, starting with a letter or digit. Rename it.',
    ],
    [
      { expiresAt: new Date('never') },
      '[Test/Shop] expiresAt: given "an invalid date"; allowed: a date. Write it as new Date("2027-01-31T00:00:00Z").',
    ],
    [
      { federated: { issuer: 'workforce', subject: '' } },
      '[Test/Shop] federated.subject: given ""; allowed: 1 to 255 printable ASCII characters without quote and backslash, no space at either end. Write the subject as the issuer does.',
    ],
    [
      { federated: { issuer: 'workforce', subject: ' a' } },
      '[Test/Shop] federated.subject: given " a"; allowed: 1 to 255 printable ASCII characters without quote and backslash, no space at either end. Write the subject as the issuer does.',
    ],
    [
      { federated: { issuer: 'workforce', subject: 'a' }, firstToken: true },
      '[Test/Shop] firstToken: given true; allowed: a user that is no federated subject. A federated subject comes with its issuer’s tokens: leave it out.',
    ],
  ])('%j', (props, message) => {
    expect(() => declaring(props)).toThrow(new Error(message));
  });

  test('a plan that nobody declares', () => {
    const { stack } = declaring({ usagePlan: 'gold' });

    expect(refusalsOf(stack)).toContain(
      '[Test/Shop] usagePlan: given "gold"; allowed: free. Declare it with addUsagePlan(\'gold\', …).',
    );
  });

  test('an issuer that nobody declares', () => {
    const { stack } = declaring({ federated: { issuer: 'other', subject: 'a' } });

    expect(refusalsOf(stack)).toContain(
      '[Test/Shop] federated.issuer: given "other"; allowed: workforce. Name an issuer of the proxy.',
    );
  });

  test('a name, or a subject, that another user has', () => {
    const proxy = newProxy({ usagePlans: { free: {} }, issuers: [WORKFORCE] });
    const stack = Stack.of(proxy);
    const base = { proxy, tenant: 'acme', usagePlan: 'free' };
    const federated = { issuer: 'workforce', subject: 'a' };
    new ProxyUser(stack, 'One', { ...base, federated });

    expect(() => new ProxyUser(stack, 'Two', { ...base, userName: 'one' })).toThrow(
      '[Test/Two] userName: given "acme/one"; allowed: a name that is not taken; this one is, at Test/One. Choose another name, or declare it once.',
    );
    expect(() => new ProxyUser(stack, 'Three', { ...base, federated })).toThrow(
      '[Test/Three] federated: given {"issuerId":"workforce","subject":"a"}; allowed: a subject that no other user is; taken at Test/One. Declare each subject once.',
    );
  });

  test('more users or first tokens than a deploy can carry', () => {
    const proxy = newProxy({ usagePlans: { free: {} } });
    const stack = Stack.of(proxy);
    for (let index = 0; index <= 2000; index += 1) {
      new ProxyUser(stack, `User${index}`, { proxy, tenant: 'acme', usagePlan: 'free', firstToken: index <= 40 });
    }

    const refusals = refusalsOf(stack);
    expect(refusals).toContain(
      '[Test/Proxy] proxy users: given 2001; allowed: at most 2000. Register users with the command line instead.',
    );
    expect(refusals).toContain(
      '[Test/Proxy] first tokens: given 41; allowed: at most 30. Mint the others with the command line.',
    );
  });

  test('a token of the CDK as a name', () => {
    expect(() => declaring({ tenant: newStack().account })).toThrow(
      /tenant: given "a value known only at deploy time"/,
    );
  });
});
