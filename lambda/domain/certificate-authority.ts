import type { KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateIssuerDocument, ProxyDocument } from '../contract/proxy-document';
import { DependencyFault } from './ports';
import { readCertificate } from './read-certificate';

/** An authority whose client certificates count. */
export interface CertificateAuthority {
  readonly certificate: X509Certificate;
  readonly publicKey: KeyObject;
}

const MINIMUM_MODULUS_BITS = 2_048;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
/** An issuer's document does not change; parsing takes longer than a decision may. */
const known = new WeakMap<CertificateIssuerDocument, readonly CertificateAuthority[]>();

/** @throws DependencyFault `corrupt` where one of them cannot be read: the registrar publishes none of that kind. */
export function authoritiesOf(issuer: CertificateIssuerDocument): readonly CertificateAuthority[] {
  const ready = known.get(issuer) ?? issuer.authorities.map((pem) => assertAuthority(pem, issuer.id));
  known.set(issuer, ready);
  return ready;
}

/** What is wrong with the declared authorities of all issuers. @returns one sentence a problem; empty = nothing. */
export function authorityProblems({ certificateIssuers = [] }: ProxyDocument): string[] {
  const owners = new Map<string, string>();
  return certificateIssuers.flatMap(({ id, authorities }) => {
    const problems = authorities.length === 0 ? [`Issuer ${id} has no authority. Name one or more.`] : [];
    for (const pem of authorities) {
      const authority = readAuthority(pem);
      if (authority === undefined) {
        problems.push(
          `An authority of issuer ${id} is not accepted; allowed: one certificate of a CA each, PEM, with a key of RSA (2,048 bits or more), P-256, P-384, P-521 or Ed25519.`,
        );
        continue;
      }
      const key = authority.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      const owner = owners.get(key);
      owners.set(key, id);
      if (owner !== undefined && owner !== id) {
        problems.push(
          `Issuers ${owner} and ${id} have an authority in common. A certificate must be one issuer's alone.`,
        );
      }
    }
    return problems;
  });
}

function assertAuthority(pem: string, issuer: string): CertificateAuthority {
  const authority = readAuthority(pem);
  if (authority === undefined) {
    throw new DependencyFault('registry', 'corrupt', `An authority of issuer ${issuer} cannot be read. Deploy again.`);
  }
  return authority;
}

function readAuthority(pem: string): CertificateAuthority | undefined {
  const certificate = readCertificate(pem);
  if (certificate?.ca !== true) {
    return undefined;
  }
  try {
    const { publicKey } = certificate;
    return isStrong(publicKey) ? { certificate, publicKey } : undefined;
  } catch {
    return undefined;
  }
}

function isStrong({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  if (type === 'rsa') {
    return Number(details?.modulusLength) >= MINIMUM_MODULUS_BITS;
  }
  return type === 'ec' ? CURVES.includes(String(details?.namedCurve)) : type === 'ed25519';
}
