/** A small proxy on which every change acts at once. */
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  ApiKeys,
  PolicyText,
  ProtectedApi,
  ProxyUser,
  UpstreamCredential,
  UserKind,
} from '../../../lib';

const app = new App();
const stack = new Stack(app, 'Users');
const proxy = new AccessProxy(stack, 'Proxy', {
  freshness: Duration.seconds(0),
  apiKeys: ApiKeys.asCredential(),
  registry: { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
});
proxy.addUsagePlan('gold');
proxy.addUsagePlan('iron');
const orders = new ProtectedApi(stack, 'Orders', {
  proxy,
  name: 'orders',
  upstream: 'https://orders.example.com',
  credential: UpstreamCredential.none(),
});
orders.addRoute('GET', '/orders', { action: 'ListOrders' });
orders.addRoute('GET', '/orders/{order}', { action: 'ReadOrder' });
new AccessPolicy(stack, 'Roles', {
  proxy,
  policies: PolicyText.inline(
    'permit (principal in Gatehouse::Role::"buyer", action, resource);\n' +
      'forbid (principal, action == Gatehouse::Action::"orders:ReadOrder", resource) when { context.path.order == "0" };',
  ),
});
new ProxyUser(stack, 'Build', {
  proxy,
  tenant: 'acme',
  userName: 'build',
  roles: ['buyer'],
  usagePlan: 'gold',
  kind: UserKind.SERVICE,
  owner: 'ops@example.com',
  purpose: 'continuous integration',
  sources: ['127.0.0.0/8', '::1'],
});
app.synth();
