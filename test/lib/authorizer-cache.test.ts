import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  type AccessProxyProps,
  Audience,
  AuthorizerCache,
  ClaimValue,
  CredentialHeader,
  Issuer,
  PolicyInput,
  PolicyText,
  ProxyUser,
  SenderConstraint,
} from '../../lib';
import {
  AUTHORIZER,
  declarationsOf,
  functionOf,
  newApi,
  newProxy,
  newStack,
  refusalsOf,
  templateOf,
} from './synthesized';

const { AUTHORIZATION, API_KEY } = CredentialHeader;

function cache(credentialHeader = AUTHORIZATION, ttl?: Duration): AccessProxyProps {
  return { authorizerCache: AuthorizerCache.keyedBy({ credentialHeader, ttl }) };
}

function issuer(senderConstraint?: SenderConstraint): Issuer {
  return Issuer.oidc({
    name: 'idp',
    issuerUrl: 'https://idp.example.com',
    audience: Audience.of('gate'),
    tenant: ClaimValue.claim('tenant'),
    senderConstraint,
  });
}

function deploymentOf(props?: AccessProxyProps): string {
  return String(Object.keys(templateOf(newProxy(props)).findResources('AWS::ApiGateway::Deployment'))[0]);
}

describe('an access proxy whose authorizer’s answers are kept', () => {
  test.each([
    [AUTHORIZATION, 'method.request.header.Authorization,context.httpMethod,context.path'],
    [API_KEY, 'method.request.header.x-api-key,context.httpMethod,context.path'],
  ])('A2 keys them by %s, method and path', (header, sources) => {
    const proxy = newProxy(cache(header));

    templateOf(proxy).hasResourceProperties('AWS::ApiGateway::Authorizer', {
      AuthorizerResultTtlInSeconds: 30,
      IdentitySource: sources,
    });
  });

  test('tells function and registry for how long', () => {
    const proxy = newProxy(cache(AUTHORIZATION, Duration.minutes(2)));
    const stack = Stack.of(proxy);

    expect(functionOf(stack, AUTHORIZER).properties.Environment.Variables.GATEHOUSE_ANSWER_TTL_S).toBe('120');
    expect(declarationsOf(stack).proxy.answerTtlSeconds).toBe(120);
  });

  test('without it neither hears of it', () => {
    const stack = Stack.of(newProxy());

    expect(functionOf(stack, AUTHORIZER).properties.Environment.Variables).not.toHaveProperty('GATEHOUSE_ANSWER_TTL_S');
    expect(declarationsOf(stack).proxy).not.toHaveProperty('answerTtlSeconds');
  });

  test('revocationBound is both times together', () => {
    const proxy = newProxy({ ...cache(AUTHORIZATION, Duration.seconds(10)), freshness: Duration.millis(2_500) });

    expect(proxy.revocationBound.toSeconds({ integral: false })).toBe(12.5);
    expect(Object.values(templateOf(proxy).findOutputs('*')).map(({ Value }) => Value)).toContain('12.5');
  });

  test('A1 the stage is deployed anew when it changes', () => {
    const ids = [
      deploymentOf(),
      deploymentOf(cache()),
      deploymentOf(cache(API_KEY)),
      deploymentOf(cache(AUTHORIZATION, Duration.seconds(31))),
    ];

    expect(new Set(ids).size).toBe(ids.length);
    expect(deploymentOf(cache())).toBe(ids[1]);
  });

  test.each([
    ['0 seconds', Duration.seconds(0)],
    ['half a second', Duration.millis(500)],
    ['more than an hour', Duration.seconds(3_601)],
    [
      'what is not known at synth',
      Duration.seconds(new CfnParameter(newStack(), 'Ttl', { type: 'Number' }).valueAsNumber),
    ],
  ])('is refused for %s', (_name, ttl) => {
    expect(() => newProxy(cache(AUTHORIZATION, ttl))).toThrow(
      /\[Test\/Proxy\] authorizerCache\.ttl: given .*; allowed: whole seconds known at synth, from 1 to 3600\./,
    );
  });

  test('is refused by x-api-key where there are issuers, whose tokens come in Authorization', () => {
    expect(() => newProxy({ ...cache(API_KEY), issuers: [issuer()] })).toThrow(
      /authorizerCache\.credentialHeader: given "x-api-key"; allowed: Authorization where there are issuers\./,
    );
    expect(() => newProxy({ ...cache(), issuers: [issuer()] })).not.toThrow();
  });

  test.each([SenderConstraint.dpop(), SenderConstraint.mutualTls(), SenderConstraint.whereBound()])(
    'is refused where tokens of an issuer are bound to their sender: %j',
    (constraint) => {
      expect(() => newProxy({ ...cache(), issuers: [issuer(constraint)] })).toThrow(
        /senderConstraint of issuer "idp": given ".*"; allowed: none where answers are kept by authorizerCache\./,
      );
    },
  );

  test('is refused with users that are expected from certain addresses', () => {
    const proxy = newProxy(cache());
    proxy.addUsagePlan('plan');
    new ProxyUser(proxy, 'Robot', { proxy, tenant: 'acme', usagePlan: 'plan', sources: ['192.0.2.0/24'] });

    expect(refusalsOf(Stack.of(proxy))).toMatch(
      /\[Test\/Proxy\/Robot\] sources: given "?192\.0\.2\.0\/24"?; allowed: none where answers are kept/,
    );
  });

  test.each([
    ['query parameters', { query: [PolicyInput.string('page')] }],
    ['headers', { headers: [PolicyInput.string('accept')] }],
    ['bound to their sender', { requireSenderConstraint: true }],
  ])('A2 is refused at synth where a route asks for %s', (words, options) => {
    const proxy = newProxy(cache());
    newApi(proxy, { routes: [{ method: 'GET', path: '/a', action: 'Read', ...options }] }, 'Other');

    expect(refusalsOf(Stack.of(proxy))).toMatch(
      new RegExp(`the route "GET /a" .*${words}.*, which the authorizer's cache does not tell apart`),
    );
  });

  test('A2 is refused at synth where a policy reads what it does not tell apart', () => {
    const policies = PolicyText.inline('permit (principal, action, resource) when { context.now > 1 };');
    const [kept, decided] = [newProxy(cache()), newProxy()];
    for (const proxy of [kept, decided]) {
      new AccessPolicy(Stack.of(proxy), 'Policy', { proxy, policies });
    }

    expect(refusalsOf(Stack.of(kept))).toMatch(/Policy.*:1:1: The policy reads context\.now/);
    expect(refusalsOf(Stack.of(decided))).toBe('');
  });
});
