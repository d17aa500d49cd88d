import type { CertificateIssuerDocument, ProxyDocument } from '../../lambda/contract/proxy-document';
import { AuthorizerRig, DECLARATIONS, ISSUER, NOW } from './authorizer-rig';
import { type Forged, type ForgedCertificate, forgeCertificate } from './certificate-forge';
import { ecKey } from './jwt-forge';

/** An authority whose certificates count, and one that the truststore may hold as well. */
export const AUTHORITY = forgeCertificate({ subject: ['CN=Partners'], ca: true, key: ecKey('ca') }, NOW);
export const OTHER_AUTHORITY = forgeCertificate({ subject: ['CN=Others'], ca: true, key: ecKey('other') }, NOW);

export const PARTNERS: CertificateIssuerDocument = {
  id: 'partners',
  issuer: 'partners',
  authorities: [AUTHORITY.pem],
  audiences: [],
  clientIds: [],
  scopes: [],
  subjectClaim: 'commonName',
  tenant: { kind: 'claim', claim: 'organization' },
  roles: { kind: 'claim', claim: 'organizationalUnit' },
  claims: [{ name: 'host', claim: 'dnsName', type: 'String' }],
};

const KEY = ecKey('leaf');

/** A certificate of {@link AUTHORITY} for alice, a reader of acme, unless told otherwise. */
export function certificate(change: ForgedCertificate = {}, authority: Forged = AUTHORITY): Forged {
  return forgeCertificate(
    {
      subject: ['O=acme', 'OU=reader', 'CN=alice'],
      key: KEY,
      ...change,
    },
    NOW,
    authority,
  );
}

export function certifiedRig(
  change: Partial<CertificateIssuerDocument> = {},
  proxy: Partial<ProxyDocument> = {},
): AuthorizerRig {
  const rig = new AuthorizerRig();
  rig.registry.publish({
    ...DECLARATIONS,
    proxy: { version: 1, issuers: [ISSUER], certificateIssuers: [{ ...PARTNERS, ...change }], ...proxy },
  });
  return rig;
}

/** Calls with a client certificate and no token. @returns why it is refused, or `none`. */
export async function present(
  rig: AuthorizerRig,
  shown: Forged | string,
  request: Parameters<AuthorizerRig['ask']>[0] = {},
): Promise<string | undefined> {
  await rig.ask({ clientCertificate: typeof shown === 'string' ? shown : shown.pem, ...request });
  return rig.reason;
}
