import type { X509Certificate } from 'node:crypto';
import type { ProxyDocument } from '../contract/proxy-document';
import type { ReasonCode } from '../contract/reason';
import { authoritiesOf, type CertificateAuthority } from './certificate-authority';
import { certificateNames } from './certificate-names';
import { identifiedSubject } from './identified-subject';
import type { Identification } from './identity';
import { CLOCK_SKEW_SECONDS } from './jwt-claims';
import { readCertificate } from './read-certificate';

/** `id-kp-clientAuth` and `anyExtendedKeyUsage`. @see RFC 5280, section 4.2.1.12 */
const CLIENT_PURPOSES = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'];

/**
 * Identifies the holder of a client certificate. API Gateway has verified the handshake, and a path to its truststore;
 * that may hold more authorities than those whose certificates name anybody here. So the certificate must bear the
 * signature of a declared one itself: what stands between the two in a longer path is not sent to functions.
 *
 * Whether an authority has revoked it is not asked: the proxy's own revocations count, by subject and by serial number.
 *
 * @param now epoch milliseconds.
 * @throws DependencyFault where a declared authority cannot be read.
 */
export function identifyCertificate(
  pem: string,
  { certificateIssuers = [] }: Pick<ProxyDocument, 'certificateIssuers'>,
  now: number,
): Identification {
  if (certificateIssuers.length === 0) {
    // Then it is no credential at all, whatever else it is good for.
    return { ok: false, reason: 'credential_missing', credential: '-' };
  }
  const certificate = readCertificate(pem);
  if (certificate === undefined) {
    return { ok: false, reason: 'certificate_malformed', credential: 'certificate' };
  }
  const seconds = now / 1000;
  // No two issuers have an authority in common.
  const issuer = certificateIssuers.find((one) =>
    authoritiesOf(one).some((authority) => isIssuedBy(certificate, authority, seconds)),
  );
  if (issuer === undefined) {
    return { ok: false, reason: 'certificate_authority', credential: 'certificate' };
  }
  const reason = refusePurpose(certificate) ?? refuseTimes(certificate, seconds);
  const claims = reason === undefined ? claimsOf(certificate) : undefined;
  const subject = claims && identifiedSubject(claims, issuer, 'certificate');
  return subject === undefined
    ? { ok: false, reason: reason ?? 'certificate_names', credential: `certificate:${issuer.id}` }
    : { ok: true, subject };
}

/** Names and key identifiers must fit as well as the signature, and the authority's own time must not be over. */
function isIssuedBy(
  certificate: X509Certificate,
  { certificate: authority, publicKey }: CertificateAuthority,
  now: number,
): boolean {
  return (
    certificate.checkIssued(authority) &&
    certificate.verify(publicKey) &&
    now >= secondsOf(authority.validFrom) &&
    now < secondsOf(authority.validTo)
  );
}

/** Neither an authority of its own nor a server is a caller, whoever holds its key. */
function refusePurpose({ ca, keyUsage: purposes }: X509Certificate): ReasonCode | undefined {
  const isClient = (purposes as readonly string[] | undefined)?.some((purpose) => CLIENT_PURPOSES.includes(purpose));
  return !ca && isClient !== false ? undefined : 'certificate_purpose';
}

/** A connection may outlive the certificate that it was opened with. An instant that cannot be read is never now. */
function refuseTimes({ validFrom, validTo }: X509Certificate, now: number): ReasonCode | undefined {
  if (!(now < secondsOf(validTo))) {
    return 'certificate_expired';
  }
  return secondsOf(validFrom) <= now + CLOCK_SKEW_SECONDS ? undefined : 'certificate_not_yet_valid';
}

function secondsOf(instant: string): number {
  return Date.parse(instant) / 1000;
}

/** A field with one value is a text and one with several a list, as in a token: a list names no subject and no tenant. */
function claimsOf(certificate: X509Certificate): Readonly<Record<string, unknown>> | undefined {
  const names = certificateNames(certificate);
  return (
    names && {
      ...Object.fromEntries(
        Object.entries(names).map(([field, [one, ...more]]) => [field, more.length > 0 ? [one, ...more] : one]),
      ),
      jti: certificate.serialNumber,
      iat: secondsOf(certificate.validFrom),
      exp: secondsOf(certificate.validTo),
    }
  );
}
