/** A gateway whose every dependency can fail: two issuers, a secret and an upstream that must answer soon. */
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  Audience,
  ClaimValue,
  CredentialSecret,
  Issuer,
  PolicyText,
  ProtectedApi,
  ProxyUser,
  SenderConstraint,
  UpstreamCredential,
} from '../../lib';

const stack = new Stack(new App(), 'Faulty');
const proxy = new AccessProxy(stack, 'Proxy', {
  issuers: [
    Issuer.oidc({
      name: 'workforce',
      issuerUrl: 'https://workforce.example.com',
      audience: Audience.of('gatehouse'),
      tenant: ClaimValue.claim('tenant'),
      roles: ClaimValue.claim('roles'),
      senderConstraint: SenderConstraint.whereBound(),
    }),
    Issuer.introspection({
      name: 'legacy',
      issuerUrl: 'https://legacy.example.com',
      introspectionUrl: 'https://legacy.example.com/introspect',
      clientId: 'gatehouse',
      clientSecret: CredentialSecret.created({ removalPolicy: RemovalPolicy.DESTROY }),
      audience: Audience.of('gatehouse'),
      tenant: ClaimValue.fixed('acme'),
      roles: ClaimValue.fixed('buyer'),
    }),
  ],
  registry: { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
});
proxy.addUsagePlan('standard', { rateLimit: 5_000, burstLimit: 5_000 });
proxy.addTenant('acme', { usagePlan: 'standard' });
const orders = new ProtectedApi(stack, 'Orders', {
  proxy,
  name: 'orders',
  upstream: 'https://orders.example.com',
  timeout: Duration.millis(500),
  credential: UpstreamCredential.header(
    'X-Service-Key',
    CredentialSecret.created({ removalPolicy: RemovalPolicy.DESTROY }),
  ),
});
orders.addRoute('GET', '/orders', { action: 'ListOrders' });
new AccessPolicy(stack, 'Roles', {
  proxy,
  policies: PolicyText.inline(
    'permit (principal in Gatehouse::Role::"buyer", action == Gatehouse::Action::"orders:ListOrders", resource);',
  ),
});
for (const [userName, roles] of Object.entries({ shop: ['buyer'], idle: [] })) {
  new ProxyUser(stack, userName, { proxy, tenant: 'acme', userName, roles, usagePlan: 'standard' });
}
