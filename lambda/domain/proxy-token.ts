import { hash, timingSafeEqual } from 'node:crypto';
import { type Randomness, Redacted } from './ports';

/** What secret scanners look for. */
export const PROXY_TOKEN_PREFIX = 'gth_';
/** Length of every proxy token, in characters. */
export const PROXY_TOKEN_LENGTH = 117;

const FORM = /^gth_([\w-]{22})\.([\w-]{22})\.([\w-]{16})\.[\w-]{43}\.([\w-]{6})$/;
const TOKEN_ID_BYTES = 12;
const SECRET_BYTES = 32;
/** Stands in where a token is unknown: no text has this digest, and the comparison takes as long. */
const NO_DIGEST = '0'.repeat(64);

/** What a proxy token says of itself: enough to find its record, and nothing that opens anything. */
export interface ProxyTokenIds {
  readonly tenantRef: string;
  readonly userRef: string;
  readonly tokenId: string;
}

/** A new token: the text is shown once, the digest is stored. */
export interface MintedProxyToken {
  readonly tokenId: string;
  readonly text: Redacted;
  readonly digest: string;
}

export function mintProxyToken(
  owner: { readonly tenantRef: string; readonly userRef: string },
  randomness: Randomness,
): MintedProxyToken {
  const tokenId = randomness.base64url(TOKEN_ID_BYTES);
  const secret = randomness.base64url(SECRET_BYTES);
  const unchecked = `${PROXY_TOKEN_PREFIX}${owner.tenantRef}.${owner.userRef}.${tokenId}.${secret}`;
  const text = `${unchecked}.${checkOf(unchecked)}`;
  return { tokenId, text: new Redacted(text), digest: digestProxyToken(text) };
}

/** @returns the ids that a token carries, or `undefined` where its form or its check is wrong; reads nothing. */
export function parseProxyToken(text: string): ProxyTokenIds | undefined {
  const [, tenantRef, userRef, tokenId, check] = FORM.exec(text) ?? [];
  if (tenantRef === undefined || check !== checkOf(text.slice(0, -7))) {
    return undefined;
  }
  return { tenantRef, userRef: userRef as string, tokenId: tokenId as string };
}

/** SHA-256 (hex) of a whole token, ids and check included. */
export function digestProxyToken(text: string): string {
  return hash('sha256', `gatehouse:proxy-token:v1:${text}`);
}

/** @param digest the stored digest, or `undefined` where no such token is stored: takes the same path and time. */
export function matchesDigest(text: string, digest: string | undefined): boolean {
  const given = Buffer.from(digestProxyToken(text));
  const stored = Buffer.from(digest ?? NO_DIGEST);
  return given.length === stored.length && timingSafeEqual(given, stored);
}

/** CRC-32 of a text, as six base64url characters: lets a scanner tell a token from noise offline. */
function checkOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(Buffer.from(text)));
  return bytes.toString('base64url');
}

/** @see ISO 3309, the polynomial of zip and Ethernet */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number);
  }
  return ~crc >>> 0;
}
