import { hash, timingSafeEqual } from 'node:crypto';

/** Stands in where a key is unknown: no value has this digest, and the comparison takes as long. */
const NO_DIGEST = '0'.repeat(64);
/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html, read 24 November 2026: 20 to 128 */
const FORM = /^[\x21-\x7e]{20,128}$/;

/** Whether a text can be the value of an API Gateway key. */
export function isApiKeyValue(text: string): boolean {
  return FORM.test(text);
}

/** SHA-256 (hex) of a key's value. */
export function digestApiKey(value: string): string {
  return hash('sha256', `gatehouse:api-key:v1:${value}`);
}

/** @param digest the stored one, or `undefined` where no such key is stored: takes the same path and time. */
export function matchesApiKey(value: string, digest: string | undefined): boolean {
  const given = Buffer.from(digestApiKey(value));
  const stored = Buffer.from(digest ?? NO_DIGEST);
  return given.length === stored.length && timingSafeEqual(given, stored);
}
