import { isPlainObject } from './shape';
import { parseStrictJson } from './strict-json';

/** Longest JWT, in characters; API Gateway takes 10,240 bytes of headers in all. */
export const JWT_LIMIT = 8192;

/** A JWT taken apart; nothing of it is verified. */
export interface UnverifiedJwt {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

export type JwtForm =
  | { readonly ok: true; readonly jwt: UnverifiedJwt }
  | { readonly ok: false; readonly reason: 'jwt_too_large' | 'jwt_malformed' };

const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/**
 * Takes a JWT apart if it is spelled in the one canonical way: compact serialisation, base64url without padding and
 * without stray bits, UTF-8, JSON objects that name no member twice. So a token has no second spelling.
 */
export function parseJwtForm(text: string): JwtForm {
  if (text.length > JWT_LIMIT) {
    return { ok: false, reason: 'jwt_too_large' };
  }
  const [, headerPart, claimsPart, signaturePart] = COMPACT.exec(text) ?? [];
  if (headerPart === undefined || decodeCanonical(signaturePart as string) === undefined) {
    return MALFORMED;
  }
  const header = parseObject(headerPart);
  const claims = parseObject(claimsPart as string);
  return header === undefined || claims === undefined ? MALFORMED : { ok: true, jwt: { text, header, claims } };
}

const MALFORMED = { ok: false, reason: 'jwt_malformed' } as const;

function parseObject(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decodeCanonical(part);
  const value = bytes && parseUtf8(bytes);
  return isPlainObject(value) ? value : undefined;
}

function parseUtf8(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** @see RFC 4648, sections 3.5 and 5 */
function decodeCanonical(part: string): Uint8Array | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}
