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
  Validations,
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
// Grants are for services alone, such as DynamoDB, which makes one for the table.
key.addToResourcePolicy(
  new iam.PolicyStatement({
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['kms:CreateGrant'],
    resources: ['*'],
    conditions: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
  }),
);
const table = new dynamodb.Table(stack, 'Registry', {
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  encryptionKey: key,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
});
const auditLog = new logs.LogGroup(stack, 'Audit', { retention: logs.RetentionDays.TEN_YEARS, encryptionKey: key });

const proxy = new AccessProxy(stack, 'Proxy', {
  registry: { table },
  // The key is for the logs that the proxy makes itself; CloudWatch Logs is let use it.
  auditLog: { logGroup: auditLog, encryptionKey: key },
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

const auditor = new iam.Role(stack, 'Auditor', { assumedBy: new iam.AccountRootPrincipal() });
proxy.grants.readAudit(auditor);

// What a checker says of one's own resources is acknowledged where they are; the proxy's constructs do so themselves.
for (const pack of ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321']) {
  Validations.of(auditor).acknowledge({
    id: `${pack}-IAMNoInlinePolicy`,
    reason: 'What the auditor may read belongs to this role and goes with it.',
  });
}
for (const pack of ['HIPAA.Security', 'NIST.800.53.R5']) {
  Validations.of(table).acknowledge({
    id: `${pack}-DynamoDBInBackupPlan`,
    reason: 'Point-in-time recovery restores any second of 35 days, and the account has a plan of its own.',
  });
}
