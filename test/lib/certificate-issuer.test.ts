import { aws_certificatemanager as acm, aws_s3 as s3, Duration, Fn, Stack } from 'aws-cdk-lib';
import {
  type AccessProxy,
  type AccessProxyProps,
  AuthorizerCache,
  CertificateField,
  Claim,
  type ClientCertificateIssuerOptions,
  CredentialHeader,
  Issuer,
} from '../../lib';
import { AUTHORITY, certificate, OTHER_AUTHORITY } from '../support/certified-callers';
import { declarationsOf, newProxy, newStack } from './synthesized';

const OPTIONS: ClientCertificateIssuerOptions = {
  name: 'partners',
  authorities: [AUTHORITY.pem],
  subject: CertificateField.dnsName(),
  tenant: 'acme',
};

function certified(change: Partial<ClientCertificateIssuerOptions> = {}, props: AccessProxyProps = {}): AccessProxy {
  const stack = newStack();
  const domainName = {
    domainName: 'api.example.com',
    certificate: acm.Certificate.fromCertificateArn(stack, 'C', 'arn:aws:acm:eu-west-1:111122223333:certificate/x'),
    mtls: { bucket: s3.Bucket.fromBucketName(stack, 'B', 'trust'), key: 'trust.pem' },
  };
  return newProxy({ domainName, issuers: [Issuer.clientCertificates({ ...OPTIONS, ...change })], ...props }, stack);
}

describe('an issuer of client certificates', () => {
  test('is published with its authorities and no address, and its tenant is declared by it', () => {
    const proxy = certified({
      authorities: [AUTHORITY.pem, OTHER_AUTHORITY.pem],
      rolesFrom: CertificateField.organizationalUnit(),
      claims: [Claim.string('mail', 'email')],
    });

    const { proxy: document, tenants } = declarationsOf(Stack.of(proxy));
    expect(document).toEqual({
      version: 1,
      issuers: [],
      certificateIssuers: [
        {
          id: 'partners',
          issuer: 'partners',
          authorities: [AUTHORITY.pem, OTHER_AUTHORITY.pem],
          audiences: [],
          clientIds: [],
          scopes: [],
          subjectClaim: 'dnsName',
          tenant: { kind: 'fixed', values: ['acme'] },
          roles: { kind: 'claim', claim: 'organizationalUnit' },
          claims: [{ name: 'mail', claim: 'email', type: 'String' }],
        },
      ],
    });
    expect(tenants).toEqual([{ tenant: 'acme' }]);
  });

  test.each<[CertificateField, string]>([
    [CertificateField.commonName(), 'commonName'],
    [CertificateField.organization(), 'organization'],
    [CertificateField.uri(), 'uri'],
    [CertificateField.email(), 'email'],
  ])('names holders, tenants and roles by any field', (subject, name) => {
    const { name: issuer, authorities } = OPTIONS;

    const { _document: document } = Issuer.clientCertificates({
      name: issuer,
      authorities,
      subject,
      tenantFrom: subject,
      roles: ['r'],
    });

    expect(document).toMatchObject({
      subjectClaim: name,
      tenant: { kind: 'claim', claim: name },
      roles: { kind: 'fixed', values: ['r'] },
    });
  });

  test('may get an authority from the deploy', () => {
    const proxy = certified({ authorities: [Fn.importValue('authority')] });

    expect(declarationsOf(Stack.of(proxy)).proxy.certificateIssuers?.[0]?.authorities).toEqual([
      '${value:issuer/partners/authorities/0}',
    ]);
  });

  test.each<[string, Partial<ClientCertificateIssuerOptions>, string]>([
    ['no authority', { authorities: [] }, 'one certificate or more'],
    ['a client’s certificate', { authorities: [certificate().pem] }, 'one certificate of an authority'],
    ['two in one text', { authorities: [AUTHORITY.pem + OTHER_AUTHORITY.pem] }, 'one certificate of an authority'],
    ['text', { authorities: ['x'] }, 'one certificate of an authority'],
    ['no tenant', { tenant: undefined as never }, 'tenant or tenantFrom'],
    ['two tenants', { tenantFrom: CertificateField.organization() }, 'one of the two'],
    ['roles twice', { roles: ['a'], rolesFrom: CertificateField.organization() }, 'one of the two'],
    ['a claim of tokens', { claims: [Claim.string('sub')] }, 'commonName, organization'],
    ['a bad name', { name: 'Partners' }, '1 to 64'],
    ['mappings that are none', { requireMapping: true }, 'beside one subject mapping'],
  ])('%s is refused', (_name, change, allowed) => {
    expect(() => Issuer.clientCertificates({ ...OPTIONS, ...change })).toThrow(allowed);
  });

  test('is refused where nobody is asked for a certificate, and where answers are kept', () => {
    expect(() => certified({}, { domainName: undefined as never })).toThrow('where domainName has mtls');
    const authorizerCache = AuthorizerCache.keyedBy({
      credentialHeader: CredentialHeader.AUTHORIZATION,
      ttl: Duration.seconds(60),
    });
    expect(() => certified({}, { authorizerCache })).toThrow('certificates come in none');
  });
});
