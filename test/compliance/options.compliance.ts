import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  App,
  aws_certificatemanager as certificates,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import {
  type AccessProxyProps,
  Audience,
  ClaimValue,
  CloudWatchRole,
  CredentialSecret,
  Issuer,
  ProxyUser,
  SenderConstraint,
  UpstreamCredential,
} from '../../lib';
import { newApi, newProxy } from '../lib/synthesized';
import { checkCompliance, type ComplianceRun } from './compliance-run';
import { nagReport } from './nag-report';

const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef';

/** Makes a secret of the proxy's own, and lets the authorizer read it and remember proofs. */
function askedIssuer(clientSecret: CredentialSecret): Issuer {
  return Issuer.introspection({
    name: 'asked',
    issuerUrl: 'https://asked.example.com',
    introspectionUrl: 'https://asked.example.com/introspect',
    clientId: 'gatehouse',
    clientSecret,
    audience: Audience.of('invoices'),
    tenant: ClaimValue.fixed('acme'),
    senderConstraint: SenderConstraint.dpop(),
  });
}

/** Each way to set up a proxy that changes what is made, alone. */
const VARIANTS: Readonly<Record<string, (stack: Stack) => AccessProxyProps>> = {
  Plain: () => ({}),
  Traced: () => ({ tracing: true }),
  InNetwork: (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Network', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-central-1a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
    }),
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Outbound', 'sg-0123456789abcdef0')],
  }),
  OwnKeys: (stack) => ({
    registry: { encryptionKey: kms.Key.fromKeyArn(stack, 'Table', KEY_ARN) },
    auditLog: { encryptionKey: kms.Key.fromKeyArn(stack, 'Logs', KEY_ARN) },
  }),
  Throwaway: () => ({
    registry: { removalPolicy: RemovalPolicy.DESTROY },
    auditLog: { removalPolicy: RemovalPolicy.DESTROY },
  }),
  Limited: () => ({ throttling: { rateLimit: 5, burstLimit: 5 }, authorizerReservedConcurrency: 5 }),
  Shielded: () => ({ webAclArn: 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/edge/0123' }),
  Asking: () => ({ issuers: [askedIssuer(CredentialSecret.created())] }),
  AskingWithOwnKey: (stack) => ({
    issuers: [askedIssuer(CredentialSecret.created({ encryptionKey: kms.Key.fromKeyArn(stack, 'AtIssuer', KEY_ARN) }))],
  }),
  InBrowsers: () => ({ cors: { allowOrigins: ['*'] } }),
  Named: (stack) => ({
    domainName: {
      domainName: 'api.example.com',
      certificate: certificates.Certificate.fromCertificateArn(
        stack,
        'Certificate',
        'arn:aws:acm:eu-central-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef',
      ),
    },
  }),
  ReadyAccount: (stack) => ({
    cloudWatchRole: CloudWatchRole.existing(iam.Role.fromRoleName(stack, 'Existing', 'api-gateway-logs')),
  }),
};

describe('each option alone', () => {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-options-'));
  let run: ComplianceRun;

  beforeAll(() => {
    const app = new App({ outdir });
    for (const [id, propsOf] of Object.entries(VARIANTS)) {
      const stack = new Stack(app, id);
      const proxy = newProxy({ usagePlans: { standard: {} }, ...propsOf(stack) }, stack);
      const secret = CredentialSecret.created({ encryptionKey: kms.Key.fromKeyArn(stack, 'Secrets', KEY_ARN) });
      newApi(proxy, { credential: UpstreamCredential.bearer(secret), reservedConcurrency: 5 }, 'Invoices');
      new ProxyUser(stack, 'User', { proxy, tenant: 'acme', usagePlan: 'standard', firstToken: true });
    }
    const { stacks } = app.synth();
    run = checkCompliance([{ nag: nagReport(app), templates: stacks.map(({ templateFullPath }) => templateFullPath) }]);
  });

  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  test('leaves no finding that is not acknowledged', () => {
    expect(run.templates).toBe(Object.keys(VARIANTS).length);
    expect(run.open).toEqual([]);
  });

  test('acknowledges nothing that it makes unneeded', () => {
    expect(run.dead).toEqual([]);
  });
});
