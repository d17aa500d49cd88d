/** What a platform team has already: table, keys, secret, log group and role are brought along, not made. */
import path from 'node:path';
import {
  App,
  aws_dynamodb as dynamodb,
  aws_iam as iam,
  aws_kms as kms,
  aws_logs as logs,
  aws_secretsmanager as secretsmanager,
  Stack,
} from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  CloudWatchRole,
  CredentialSecret,
  PolicyText,
  ProtectedApi,
  ProxyUser,
  UpstreamCredential,
} from '../../lib';

const app = new App();
const stack = new Stack(app, 'Reports');

const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
const table = new dynamodb.Table(stack, 'Registry', {
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  encryptionKey: key,
});
const auditLog = new logs.LogGroup(stack, 'Audit', { retention: logs.RetentionDays.TEN_YEARS });

const proxy = new AccessProxy(stack, 'Proxy', {
  registry: { table },
  auditLog: { logGroup: auditLog },
  // The account's role is looked after elsewhere.
  cloudWatchRole: CloudWatchRole.alreadySet(),
});
proxy.addUsagePlan('machines', { rateLimit: 5, burstLimit: 10 });

const secret = secretsmanager.Secret.fromSecretCompleteArn(
  stack,
  'Upstream',
  'arn:aws:secretsmanager:eu-central-1:111122223333:secret:reports-AbCdEf',
);
const reports = new ProtectedApi(stack, 'ReportsApi', {
  proxy,
  name: 'reports',
  upstream: 'https://reports.example.com',
  credential: UpstreamCredential.bearer(CredentialSecret.existing(secret, { field: 'token' })),
});
reports.addRoute('GET', '/{tenant}/reports/{path+}', { action: 'ReadReport' });

new AccessPolicy(stack, 'Policies', {
  proxy,
  policies: PolicyText.fromFile(path.join(__dirname, 'policies.cedar')),
});
new ProxyUser(stack, 'Machine', {
  proxy,
  tenant: 'acme',
  userName: 'nightly',
  roles: ['reporting'],
  usagePlan: 'machines',
  expiresAt: new Date('2027-12-31T00:00:00Z'),
});

proxy.grants.readAudit(new iam.Role(stack, 'Auditor', { assumedBy: new iam.AccountRootPrincipal() }));
