/** Addresses that share their first bits, as CIDR notation names them. @see RFC 4632, section 3.1; RFC 4291, section 2.3 */
export interface AddressRange {
  /** The network's address: 4 bytes (IPv4) or 16 (IPv6). */
  readonly network: readonly number[];
  /** Bits that count. */
  readonly prefix: number;
}

const DECIMAL = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
/** IPv4 addresses as IPv6 writes them, `::ffff:192.0.2.1`, are the same hosts. @see RFC 4291, section 2.5.5.2 */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * @param text `192.0.2.0/24`, `2001:db8::/32`, or one address.
 * @returns `undefined` where it is none, or has bits set beyond its prefix: then it is not sure what was meant.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', length, more] = text.split('/');
  const bytes = parseBytes(address);
  if (bytes === undefined || more !== undefined || (length !== undefined && !DECIMAL.test(length))) {
    return undefined;
  }
  const bits = bytes.length * 8;
  const given = length === undefined ? bits : Number(length);
  const mapped = isMapped(bytes);
  if (given > bits || (mapped && given < 96) || bytes.some((byte, index) => (byte & ~maskOf(given, index)) !== 0)) {
    return undefined;
  }
  return mapped ? { network: bytes.slice(12), prefix: given - 96 } : { network: bytes, prefix: given };
}

/** @param address of a sender, any text: what is no address is in no range. */
export function isInRange({ network, prefix }: AddressRange, address: string): boolean {
  const bytes = parseBytes(address);
  if (bytes === undefined) {
    return false;
  }
  const plain = isMapped(bytes) ? bytes.slice(12) : bytes;
  return (
    plain.length === network.length && plain.every((byte, index) => (byte & maskOf(prefix, index)) === network[index])
  );
}

/** The bits of one byte that belong to a prefix. */
function maskOf(prefix: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefix - index * 8));
  return (0xff << (8 - bits)) & 0xff;
}

function isMapped(bytes: readonly number[]): boolean {
  return bytes.length === 16 && MAPPED.every((byte, index) => bytes[index] === byte);
}

function parseBytes(text: string): number[] | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  const bytes = parts.map(Number);
  return parts.length === 4 && parts.every((part) => DECIMAL.test(part)) && bytes.every((byte) => byte <= 255)
    ? bytes
    : undefined;
}

/** @see RFC 4291, section 2.2: `::` stands for one or more groups of zeros, once; the end may be written as IPv4. */
function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  const [head = [], tail = [], ...more] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (head === 'none' || tail === 'none' || more.length > 0) {
    return undefined;
  }
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) {
    return undefined;
  }
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function parseGroups(text: string, last: boolean): number[] | 'none' {
  const groups = text === '' ? [] : text.split(':');
  const bytes = groups.map((group, index) => {
    if (GROUP.test(group)) {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }
    return last && index === groups.length - 1 ? parseIpv4(group) : undefined;
  });
  return bytes.every((each) => each !== undefined) ? bytes.flat() : 'none';
}
