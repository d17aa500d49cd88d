import { aws_cognito as cognito, Fn, Stack } from 'aws-cdk-lib';
import { Audience, Claim, ClaimValue, Issuer, SignatureAlgorithm, TokenUse } from '../../lib';
import { declarationsOf, newProxy, newStack, registryOf } from './synthesized';

const OIDC = {
  name: 'workforce',
  issuerUrl: 'https://login.example.com',
  audience: Audience.of('gate'),
  tenant: ClaimValue.claim('tenant'),
};

describe('an OIDC issuer', () => {
  test('is published with everything that its tokens are checked by', () => {
    const proxy = newProxy({
      issuers: [
        Issuer.oidc({
          ...OIDC,
          jwksUri: 'https://keys.example.com/jwks',
          roles: ClaimValue.fixed('reader', 'writer'),
          claims: [Claim.string('department', 'dept'), Claim.long('level'), Claim.bool('staff'), Claim.stringSet('t')],
          clientIds: ['app'],
          algorithms: [SignatureAlgorithm.ES256, SignatureAlgorithm.EDDSA],
          types: ['AT+JWT'],
          scopes: ['gate/call'],
          subjectClaim: 'oid',
        }),
      ],
    });

    expect(declarationsOf(Stack.of(proxy)).proxy.issuers).toEqual([
      {
        id: 'workforce',
        issuer: '${value:issuer/workforce/issuer}',
        jwksUri: '${value:issuer/workforce/jwksUri}',
        audiences: ['gate'],
        clientIds: ['app'],
        algorithms: ['ES256', 'EdDSA'],
        types: ['at+jwt'],
        scopes: ['gate/call'],
        subjectClaim: 'oid',
        tenant: { kind: 'claim', claim: 'tenant' },
        roles: { kind: 'fixed', values: ['reader', 'writer'] },
        claims: [
          { name: 'department', claim: 'dept', type: 'String' },
          { name: 'level', claim: 'level', type: 'Long' },
          { name: 'staff', claim: 'staff', type: 'Bool' },
          { name: 't', claim: 't', type: 'StringSet' },
        ],
      },
    ]);
  });

  test('has its keys below its address by default, and its addresses come with the deploy', () => {
    const proxy = newProxy({ issuers: [Issuer.oidc({ ...OIDC, issuerUrl: 'https://login.example.com/' })] });

    expect(registryOf(Stack.of(proxy)).Values).toMatchObject({
      'issuer/workforce/issuer': 'https://login.example.com/',
      'issuer/workforce/jwksUri': 'https://login.example.com/.well-known/jwks.json',
    });
  });

  test('an audience that is not checked takes the explicit word', () => {
    const issuer = Issuer.oidc({ ...OIDC, audience: Audience.unchecked() });

    expect(issuer._document.audiences).toEqual([]);
    expect(() => Audience.of()).toThrow(
      '[Audience.of] audiences: given []; allowed: one or more texts that are not empty. Name the audience that the issuer writes for this proxy, or say Audience.unchecked().',
    );
  });

  test('values known only at deploy time become placeholders, named after their place', () => {
    const stack = newStack();
    const proxy = newProxy({ issuers: [Issuer.oidc({ ...OIDC, audience: Audience.of(stack.account) })] }, stack);

    expect(declarationsOf(stack).proxy.issuers[0].audiences).toEqual(['${value:issuer/workforce/audiences/0}']);
    expect(registryOf(Stack.of(proxy)).Values['issuer/workforce/audiences/0']).toEqual({ Ref: 'AWS::AccountId' });
  });
});

test('an AWS account is an issuer whose subjects are ARNs of roles, signing with either of its algorithms', () => {
  const issuer = Issuer.aws({
    ...OIDC,
    issuerUrl: 'https://0a1b2c3d.tokens.sts.global.api.aws',
    clientAsSubject: true,
  });

  expect(issuer._document).toMatchObject({
    issuer: 'https://0a1b2c3d.tokens.sts.global.api.aws',
    jwksUri: 'https://0a1b2c3d.tokens.sts.global.api.aws/.well-known/jwks.json',
    algorithms: ['ES384', 'RS256'],
    clientAsSubject: true,
  });
});

describe('a Cognito issuer', () => {
  test('accepts access tokens of its app clients, with groups as roles', () => {
    const stack = newStack();
    const userPool = new cognito.UserPool(stack, 'Pool');
    newProxy(
      {
        issuers: [
          Issuer.cognito({ name: 'pool', userPool, clientIds: ['client'], tenant: ClaimValue.claim('custom:tenant') }),
        ],
      },
      stack,
    );

    expect(declarationsOf(stack).proxy.issuers[0]).toMatchObject({
      audiences: [],
      clientIds: ['client'],
      tokenUse: 'access',
      algorithms: ['RS256'],
      roles: { kind: 'claim', claim: 'cognito:groups' },
    });
    expect(registryOf(stack).Values['issuer/pool/issuer']).toEqual({
      'Fn::Join': [
        '',
        [
          'https://cognito-idp.',
          { Ref: 'AWS::Region' },
          '.',
          { Ref: 'AWS::URLSuffix' },
          '/',
          { Ref: expect.stringContaining('Pool') },
        ],
      ],
    });
  });

  test('accepts id tokens by their audience', () => {
    const stack = newStack();
    const userPool = cognito.UserPool.fromUserPoolArn(
      stack,
      'Pool',
      'arn:aws:cognito-idp:eu-north-1:111122223333:userpool/eu-north-1_AbCdEf',
    );
    const issuer = Issuer.cognito({
      name: 'pool',
      userPool,
      clientIds: ['client'],
      tokenUse: TokenUse.ID,
      tenant: ClaimValue.fixed('acme'),
    });

    expect(issuer._document).toMatchObject({ audiences: ['client'], clientIds: [], tokenUse: 'id' });
    expect(stack.resolve(issuer._document.issuer)['Fn::Join'][1]).toEqual(
      expect.arrayContaining([expect.stringContaining('https://cognito-idp.eu-north-1.')]),
    );
  });

  test.each([
    [
      { clientIds: [] },
      '[Issuer "pool"] clientIds: given []; allowed: one app client id or more. Name the app clients whose users may call; every client of the pool could otherwise.',
    ],
    [
      { clientIds: ['a'], tokenUse: TokenUse.ID, audience: Audience.of('b') },
      '[Issuer "pool"] audience: given "id"; allowed: an audience beside tokenUse ACCESS only. Leave it out: the audience of an id token is its app client.',
    ],
  ])('%j is refused', (options, message) => {
    const userPool = new cognito.UserPool(newStack(), 'Pool');

    expect(() => Issuer.cognito({ name: 'pool', userPool, tenant: ClaimValue.fixed('acme'), ...options })).toThrow(
      new Error(message),
    );
  });
});

describe('an issuer refuses', () => {
  test.each([
    [
      { name: 'Work Force' },
      '[Issuer "Work Force"] name: given "Work Force"; allowed: 1 to 64 of a-z, 0-9 and "-", starting with a letter. Rename it.',
    ],
    [
      { tenant: ClaimValue.none() },
      '[Issuer "workforce"] tenant: given {"kind":"none"}; allowed: ClaimValue.claim(name) or ClaimValue.fixed(tenant) with one tenant. Say which tenant a principal of this issuer belongs to.',
    ],
    [
      { tenant: ClaimValue.fixed('a', 'b') },
      '[Issuer "workforce"] tenant: given {"kind":"fixed","values":["a","b"]}; allowed: ClaimValue.claim(name) or ClaimValue.fixed(tenant) with one tenant. Say which tenant a principal of this issuer belongs to.',
    ],
    [
      { tenant: ClaimValue.fixed('a/b') },
      '[Issuer "workforce"] tenant: given "a/b"; allowed: 1 to 128 of letters, digits and ._@+=-, starting with a letter or digit. Rename it.',
    ],
    [
      { clientIds: Fn.split(',', Fn.ref('Clients')) },
      '[Issuer "workforce"] clientIds: given "a list known only at deploy time"; allowed: a list whose length is known at synth; its items may be CDK tokens. Write the list out, or take its items with Fn.select.',
    ],
  ])('%j', (options, message) => {
    expect(() => Issuer.oidc({ ...OIDC, ...options })).toThrow(new Error(message));
  });

  test.each(['issuerUrl', 'jwksUri'])('%s without https', (property) => {
    expect(() => Issuer.oidc({ ...OIDC, [property]: 'http://login.example.com' })).toThrow(
      `[Issuer "workforce"] ${property}: given "http://login.example.com"; allowed: an absolute https:// URL with a fully qualified host name.`,
    );
  });

  test('a name or an address that another issuer of the proxy has', () => {
    const message =
      'allowed: names and addresses that no other issuer of the proxy has; taken by "workforce". A token names its issuer by address alone: declare each issuer once, under its own name.';

    expect(() => newProxy({ issuers: [Issuer.oidc(OIDC), Issuer.oidc({ ...OIDC, name: 'other' })] })).toThrow(
      `[Test/Proxy] issuers: given "other"; ${message}`,
    );
    expect(() =>
      newProxy({ issuers: [Issuer.oidc(OIDC), Issuer.oidc({ ...OIDC, issuerUrl: 'https://x.example.com' })] }),
    ).toThrow(`[Test/Proxy] issuers: given "workforce"; ${message}`);
  });

  test('claims and values without a name', () => {
    expect(() => Claim.string('a-b')).toThrow(
      '[Claim "a-b"] name: given "a-b"; allowed: 1 to 64 of letters, digits and "_", not starting with a digit. Rename it.',
    );
    expect(() => ClaimValue.claim('')).toThrow(
      '[ClaimValue.claim] name: given ""; allowed: text that is not empty. Name the claim.',
    );
    expect(() => ClaimValue.fixed()).toThrow(
      '[ClaimValue.fixed] values: given []; allowed: one or more texts that are not empty. Name the value, or say ClaimValue.none().',
    );
  });
});
