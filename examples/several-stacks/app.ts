/** Each team's API in a stack of its own, behind one access proxy; users from a Cognito pool. */
import { App, aws_cognito as cognito, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  Claim,
  ClaimValue,
  CredentialSecret,
  Issuer,
  PolicyText,
  ProtectedApi,
  UpstreamCredential,
} from '../../lib';

const app = new App();
const gateway = new Stack(app, 'Gateway');
const billing = new Stack(app, 'Billing');
const search = new Stack(app, 'Search');

const proxy = new AccessProxy(gateway, 'Proxy', {
  issuers: [
    Issuer.cognito({
      name: 'staff',
      userPool: cognito.UserPool.fromUserPoolId(gateway, 'Pool', 'eu-central-1_EXAMPLE'),
      clientIds: ['console'],
      tenant: ClaimValue.fixed('staff'),
      claims: [Claim.string('department', 'custom:department')],
    }),
  ],
  // Browsers of one origin may call.
  cors: { allowOrigins: ['https://console.example.com'] },
  freshness: Duration.seconds(2),
});
proxy.addUsagePlan('staff', { rateLimit: 20, burstLimit: 40, apis: { billing: { rateLimit: 2, burstLimit: 4 } } });
proxy.addTenant('staff', { usagePlan: 'staff' });

const invoices = new ProtectedApi(billing, 'Invoices', {
  proxy,
  name: 'billing',
  upstream: 'https://billing.example.com/api',
  credential: UpstreamCredential.basic(CredentialSecret.created(), { username: 'gateway' }),
});
invoices.addRoute('GET', '/invoices/{invoice}', { action: 'ReadInvoice' });

const documents = new ProtectedApi(search, 'Documents', {
  proxy,
  name: 'search',
  upstream: 'https://search.example.com',
  credential: UpstreamCredential.queryParameter('key', CredentialSecret.created()),
  timeout: Duration.seconds(5),
});
documents.addRoute('GET', '/', { action: 'Search' });

new AccessPolicy(gateway, 'Staff', {
  proxy,
  policies: PolicyText.inline(`
    permit (principal in Gatehouse::Tenant::"staff", action == Gatehouse::Action::"search:Search", resource);

    permit (principal in Gatehouse::Tenant::"staff", action == Gatehouse::Action::"billing:ReadInvoice", resource)
    when { context.claims has department && context.claims.department == "finance" };
  `),
});
