import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AccessPolicy,
  AccessProxy,
  type AccessProxyAttributes,
  Claim,
  CredentialSecret,
  PolicyText,
  ProtectedApi,
  UpstreamCredential,
} from '../../lib';
import { functionOf, newStack, readJson, refusalsOf } from './synthesized';

const ATTRIBUTES: AccessProxyAttributes = {
  restApiId: 'api1',
  restApiName: 'gateway',
  stageName: 'live',
  tableName: 'registry',
  auditLogGroupName: '/gateway/audit',
  rootResourceId: 'root1',
  authorizerId: 'auth1',
  attachmentName: 'Finance',
};
const JOINER = /Attaches APIs/;

function joined(attributes: Partial<AccessProxyAttributes> = {}) {
  const stack = newStack();
  const proxy = AccessProxy.fromAttributes(stack, 'Proxy', { ...ATTRIBUTES, ...attributes });
  return { stack, proxy };
}

function addBilling(stack: Stack, proxy: ReturnType<typeof joined>['proxy'], id = 'Billing'): ProtectedApi {
  return new ProtectedApi(stack, id, {
    proxy,
    upstream: 'https://billing.example.com',
    credential: UpstreamCredential.bearer(CredentialSecret.created()),
    routes: [{ method: 'GET', path: '/{invoice}', action: 'Read' }],
  });
}

describe('an API that joins a proxy of another app', () => {
  const { stack, proxy } = joined({ registryKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' });
  addBilling(stack, proxy);
  new AccessPolicy(stack, 'Readers', {
    proxy,
    policies: PolicyText.inline('permit(principal, action in Gatehouse::Action::"billing:*", resource);'),
  });
  const template = Template.fromStack(stack);

  it('stands beneath its root, behind its authorizer', () => {
    template.hasResourceProperties('AWS::ApiGateway::Resource', {
      RestApiId: 'api1',
      ParentId: 'root1',
      PathPart: 'billing',
    });
    template.resourceCountIs('AWS::ApiGateway::Resource', 2);
    template.allResourcesProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'ANY',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: 'auth1',
      ApiKeyRequired: true,
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      SourceArn: { 'Fn::Join': ['', Match.arrayWith([':api1/live/*/billing*'])] },
    });
    template.resourceCountIs('AWS::ApiGateway::RestApi', 0);
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
  });

  it('is published after its methods are made, and forgotten after they are gone', () => {
    const [[attachmentId, attachment]] = Object.entries(template.findResources('Custom::GatehouseAttachment')) as [
      [string, { DependsOn: string[] }],
    ];
    const [detachedId] = Object.keys(template.findResources('Custom::GatehouseDetachedApi'));
    const methods = template.findResources('AWS::ApiGateway::Method');

    expect(attachmentId).toBeDefined();
    expect(attachment.DependsOn).toEqual(expect.arrayContaining(Object.keys(methods)));
    for (const method of Object.values(methods)) {
      expect((method as { DependsOn: string[] }).DependsOn).toContain(detachedId);
    }
  });

  it('with everything that the joiner publishes', () => {
    const { folder, properties } = functionOf(stack, JOINER);

    expect(readJson(folder, 'attachment.json')).toMatchObject({
      version: 1,
      attachment: 'Finance',
      apis: [{ api: 'billing', routes: [{ action: 'Read' }] }],
      policies: [{ id: 'Readers' }],
    });
    expect(properties.Environment.Variables).toEqual({
      GATEHOUSE_TABLE: 'registry',
      GATEHOUSE_REST_API: 'api1',
      GATEHOUSE_STAGE: 'live',
      GATEHOUSE_ATTACHMENT: 'Finance',
    });
  });

  it('whose joiner may touch no user, no key and no other stage', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Role')).flatMap(({ Properties }) =>
      (Properties.Policies ?? []).flatMap((policy: any) => policy.PolicyDocument.Statement),
    );
    const granted = policies
      .filter(({ Action }) => /dynamodb|apigateway/.test(JSON.stringify(Action)))
      .map(({ Action, Resource, Condition }) => [
        Action,
        JSON.stringify(Resource)
          .replace(/.*(restapis|table)/, '$1')
          .replace(/["\]}]+$/, ''),
        Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'],
      ]);

    expect(granted).toEqual([
      ['dynamodb:GetItem', 'table/registry', ['GLOBAL', 'DOCUMENT#*', 'RELEASE#*']],
      ['dynamodb:BatchGetItem', 'table/registry', ['TENANT#*']],
      ['dynamodb:PutItem', 'table/registry', ['DOCUMENT#*', 'RELEASE#*']],
      ['dynamodb:UpdateItem', 'table/registry', ['GLOBAL', 'TENANT#*']],
      [['apigateway:GET', 'apigateway:POST'], 'restapis/api1/deployments', undefined],
      ['apigateway:DELETE', 'restapis/api1/deployments/*', undefined],
      ['apigateway:PATCH', 'restapis/api1/stages/live', undefined],
    ]);
  });
});

it('only looks where nothing is attached', () => {
  const { stack } = joined({ rootResourceId: undefined });

  expect(Template.fromStack(stack).toJSON()['Resources']).toBeUndefined();
});

it('answers preflight requests where the proxy lets browsers call', () => {
  const { stack, proxy } = joined({ cors: { allowOrigins: ['https://console.example.com'] } });
  addBilling(stack, proxy);

  Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'OPTIONS' });
});

it('goes by the names of stack and construct', () => {
  const { stack, proxy } = joined({ attachmentName: undefined });
  addBilling(stack, proxy);

  expect(functionOf(stack, JOINER).properties.Environment.Variables.GATEHOUSE_ATTACHMENT).toMatch(/^Test-Proxy/);
});

it('knows the claims that it is told of', () => {
  const { stack, proxy } = joined({ claims: [Claim.string('team')] });
  addBilling(stack, proxy);
  new AccessPolicy(stack, 'Team', {
    proxy,
    policies: PolicyText.inline(
      'permit(principal, action == Gatehouse::Action::"billing:Read", resource) when { context.claims has team && context.claims.team == "a" };',
    ),
  });

  expect(refusalsOf(stack)).toBe('');
});

describe('refused', () => {
  test.each<[string, Partial<AccessProxyAttributes>, RegExp]>([
    ['no root', { rootResourceId: undefined }, /rootResourceId: given nothing; allowed: an id/],
    ['no authorizer', { authorizerId: undefined }, /authorizerId: given nothing; allowed: an id/],
    [
      'a bad name',
      { attachmentName: 'a/b' },
      /attachmentName: given "a\/b"; allowed: 1 to 64 of letters, digits and "-"/,
    ],
  ])('%s', (_, attributes, message) => {
    const { stack, proxy } = joined(attributes);

    expect(() => addBilling(stack, proxy)).toThrow(message);
  });

  it('a policy beyond its own APIs, at synth', () => {
    const { stack, proxy } = joined();
    addBilling(stack, proxy);
    new AccessPolicy(stack, 'All', { proxy, policies: PolicyText.inline('permit(principal, action, resource);') });

    expect(refusalsOf(stack)).toContain('[Test/All] All: A statement reaches beyond the actions of billing.');
  });

  it("a tenant's policy", () => {
    const { stack, proxy } = joined();

    expect(
      () =>
        new AccessPolicy(stack, 'Own', {
          proxy,
          tenant: 'acme',
          policies: PolicyText.inline('permit(principal, action, resource);'),
        }),
    ).toThrow(/tenant: given "acme"; allowed: none, at a proxy of another app/);
  });

  it('two APIs of one name', () => {
    const { stack, proxy } = joined();
    addBilling(stack, proxy);
    const other = new Stack(stack, 'Other');

    expect(() => addBilling(other, proxy)).toThrow(/name: given "billing"; allowed: a name that is not taken/);
  });

  it('a proxy that is none', () => {
    const stack = newStack();

    expect(() => addBilling(stack, stack as never)).toThrow(/proxy: given "Test"; allowed: an AccessProxy/);
  });
});
