/** What the attacks are aimed at: three upstreams with a credential each, two issuers, and a policy that must hold. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  Audience,
  Claim,
  ClaimValue,
  CredentialSecret,
  Issuer,
  PolicyText,
  ProtectedApi,
  ProxyUser,
  QuotaPeriod,
  UpstreamCredential,
} from '../../lib';

const stack = new Stack(new App(), 'Attacked');
const proxy = new AccessProxy(stack, 'Proxy', {
  issuers: [
    Issuer.oidc({
      name: 'workforce',
      issuerUrl: 'https://workforce.example.com',
      audience: Audience.of('gatehouse'),
      tenant: ClaimValue.claim('tenant'),
      roles: ClaimValue.claim('roles'),
      claims: [Claim.bool('suspended')],
    }),
    Issuer.oidc({
      name: 'partner',
      issuerUrl: 'https://partner.example.com',
      audience: Audience.of('gatehouse'),
      tenant: ClaimValue.fixed('globex'),
      roles: ClaimValue.fixed('clerk'),
    }),
  ],
  registry: { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
});
proxy.addUsagePlan('standard', { rateLimit: 5_000, burstLimit: 5_000 });
proxy.addUsagePlan('trial', { rateLimit: 50, burstLimit: 50, quota: { limit: 3, period: QuotaPeriod.DAY } });
proxy.addTenant('acme', { usagePlan: 'standard' });
proxy.addTenant('globex', { usagePlan: 'standard' });

const secret = (): CredentialSecret => CredentialSecret.created({ removalPolicy: RemovalPolicy.DESTROY });
const orders = new ProtectedApi(stack, 'Orders', {
  proxy,
  name: 'orders',
  upstream: 'https://orders.example.com/v1',
  credential: UpstreamCredential.header('X-Service-Key', secret()),
});
orders.addRoute('GET', '/orders', { action: 'ListOrders' });
orders.addRoute('GET', '/orders/{order}', { action: 'ReadOrder' });
orders.addRoute('POST', '/orders', { action: 'PlaceOrder' });
orders.addRoute('GET', '/files/{path+}', { action: 'ReadFile' });
orders.addRoute('GET', '/audit', { action: 'ReadAudit' });

const legacy = new ProtectedApi(stack, 'Legacy', {
  proxy,
  name: 'legacy',
  upstream: 'https://legacy.example.com',
  credential: UpstreamCredential.queryParameter('api_key', secret()),
});
legacy.addRoute('GET', '/{page}', { action: 'Read' });

new AccessPolicy(stack, 'Roles', {
  proxy,
  policies: PolicyText.inline(`
    permit (
      principal in Gatehouse::Role::"buyer",
      action in [
        Gatehouse::Action::"orders:ListOrders",
        Gatehouse::Action::"orders:ReadOrder",
        Gatehouse::Action::"orders:PlaceOrder",
        Gatehouse::Action::"legacy:Read"
      ],
      resource
    );
    permit (principal in Gatehouse::Role::"clerk", action == Gatehouse::Action::"orders:ListOrders", resource);
    permit (principal in Gatehouse::Role::"buyer", action == Gatehouse::Action::"orders:ReadFile", resource)
    when { context.path.path like "acme/*" };
    permit (principal == Gatehouse::ProxyUser::"acme/auditor", action == Gatehouse::Action::"orders:ReadAudit", resource);
    forbid (principal, action, resource) when { context.claims has suspended && context.claims.suspended };
  `),
});

const users = [
  { tenant: 'acme', userName: 'shop', roles: ['buyer'], usagePlan: 'standard' },
  { tenant: 'acme', userName: 'auditor', roles: [], usagePlan: 'standard' },
  { tenant: 'acme', userName: 'idle', roles: [], usagePlan: 'standard' },
  { tenant: 'globex', userName: 'desk', roles: ['clerk'], usagePlan: 'standard' },
  { tenant: 'globex', userName: 'visitor', roles: ['clerk'], usagePlan: 'trial' },
];
for (const user of users) {
  new ProxyUser(stack, `${user.tenant}-${user.userName}`, { proxy, ...user });
}
