/** What a strict account asks for: keys of one's own, a network, a web ACL, tracing, and a ceiling for everything. */
import { App, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_logs as logs, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  CredentialSecret,
  PolicyText,
  ProtectedApi,
  ProxyUser,
  UpstreamCredential,
} from '../../lib';

const app = new App();
const stack = new Stack(app, 'LockedDown', { env: { account: '111122223333', region: 'eu-central-1' } });

const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, description: 'Everything that the gateway keeps' });
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

// It must let functions out to DynamoDB, Secrets Manager, API Gateway, CloudFormation's answers and the upstreams.
const network = {
  vpc: ec2.Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  }),
  securityGroups: [
    ec2.SecurityGroup.fromSecurityGroupId(stack, 'Outbound', 'sg-0123456789abcdef0', { mutable: false }),
  ],
};

const proxy = new AccessProxy(stack, 'Proxy', {
  ...network,
  registry: { encryptionKey: key },
  auditLog: { encryptionKey: key, retention: logs.RetentionDays.TEN_YEARS },
  webAclArn: 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/edge/01234567-89ab-cdef-0123-456789abcdef',
  tracing: true,
  throttling: { rateLimit: 500, burstLimit: 1000 },
  authorizerReservedConcurrency: 50,
  freshness: Duration.seconds(1),
});
proxy.addUsagePlan('partners', { rateLimit: 10, burstLimit: 20 });

const payments = new ProtectedApi(stack, 'Payments', {
  ...network,
  proxy,
  upstream: 'https://payments.example.com',
  credential: UpstreamCredential.bearer(CredentialSecret.created({ encryptionKey: key })),
  reservedConcurrency: 50,
});
payments.addRoute('GET', '/payments/{payment}', { action: 'ReadPayment' });

new AccessPolicy(stack, 'Partners', {
  proxy,
  policies: PolicyText.inline(`
    permit (principal in Gatehouse::Role::"partner", action == Gatehouse::Action::"payments:ReadPayment", resource);
  `),
});
new ProxyUser(stack, 'Partner', {
  proxy,
  tenant: 'acme',
  roles: ['partner'],
  usagePlan: 'partners',
  firstToken: true,
  firstTokenEncryptionKey: key,
});
