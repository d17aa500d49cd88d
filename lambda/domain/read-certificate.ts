import { X509Certificate } from 'node:crypto';
import { derOfPem } from './certificate-pem';

/**
 * Reads one certificate.
 *
 * @returns `undefined` where it is none, or where anything follows it that another reader could take for a part.
 */
export function readCertificate(pem: string): X509Certificate | undefined {
  const der = derOfPem(pem);
  if (der === undefined) {
    return undefined;
  }
  try {
    const certificate = new X509Certificate(der);
    return certificate.raw.equals(der) ? certificate : undefined;
  } catch {
    return undefined;
  }
}
