/**
 * The sample gateway: two tenants, three roles, two usage plans, two protected APIs. `npm start` serves it offline;
 * `npx cdk deploy` would put the same into an account.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
  QuotaPeriod,
  UpstreamCredential,
} from '../lib';

const app = new App();
// `-c stackName=…` deploys it under another name.
const stack = new Stack(app, 'GatehouseSample', { stackName: app.node.tryGetContext('stackName') });

export const proxy = new AccessProxy(stack, 'Proxy', {
  issuers: [
    Issuer.oidc({
      name: 'workforce',
      issuerUrl: 'https://login.example.com',
      audience: Audience.of('gatehouse-sample'),
      tenant: ClaimValue.claim('tenant'),
      roles: ClaimValue.claim('roles'),
    }),
  ],
  registry: { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
});
proxy.addUsagePlan('standard', { rateLimit: 50, burstLimit: 100, quota: { limit: 100_000, period: QuotaPeriod.DAY } });
proxy.addUsagePlan('trial', { rateLimit: 2, burstLimit: 5, quota: { limit: 3, period: QuotaPeriod.DAY } });
proxy.addTenant('acme', { usagePlan: 'standard' });
proxy.addTenant('globex', { usagePlan: 'standard' });

// A third-party server that demands a bearer token of its own: a package registry.
export const packages = new ProtectedApi(stack, 'Packages', {
  proxy,
  name: 'packages',
  upstream: 'https://packages.example.com',
  credential: UpstreamCredential.bearer(CredentialSecret.created({ removalPolicy: RemovalPolicy.DESTROY })),
});
packages.addRoute('GET', '/{package}', { action: 'ReadPackage' });
packages.addRoute('GET', '/{package}/-/{file}', { action: 'ReadPackage' });

// An API of one's own, behind a key in a header.
export const orders = new ProtectedApi(stack, 'Orders', {
  proxy,
  name: 'orders',
  upstream: 'https://orders.example.com/v1',
  credential: UpstreamCredential.header(
    'X-Service-Key',
    CredentialSecret.created({ removalPolicy: RemovalPolicy.DESTROY }),
  ),
});
orders.addRoute('GET', '/orders', { action: 'ListOrders' });
orders.addRoute('GET', '/orders/{order}', { action: 'ReadOrder' });
orders.addRoute('POST', '/orders', { action: 'PlaceOrder', contentTypes: ['application/json'] });
orders.addRoute('GET', '/receipts/{path+}', { action: 'ReadReceipt' });

new AccessPolicy(stack, 'Roles', {
  proxy,
  policies: PolicyText.inline(`
    permit (principal in Gatehouse::Role::"developer", action == Gatehouse::Action::"packages:ReadPackage", resource);

    permit (
      principal in Gatehouse::Role::"clerk",
      action in [Gatehouse::Action::"orders:ListOrders", Gatehouse::Action::"orders:ReadOrder"],
      resource
    );

    permit (principal in Gatehouse::Role::"buyer", action in Gatehouse::Action::"orders:*", resource);

    // Receipts of another tenant stay closed whatever the role.
    forbid (principal, action == Gatehouse::Action::"orders:ReadReceipt", resource)
    unless { context.path.path like "acme/*" && principal in Gatehouse::Tenant::"acme" };
  `),
});

new ProxyUser(stack, 'Build', {
  proxy,
  tenant: 'acme',
  userName: 'build',
  roles: ['developer'],
  usagePlan: 'standard',
});
new ProxyUser(stack, 'Shop', {
  proxy,
  tenant: 'acme',
  userName: 'shop',
  roles: ['buyer'],
  usagePlan: 'standard',
  firstToken: true,
});
new ProxyUser(stack, 'Desk', { proxy, tenant: 'globex', userName: 'desk', roles: ['clerk'], usagePlan: 'standard' });
new ProxyUser(stack, 'Visitor', { proxy, tenant: 'globex', userName: 'visitor', roles: ['clerk'], usagePlan: 'trial' });
