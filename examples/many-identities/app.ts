/**
 * Callers of several kinds behind one proxy: partners whose tokens are bound to their keys, an older issuer of opaque
 * tokens, and roles of an AWS account.
 */
import { App, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  Audience,
  ClaimValue,
  CredentialSecret,
  Issuer,
  PolicyText,
  ProtectedApi,
  SenderConstraint,
  UpstreamCredential,
} from '../../lib';

const app = new App();
const stack = new Stack(app, 'ManyIdentities');

const proxy = new AccessProxy(stack, 'Proxy', {
  issuers: [
    // A stolen token of a partner opens nothing without the partner's key.
    Issuer.oidc({
      name: 'partners',
      issuerUrl: 'https://partners.example.com',
      audience: Audience.of('reports'),
      tenant: ClaimValue.fixed('partners'),
      senderConstraint: SenderConstraint.dpop(),
    }),
    // Each of its tokens is asked about, and believed for 30 seconds.
    Issuer.introspection({
      name: 'legacy',
      issuerUrl: 'https://legacy.example.com',
      introspectionUrl: 'https://legacy.example.com/oauth2/introspect',
      clientId: 'gatehouse',
      clientSecret: CredentialSecret.created(),
      audience: Audience.of('reports'),
      tenant: ClaimValue.fixed('staff'),
      tokenPrefix: 'leg_',
    }),
    // A role calls with the token that AWS gave it.
    Issuer.aws({
      name: 'workloads',
      issuerUrl: 'https://00000000-0000-0000-0000-000000000000.tokens.sts.global.api.aws',
      audience: Audience.of('reports'),
      tenant: ClaimValue.fixed('workloads'),
    }),
  ],
});
proxy.addUsagePlan('standard', { rateLimit: 50, burstLimit: 100 });
for (const tenant of ['partners', 'staff', 'workloads']) {
  proxy.addTenant(tenant, { usagePlan: 'standard' });
}

const reports = new ProtectedApi(stack, 'Reports', {
  proxy,
  name: 'reports',
  upstream: 'https://reports.example.com',
  credential: UpstreamCredential.bearer(CredentialSecret.created()),
});
reports.addRoute('GET', '/reports/{report}', { action: 'ReadReport' });
// Whoever calls it, with a bound token only.
reports.addRoute('PUT', '/reports/{report}', { action: 'WriteReport', requireSenderConstraint: true });

new AccessPolicy(stack, 'Callers', {
  proxy,
  policies: PolicyText.inline(`
    permit (principal, action == Gatehouse::Action::"reports:ReadReport", resource);

    // An agent may read on somebody's behalf, and write nothing.
    permit (principal, action == Gatehouse::Action::"reports:WriteReport", resource)
    unless { context has actor };
  `),
});
