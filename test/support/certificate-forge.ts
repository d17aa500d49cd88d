import { type KeyObject, sign } from 'node:crypto';
import { type ForgeKey, ecKey } from './jwt-forge';

/** What a certificate is to say; whatever is left out is as a good one has it. */
export interface ForgedCertificate {
  /** Attributes of the subject, in order. */
  readonly subject?: readonly `${keyof typeof ATTRIBUTES}=${string}`[];
  /** Alternative names, in order. */
  readonly names?: readonly `${keyof typeof TAGS}:${string}`[];
  readonly serial?: Buffer;
  /** Epoch milliseconds. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly ca?: boolean;
  /** Extended key usages, as object identifiers; left out = for clients, `null` = none said. */
  readonly purposes?: readonly string[] | null;
  readonly key?: ForgeKey;
  /** Its public key as the certificate has it, DER. */
  readonly spki?: Buffer;
}

/** A certificate and the key that it is of. */
export interface Forged {
  readonly pem: string;
  readonly der: Buffer;
  readonly key: ForgeKey;
  /** DER of the subject. */
  readonly subject: Buffer;
}

const ATTRIBUTES = { CN: '2.5.4.3', O: '2.5.4.10', OU: '2.5.4.11' } as const;
const TAGS = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 } as const;
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const YEAR_MS = 365 * 86_400_000;

/** A public key of a kind that nobody knows. */
export const UNKNOWN_KEY = sequence(sequence(oid('1.2.3.4')), bitString(Buffer.from([1])));

/** Signs whatever it is told to. @param authority left out = the certificate's own key. */
export function forgeCertificate(given: ForgedCertificate, now: number, authority?: Forged): Forged {
  const key = given.key ?? ecKey('certificate');
  const subject = nameOf(given.subject ?? ['CN=alice']);
  const signer = authority?.key.privateKey ?? key.privateKey;
  const { notBefore = now - 86_400_000, notAfter = now + YEAR_MS, serial = Buffer.from([7, 1]) } = given;
  const tbs = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_SHA256,
    authority?.subject ?? subject,
    sequence(time(notBefore), time(notAfter)),
    subject,
    given.spki ?? key.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(given))),
  );
  return { ...sealed(tbs, signer), key, subject };
}

/** The same certificate with another signature that is as good: (r, n − s) of ECDSA on P-256. */
export function malleated({ der }: Forged): string {
  const text = der.toString('hex');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const at =
    text.lastIndexOf('0220') > text.lastIndexOf('022100') ? text.lastIndexOf('0220') : text.lastIndexOf('022100');
  const s = BigInt(`0x${text.slice(at + 4)}`);
  const flipped = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  const whole = Buffer.concat([der.subarray(0, at / 2), integer(flipped)]);
  return pemOf(relengthened(whole, der));
}

export function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The lengths of the outer sequence and of the signature, after the last integer has changed its own. */
function relengthened(whole: Buffer, former: Buffer): Buffer {
  const tbsLength = lengthAt(former, 4);
  const tbs = former.subarray(4, 4 + tbsLength);
  const after = 4 + tbsLength;
  const algorithm = former.subarray(after, after + lengthAt(former, after));
  const bits = after + algorithm.length;
  // Bit string, its unused bits, the sequence: two bytes each for tag and length.
  const pair = whole.subarray(bits + 5);
  return sequence(tbs, algorithm, bitString(sequence(pair)));
}

/** Of a whole element, its tag and length included. */
function lengthAt(der: Buffer, at: number): number {
  const first = der[at + 1] as number;
  return first < 0x80 ? 2 + first : 2 + (first & 0x7f) + der.readUIntBE(at + 2, first & 0x7f);
}

function sealed(tbs: Buffer, signer: KeyObject): { readonly pem: string; readonly der: Buffer } {
  const der = sequence(tbs, ECDSA_SHA256, bitString(sign('sha256', tbs, signer)));
  return { der, pem: pemOf(der) };
}

function extensions({ ca = false, purposes = ['1.3.6.1.5.5.7.3.2'], names = [] }: ForgedCertificate): Buffer[] {
  const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
    sequence(oid(id), ...(critical ? [boolean(true)] : []), tagged(0x04, value));
  return [
    extension('2.5.29.19', true, sequence(...(ca ? [boolean(true)] : []))),
    extension('2.5.29.15', true, tagged(0x03, Buffer.from(ca ? [1, 0x06] : [7, 0x80]))),
    ...(purposes === null || ca ? [] : [extension('2.5.29.37', false, sequence(...purposes.map(oid)))]),
    ...(names.length === 0 ? [] : [extension('2.5.29.17', false, sequence(...names.map(alternativeOf)))]),
  ];
}

function nameOf(attributes: NonNullable<ForgedCertificate['subject']>): Buffer {
  const parts = attributes.map((attribute) => {
    const [name, value] = parted(attribute, '=') as [keyof typeof ATTRIBUTES, string];
    return tagged(0x31, sequence(oid(ATTRIBUTES[name]), tagged(0x0c, Buffer.from(value))));
  });
  return sequence(...parts);
}

function alternativeOf(name: string): Buffer {
  const [kind, value] = parted(name, ':') as [keyof typeof TAGS, string];
  return tagged(TAGS[kind], Buffer.from(value));
}

function parted(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function integer(magnitude: Buffer): Buffer {
  return tagged(0x02, (magnitude[0] as number) >= 0x80 ? Buffer.concat([Buffer.from([0]), magnitude]) : magnitude);
}

function bitString(content: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), content]));
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

/** `GeneralizedTime`, whatever the year. */
function time(instant: number): Buffer {
  return tagged(0x18, Buffer.from(`${new Date(instant).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number) as [number, number, ...number[]];
  const bytes = [first * 40 + second, ...rest.flatMap(base128)];
  return tagged(0x06, Buffer.from(bytes));
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let left = arc >>> 7; left > 0; left >>>= 7) {
    bytes.unshift((left & 0x7f) | 0x80);
  }
  return bytes;
}
