/** Two upstreams whose names hold slashes: a package registry with scopes, and a forge with groups. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  PolicyInput,
  PolicyText,
  ProtectedApi,
  ProxyUser,
  UpstreamCredential,
} from '../../lib';

const stack = new Stack(new App(), 'Scoped');
const proxy = new AccessProxy(stack, 'Proxy', {
  registry: { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
});
proxy.addUsagePlan('standard');

const packages = new ProtectedApi(stack, 'Packages', {
  proxy,
  upstream: 'https://packages.example.com',
  credential: UpstreamCredential.none(),
});
packages.addRoute('GET', '/{package}', { action: 'Read', encodedSlash: ['package'] });
packages.addRoute('GET', '/{scope}/{package}/-/{file}', { action: 'Download' });

const forge = new ProtectedApi(stack, 'Forge', {
  proxy,
  upstream: 'https://forge.example.com/api/v4',
  credential: UpstreamCredential.none(),
});
forge.addRoute('GET', '/projects/{project}', { action: 'Read', encodedSlash: ['project'] });
forge.addRoute('GET', '/projects/{project}/files/{file}', {
  action: 'ReadFile',
  encodedSlash: ['project', 'file'],
  query: [PolicyInput.string('ref')],
  headers: [PolicyInput.stringSet('x-purpose')],
});
forge.addRoute('GET', '/groups/{group}', { action: 'ReadGroup' });

new AccessPolicy(stack, 'Policies', {
  proxy,
  policies: PolicyText.inline(`
    permit (principal, action == Gatehouse::Action::"packages:Read", resource)
    when { context.path.package like "@acme/*" };

    permit (principal, action in [Gatehouse::Action::"forge:Read", Gatehouse::Action::"forge:ReadFile"], resource)
    when { context.path.project == "acme/site" };

    forbid (principal, action == Gatehouse::Action::"forge:ReadFile", resource)
    unless { context.query has ref && context.query.ref == "main" && context.headers has "x-purpose" && context.headers["x-purpose"].contains("build") };

    permit (principal, action == Gatehouse::Action::"forge:ReadGroup", resource);
  `),
});

new ProxyUser(stack, 'Build', { proxy, tenant: 'acme', userName: 'build', roles: [], usagePlan: 'standard' });
