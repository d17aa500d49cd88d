/**
 * A busy read API: API Gateway keeps the authorizer's answers for 20 seconds, so that most calls need one function
 * instead of two. Policies decide by who calls which path, and by nothing that the next call may have otherwise.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  Audience,
  AuthorizerCache,
  ClaimValue,
  CredentialHeader,
  CredentialSecret,
  Issuer,
  PolicyText,
  ProtectedApi,
  ProxyUser,
  UpstreamCredential,
} from '../../lib';

const app = new App();
const stack = new Stack(app, 'KeptAnswers');
// `-c keepAnswers=no` is the same gateway, every call of which is decided on.
const keepAnswers = app.node.tryGetContext('keepAnswers') !== 'no';

const proxy = new AccessProxy(stack, 'Proxy', {
  issuers: [
    Issuer.oidc({
      name: 'workforce',
      issuerUrl: 'https://login.example.com',
      audience: Audience.of('catalogue'),
      tenant: ClaimValue.claim('tenant'),
      roles: ClaimValue.claim('roles'),
    }),
  ],
  // A revocation acts within 25 seconds: 20 here, 5 of `freshness`.
  authorizerCache: keepAnswers
    ? AuthorizerCache.keyedBy({ credentialHeader: CredentialHeader.AUTHORIZATION, ttl: Duration.seconds(20) })
    : undefined,
});
proxy.addUsagePlan('standard', { rateLimit: 1_000, burstLimit: 2_000 });
proxy.addTenant('acme', { usagePlan: 'standard' });

const catalogue = new ProtectedApi(stack, 'Catalogue', {
  proxy,
  upstream: 'https://catalogue.example.com',
  credential: UpstreamCredential.bearer(CredentialSecret.created()),
});
catalogue.addRoute('GET', '/items', { action: 'ListItems' });
catalogue.addRoute('GET', '/items/{item}', { action: 'ReadItem' });
catalogue.addRoute('PUT', '/items/{item}', { action: 'WriteItem' });
catalogue.addRoute('GET', '/pictures/{path+}', { action: 'ReadPicture' });

const prices = new ProtectedApi(stack, 'Prices', {
  proxy,
  upstream: 'https://prices.example.com',
  credential: UpstreamCredential.bearer(CredentialSecret.created()),
});
prices.addRoute('GET', '/{item}', { action: 'ReadPrice' });

new AccessPolicy(stack, 'Roles', {
  proxy,
  policies: PolicyText.inline(`
    permit (principal in Gatehouse::Role::"reader", action in Gatehouse::Action::"catalogue:*", resource)
    unless { context.method == "PUT" };
    permit (principal in Gatehouse::Role::"editor", action in Gatehouse::Action::"catalogue:*", resource);
    permit (principal in Gatehouse::Role::"editor", action == Gatehouse::Action::"prices:ReadPrice", resource);
    forbid (principal, action == Gatehouse::Action::"catalogue:ReadPicture", resource)
    unless { context.path.path like "public/*" };
  `),
});

for (const [userName, role] of [
  ['shop', 'reader'],
  ['desk', 'editor'],
] as const) {
  new ProxyUser(stack, userName, { proxy, tenant: 'acme', userName, roles: [role], usagePlan: 'standard' });
}
