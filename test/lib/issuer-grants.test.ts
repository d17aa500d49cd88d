import {
  aws_certificatemanager as acm,
  aws_kms as kms,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
  Stack,
} from 'aws-cdk-lib';
import {
  type AccessProxy,
  Audience,
  Claim,
  ClaimValue,
  CredentialSecret,
  type IntrospectionIssuerOptions,
  Issuer,
  type IssuerOptions,
  SenderConstraint,
} from '../../lib';
import {
  AUTHORIZER,
  declarationsOf,
  functionOf,
  newApi,
  newProxy,
  newStack,
  registryOf,
  templateOf,
} from './synthesized';

const OPTIONS: Omit<IntrospectionIssuerOptions, 'clientSecret'> = {
  name: 'legacy',
  issuerUrl: 'https://legacy.example.com',
  introspectionUrl: 'https://legacy.example.com/introspect',
  clientId: 'gatehouse',
  audience: Audience.of('gate'),
  tenant: ClaimValue.claim('tenant'),
};

function opaque(change: Partial<IntrospectionIssuerOptions> = {}): Issuer {
  return Issuer.introspection({ ...OPTIONS, clientSecret: CredentialSecret.created(), ...change });
}

function oidc(change: Partial<IssuerOptions> = {}): Issuer {
  const { name, tenant } = { ...OPTIONS, name: 'idp' };
  return Issuer.oidc({ name, tenant, issuerUrl: 'https://idp.example.com', audience: Audience.of('gate'), ...change });
}

/** Statements of the authorizer's role, by action. */
function authorizerStatements(proxy: AccessProxy): Record<string, any>[] {
  const stack = Stack.of(proxy);
  const roleId = functionOf(stack, AUTHORIZER).properties.Role['Fn::GetAtt'][0];
  const role = templateOf(stack).findResources('AWS::IAM::Role')[roleId]!;
  return role['Properties'].Policies[0].PolicyDocument.Statement;
}

function actionsOf(proxy: AccessProxy): string[] {
  return authorizerStatements(proxy).flatMap(({ Action }) => Action);
}

describe('an issuer of opaque tokens', () => {
  test('J13 is published with where it is asked and whose secret says who asks, and not among the issuers of JWTs', () => {
    const proxy = newProxy({
      issuers: [
        opaque({
          tokenPrefix: 'leg_',
          clientIds: ['app'],
          scopes: ['call'],
          claims: [Claim.string('department')],
          clientSecret: CredentialSecret.created({ field: 'secret' }),
        }),
      ],
    });

    const { proxy: document } = declarationsOf(Stack.of(proxy));
    expect(document).toEqual({
      version: 1,
      issuers: [],
      opaqueIssuers: [
        {
          id: 'legacy',
          issuer: '${value:issuer/legacy/issuer}',
          introspectionUrl: '${value:issuer/legacy/introspectionUrl}',
          clientId: 'gatehouse',
          secretArn: '${value:issuer/legacy/secretArn}',
          secretField: 'secret',
          tokenPrefix: 'leg_',
          audiences: ['gate'],
          clientIds: ['app'],
          roles: { kind: 'none' },
          scopes: ['call'],
          subjectClaim: 'sub',
          tenant: { kind: 'claim', claim: 'tenant' },
          claims: [{ name: 'department', claim: 'department', type: 'String' }],
        },
      ],
    });
    expect(registryOf(Stack.of(proxy)).Values).toMatchObject({
      'issuer/legacy/introspectionUrl': 'https://legacy.example.com/introspect',
      'issuer/legacy/secretArn': { Ref: expect.stringContaining('Issuerlegacy') },
    });
  });

  test('S6 gives the authorizer that one secret to read, and its key, and nothing else', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const secret = new secretsmanager.Secret(stack, 'Secret', { encryptionKey });
    const base = actionsOf(newProxy());
    const proxy = newProxy({ issuers: [opaque({ clientSecret: CredentialSecret.existing(secret) })] }, stack);

    expect(actionsOf(proxy)).toEqual([...base, 'secretsmanager:GetSecretValue', 'kms:Decrypt']);
    expect(authorizerStatements(proxy).at(-2)).toMatchObject({ Resource: { Ref: expect.stringContaining('Secret') } });
    expect(authorizerStatements(proxy).at(-1)).toMatchObject({
      Condition: { StringEquals: { 'kms:ViaService': expect.anything() } },
    });
  });

  test('S6 without it the authorizer may read no secret, and write nothing', () => {
    const actions = actionsOf(newProxy({ issuers: [oidc()] }));

    expect(actions.filter((action) => !/^(logs:|dynamodb:(BatchGet|Get)Item$)/.test(action))).toEqual([]);
  });

  test.each([['https'], ['http://legacy.example.com']])('%s is no address that is asked', (introspectionUrl) => {
    expect(() => opaque({ introspectionUrl })).toThrow(/\[Issuer "legacy"\] introspectionUrl: given/);
  });

  test.each(['a', 'a'.repeat(33), 'eyJ', 'ew', 'gth_', 'gth_x', 'gth', 'a.b', 'a b', 'a='])(
    'the prefix %j is refused',
    (tokenPrefix) => {
      expect(() => opaque({ tokenPrefix })).toThrow(/\[Issuer "legacy"\] tokenPrefix: given/);
    },
  );

  test.each(['ab', 'edge_', 'gh', 'gtx_', 'ory_at_'])('the prefix %j is one', (tokenPrefix) => {
    expect(() => opaque({ tokenPrefix })).not.toThrow();
  });

  test.each([
    [undefined, undefined],
    ['a_', 'a_'],
    ['a_', 'a_b'],
    ['a_b', 'a_'],
  ])('J13 two whose prefixes are %j and %j are refused: a token must tell whom to ask', (one, other) => {
    const prefixed = (tokenPrefix: string | undefined) => (tokenPrefix === undefined ? {} : { tokenPrefix });
    const issuers = [
      opaque(prefixed(one)),
      opaque({ name: 'two', issuerUrl: 'https://two.example.com', ...prefixed(other) }),
    ];

    expect(() => newProxy({ issuers })).toThrow(/tokenPrefix of issuer "two": given .* "legacy" has /);
  });

  test('J13 two with other prefixes, one of which may have none, are fine beside issuers of JWTs', () => {
    const issuers = [
      oidc(),
      opaque(),
      opaque({ name: 'two', issuerUrl: 'https://two.example.com', tokenPrefix: 'two_' }),
      opaque({ name: 'three', issuerUrl: 'https://three.example.com', tokenPrefix: 'three_' }),
    ];

    const { proxy } = declarationsOf(Stack.of(newProxy({ issuers })));

    expect(proxy.issuers.map(({ id }: { id: string }) => id)).toEqual(['idp']);
    expect(proxy.opaqueIssuers.map(({ id }: { id: string }) => id)).toEqual(['legacy', 'three', 'two']);
  });
});

describe('a sender constraint', () => {
  test.each([
    ['dpop', SenderConstraint.dpop()],
    ['accepted', SenderConstraint.whereBound()],
  ])('%s is published, and lets the authorizer write used proofs alone', (word, senderConstraint) => {
    const proxy = newProxy({
      issuers: [oidc({ senderConstraint }), opaque({ senderConstraint })],
    });

    const { proxy: document } = declarationsOf(Stack.of(proxy));
    expect([document.issuers[0].senderConstraint, document.opaqueIssuers[0].senderConstraint]).toEqual([word, word]);
    const writes = authorizerStatements(proxy).filter(({ Action }) => JSON.stringify(Action).includes('Put'));
    expect(writes.filter(({ Action }) => !JSON.stringify(Action).includes('logs:'))).toEqual([
      {
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: expect.anything(),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PROOF#*'] } },
      },
    ]);
  });

  test('S6 by key needs no more of the registry’s key than reading does', () => {
    const actions = (...issuers: Issuer[]): string[] => {
      const stack = newStack();
      return actionsOf(newProxy({ issuers, registry: { encryptionKey: new kms.Key(stack, 'Key') } }, stack));
    };

    expect(actions(oidc({ senderConstraint: SenderConstraint.dpop() }))).toEqual([
      ...actions(oidc()),
      'dynamodb:PutItem',
    ]);
  });

  test('by certificate needs a domain that asks for certificates', () => {
    const issuers = [oidc({ senderConstraint: SenderConstraint.mutualTls() })];
    const stack = newStack();
    const domainName = {
      domainName: 'api.example.com',
      certificate: acm.Certificate.fromCertificateArn(stack, 'C', 'arn:aws:acm:eu-west-1:111122223333:certificate/a'),
      mtls: { bucket: s3.Bucket.fromBucketName(stack, 'B', 'trust'), key: 'trust.pem' },
    };

    expect(() => newProxy({ issuers })).toThrow(
      '[Test/Proxy] senderConstraint of issuer "idp": given "SenderConstraint.mutualTls()"; allowed: where domainName has mtls.',
    );
    const proxy = newProxy({ issuers, domainName }, stack);
    expect(declarationsOf(stack).proxy.issuers[0].senderConstraint).toBe('mutualTls');
    expect(actionsOf(proxy)).not.toContain('dynamodb:PutItem');
  });

  test('may be demanded by a route', () => {
    const proxy = newProxy();
    newApi(
      proxy,
      {
        routes: [
          { method: 'GET', path: '/a', action: 'Read' },
          { method: 'PUT', path: '/a', action: 'Write', requireSenderConstraint: true },
        ],
      },
      'Bound',
    );

    const { apis } = declarationsOf(Stack.of(proxy));
    const [bound] = apis.filter(({ api }: { api: string }) => api === 'bound');
    expect(bound.routes.map((route: Record<string, unknown>) => route['senderConstrained'])).toEqual([undefined, true]);
  });
});
