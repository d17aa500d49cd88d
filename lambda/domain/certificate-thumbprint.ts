import { createHash } from 'node:crypto';

/** One certificate and nothing around it. @see RFC 7468, section 5 */
const PEM = /^-----BEGIN CERTIFICATE-----\r?\n((?:[A-Za-z0-9+/]+={0,2}\r?\n)+)-----END CERTIFICATE-----\s*$/;

/**
 * SHA-256 (base64url) of a certificate's DER, as a token's `x5t#S256` has it. TLS has verified the certificate.
 *
 * @param pem as API Gateway hands it on.
 * @returns `undefined` where it is not one certificate.
 * @see RFC 8705, section 3.1
 */
export function certificateThumbprint(pem: string): string | undefined {
  const body = PEM.exec(pem)?.[1];
  return body === undefined
    ? undefined
    : createHash('sha256')
        .update(Buffer.from(body.replace(/\s/g, ''), 'base64'))
        .digest('base64url');
}
