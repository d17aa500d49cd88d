/**
 * A proxy of one team, and an API of another team that joins it from an app of its own. Here both stand in one app, so
 * that the twin can serve them; apart, the second names the first one's outputs as text.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  Audience,
  ClaimValue,
  CredentialSecret,
  Issuer,
  OpenApiDefinition,
  PolicyText,
  ProtectedApi,
  UpstreamCredential,
} from '../../lib';

const app = new App();

const platform = new Stack(app, 'Platform');
const proxy = new AccessProxy(platform, 'Proxy', {
  issuers: [
    Issuer.oidc({
      name: 'workforce',
      issuerUrl: 'https://login.example.com',
      audience: Audience.of('gatehouse'),
      tenant: ClaimValue.fixed('staff'),
      roles: ClaimValue.claim('roles'),
    }),
  ],
  registry: { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
});
proxy.addUsagePlan('standard', { rateLimit: 50, burstLimit: 100 });
proxy.addTenant('staff', { usagePlan: 'standard' });
const status = new ProtectedApi(platform, 'Status', {
  proxy,
  upstream: 'https://status.example.com',
  credential: UpstreamCredential.none(),
});
status.addRoute('GET', '/', { action: 'Read' });
new AccessPolicy(platform, 'Everybody', {
  proxy,
  policies: PolicyText.inline('permit (principal, action == Gatehouse::Action::"status:Read", resource);'),
});

const finance = new Stack(app, 'Finance');
const joined = AccessProxy.fromAttributes(finance, 'Proxy', {
  restApiId: proxy.restApiId,
  restApiName: proxy.restApi.restApiName,
  rootResourceId: proxy.restApi.restApiRootResourceId,
  authorizerId: proxy.authorizerId,
  tableName: proxy.tableName,
  auditLogGroupName: proxy.auditLogGroupName,
});
ProtectedApi.fromOpenApi(finance, 'Invoices', {
  proxy: joined,
  definition: OpenApiDefinition.fromInline({
    openapi: '3.1.0',
    info: { title: 'Invoices', version: '1' },
    servers: [{ url: 'https://invoices.example.com/v1' }],
    paths: {
      '/invoices/{invoice}': {
        get: {
          operationId: 'ReadInvoice',
          parameters: [{ name: 'invoice', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
          responses: { '200': { description: 'The invoice' } },
        },
      },
    },
  }),
  credential: UpstreamCredential.bearer(CredentialSecret.created({ removalPolicy: RemovalPolicy.DESTROY })),
});
new AccessPolicy(finance, 'Accountants', {
  proxy: joined,
  policies: PolicyText.inline(
    'permit (principal in Gatehouse::Role::"accountant", action in Gatehouse::Action::"invoices:*", resource);',
  ),
});
