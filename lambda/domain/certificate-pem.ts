/** One certificate and nothing around it. @see RFC 7468, section 5 */
const PEM = /^-----BEGIN CERTIFICATE-----\r?\n((?:[A-Za-z0-9+/]+={0,2}\r?\n)+)-----END CERTIFICATE-----\s*$/;

/** Longest PEM that is looked at, in characters: a certificate of an ordinary client has 1,000 to 3,000. */
export const CERTIFICATE_LIMIT = 16_384;

/**
 * The DER of a certificate.
 *
 * @param pem as API Gateway hands it on, or as it was declared.
 * @returns `undefined` where it is not one certificate, or longer than {@link CERTIFICATE_LIMIT}.
 */
export function derOfPem(pem: string): Buffer | undefined {
  const body = pem.length > CERTIFICATE_LIMIT ? undefined : PEM.exec(pem)?.[1];
  return body === undefined ? undefined : Buffer.from(body.replace(/\s/g, ''), 'base64');
}
