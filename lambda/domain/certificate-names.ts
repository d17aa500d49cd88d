import type { X509Certificate } from 'node:crypto';
import { CERTIFICATE_FIELDS, type CertificateFieldName } from '../contract/proxy-document';
import { isListOf, isText } from './shape';

/** Values of each field that a certificate has; a field without any is left out. */
export type CertificateNames = Readonly<Partial<Record<CertificateFieldName, readonly string[]>>>;

/** Attributes of the subject's distinguished name, as OpenSSL calls them. */
const ATTRIBUTES = { commonName: 'CN', organization: 'O', organizationalUnit: 'OU' } as const;
/** Kinds of alternative names, as OpenSSL calls them. */
const KINDS = { dnsName: 'DNS', uri: 'URI', email: 'email' } as const;
/**
 * One alternative name. Node.js writes one that holds a comma, a quote, a control or anything beyond ASCII as a JSON
 * text, so that no name can pass for two.
 *
 * @see https://nodejs.org/api/crypto.html, "subjectAltName"; CVE-2021-44532
 */
const NAME = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y;

const isTextList = isListOf(isText);

/**
 * Reads the names of a certificate's holder. Values come as they stand in the certificate; DNS names in lower case,
 * in which they are the same (RFC 4343).
 *
 * @returns `undefined` where the names cannot be told apart from each other.
 */
export function certificateNames(
  certificate: Pick<X509Certificate, 'subjectAltName' | 'toLegacyObject'>,
): CertificateNames | undefined {
  const alternatives = alternativeNames(certificate.subjectAltName ?? '');
  if (alternatives === undefined) {
    return undefined;
  }
  // Unlike the text form, this one is not escaped and cannot be mistaken: each attribute has its own values.
  const subject = certificate.toLegacyObject().subject as unknown as Readonly<Record<string, unknown>>;
  const found = CERTIFICATE_FIELDS.map((field): [string, readonly string[]] => [
    field,
    field in ATTRIBUTES
      ? textsOf(subject[ATTRIBUTES[field as keyof typeof ATTRIBUTES]])
      : (alternatives.get(KINDS[field as keyof typeof KINDS]) ?? []),
  ]);
  return Object.fromEntries(found.filter(([, values]) => values.length > 0));
}

function textsOf(value: unknown): readonly string[] {
  return isText(value) ? [value] : isTextList(value) ? value : [];
}

function alternativeNames(text: string): ReadonlyMap<string, readonly string[]> | undefined {
  const names = new Map<string, string[]>();
  const kinds: readonly string[] = Object.values(KINDS);
  NAME.lastIndex = 0;
  while (NAME.lastIndex < text.length) {
    const found = NAME.exec(text);
    if (found === null) {
      return undefined;
    }
    const [, kind, value] = found as unknown as [string, string, string];
    if (kinds.includes(kind) && (value.startsWith('"') || (kind === KINDS.dnsName && value.includes('*')))) {
      // Whoever wrote that into a certificate wanted it to be read as something else, or as many.
      return undefined;
    }
    names.set(kind, [...(names.get(kind) ?? []), kind === KINDS.dnsName ? value.toLowerCase() : value]);
  }
  return names;
}
