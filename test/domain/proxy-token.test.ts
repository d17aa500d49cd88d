import { createHash, randomBytes } from 'node:crypto';
import { crc32 as pngCrc } from 'node:zlib';
import fc from 'fast-check';
import { inspect } from 'node:util';
import {
  digestProxyToken,
  matchesDigest,
  mintProxyToken,
  PROXY_TOKEN_LENGTH,
  parseProxyToken,
} from '../../lambda/domain/proxy-token';
import { tenantReference, userReference } from '../../lambda/domain/reference';

const OWNER = { tenantRef: tenantReference('acme'), userRef: userReference('acme', 'ci') };
const RANDOMNESS = { base64url: (bytes: number) => randomBytes(bytes).toString('base64url') };

describe('a proxy token', () => {
  it('Q1 carries ids and 256 random bits, and is found again by its ids', () => {
    const asked: number[] = [];
    const minted = mintProxyToken(OWNER, {
      base64url: (bytes) => {
        asked.push(bytes);
        return RANDOMNESS.base64url(bytes);
      },
    });

    const text = minted.text.reveal();

    expect(text).toHaveLength(PROXY_TOKEN_LENGTH);
    expect(asked).toEqual([12, 32]);
    expect(parseProxyToken(text)).toEqual({ ...OWNER, tokenId: minted.tokenId });
    expect(minted.digest).toBe(digestProxyToken(text));
    expect(minted.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('Q1 matches its own digest and no other; unknown takes the same path', () => {
    const text = mintProxyToken(OWNER, RANDOMNESS).text.reveal();

    expect(matchesDigest(text, digestProxyToken(text))).toBe(true);
    expect(matchesDigest(text, digestProxyToken(`${text}x`))).toBe(false);
    expect(matchesDigest(text, undefined)).toBe(false);
    expect(matchesDigest(text, 'short')).toBe(false);
    const digest = digestProxyToken(text);
    for (let at = 0; at < digest.length; at += 1) {
      const other = digest[at] === '0' ? '1' : '0';
      expect(matchesDigest(text, digest.slice(0, at) + other + digest.slice(at + 1))).toBe(false);
    }
  });

  it('has the digest that its record was written with, whatever release wrote it', () => {
    const { text, digest } = mintProxyToken(OWNER, RANDOMNESS);

    expect(digest).toBe(createHash('sha256').update(`gatehouse:proxy-token:v1:${text.reveal()}`).digest('hex'));
  });

  it('is not opened by the digest that stands in for an unknown one', () => {
    expect(matchesDigest('', undefined)).toBe(false);
  });

  it('L4 prints as [redacted]', () => {
    const minted = mintProxyToken(OWNER, RANDOMNESS);

    expect(`${inspect(minted)}${JSON.stringify(minted)}`).not.toContain(minted.text.reveal());
  });

  it('ends in the CRC-32 that a scanner computes offline', () => {
    const unchecked = `gth_${'t'.repeat(22)}.${'u'.repeat(22)}.${'i'.repeat(16)}.${'s'.repeat(43)}`;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(pngCrc(unchecked));

    const parsed = parseProxyToken(`${unchecked}.${bytes.toString('base64url')}`);

    expect(parsed).toEqual({ tenantRef: 't'.repeat(22), userRef: 'u'.repeat(22), tokenId: 'i'.repeat(16) });
  });

  it('Q1 is refused after any change of one character, without a read', () => {
    const text = mintProxyToken(OWNER, RANDOMNESS).text.reveal();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(text[at] !== character);
        expect(parseProxyToken(text.slice(0, at) + character + text.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it.each(['', 'gth_', 'gth_a.b.c.d.e', 'Bearer x'])('refuses %p', (text) => {
    expect(parseProxyToken(text)).toBeUndefined();
  });

  it('refuses a token with something before or behind it', () => {
    const text = mintProxyToken(OWNER, RANDOMNESS).text.reveal();

    expect([` ${text}`, `${text}\n`, `${text}=`, `x${text}`].map(parseProxyToken)).toEqual(Array(4).fill(undefined));
  });
});
