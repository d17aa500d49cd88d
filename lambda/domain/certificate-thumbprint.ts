import { createHash } from 'node:crypto';
import { derOfPem } from './certificate-pem';

/**
 * SHA-256 (base64url) of a certificate's DER, as a token's `x5t#S256` has it. TLS has verified the certificate.
 *
 * @param pem as API Gateway hands it on.
 * @returns `undefined` where it is not one certificate.
 * @see RFC 8705, section 3.1
 */
export function certificateThumbprint(pem: string): string | undefined {
  const der = derOfPem(pem);
  return der && createHash('sha256').update(der).digest('base64url');
}
