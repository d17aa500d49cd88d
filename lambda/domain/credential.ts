import { CREDENTIAL_HEADERS, type CredentialHeader } from '../contract/authorizer-context';
import { isApiKeyValue } from './api-key';
import { foldHeaders, type HeaderValues } from './header-name';
import { type ProxyTokenIds, PROXY_TOKEN_PREFIX, parseProxyToken } from './proxy-token';

/**
 * What a caller shows: one proxy token, whose form and check stand; one token of an issuer, JWT or opaque, of which
 * nothing is known yet; or nothing but a client certificate, of which TLS has proven that it is the caller's own.
 */
export type Credential =
  | { readonly kind: 'proxyToken'; readonly text: string; readonly ids: ProxyTokenIds }
  | {
      readonly kind: 'issued';
      readonly text: string;
      /** DPoP proof; there is one where, and only where, the token was sent by that scheme. */
      readonly proof?: string;
    }
  | { readonly kind: 'certificate'; readonly pem: string }
  /** What may be an API Gateway key that is a credential; whether the proxy has such, only its release tells. */
  | { readonly kind: 'apiKey'; readonly text: string };

export type CredentialExtraction =
  | { readonly ok: true; readonly credential: Credential }
  | { readonly ok: false; readonly reason: 'credential_missing' | 'credential_conflict' | 'credential_malformed' };

/** The scheme in any case, one space, and a token without spaces or commas. @see RFC 6750, section 2.1 */
const BEARER = /^bearer ([\w.~+/=-]+)$/i;
/** @see RFC 9449, section 7.1 */
const DPOP = /^dpop ([\w.~+/=-]+)$/i;

/**
 * Finds the one credential: `Authorization: Bearer` with an issuer's token or a proxy token, `Authorization: DPoP` with
 * an issuer's token beside one proof, or `x-api-key` with a proxy token or an API Gateway key.
 * Two of them, in whatever spelling of the header, are refused whether or not one is good.
 *
 * Beside a token a client certificate is no credential of its own: it proves whose the token is, where that is bound to
 * it. Otherwise a service behind whose one certificate many callers come could not tell them apart.
 *
 * @param clientCertificate of the connection, PEM.
 */
export function extractCredential(headers: HeaderValues | null, clientCertificate?: string): CredentialExtraction {
  const folded = foldHeaders(headers);
  const bearers = folded.get('authorization') ?? [];
  const keys = folded.get('x-api-key') ?? [];
  if (bearers.length + keys.length > 1) {
    return { ok: false, reason: 'credential_conflict' };
  }
  const [authorization] = bearers;
  const [key] = keys;
  const [proof, another] = folded.get('dpop') ?? [];
  const bound = DPOP.exec(authorization ?? '')?.[1];
  if (bound !== undefined && proof !== undefined && another === undefined) {
    return { ok: true, credential: { kind: 'issued', text: bound, proof } };
  }
  if (proof !== undefined && bound === undefined) {
    // Nobody would look at the proof, whatever its sender believes.
    return { ok: false, reason: 'credential_conflict' };
  }
  if (authorization !== undefined) {
    const text = BEARER.exec(authorization)?.[1];
    return text === undefined ? MALFORMED : text.startsWith(PROXY_TOKEN_PREFIX) ? proxyToken(text) : issued(text);
  }
  if (key !== undefined) {
    return apiKey(key);
  }
  return clientCertificate === undefined
    ? { ok: false, reason: 'credential_missing' }
    : { ok: true, credential: { kind: 'certificate', pem: clientCertificate } };
}

const MALFORMED = { ok: false, reason: 'credential_malformed' } as const;

function proxyToken(text: string): CredentialExtraction {
  const ids = parseProxyToken(text);
  return ids === undefined ? MALFORMED : { ok: true, credential: { kind: 'proxyToken', text, ids } };
}

/** Whatever starts like a proxy token is one, or nothing. */
function apiKey(text: string): CredentialExtraction {
  return text.startsWith(PROXY_TOKEN_PREFIX) || !isApiKeyValue(text)
    ? proxyToken(text)
    : { ok: true, credential: { kind: 'apiKey', text } };
}

function issued(text: string): CredentialExtraction {
  return { ok: true, credential: { kind: 'issued', text } };
}

/** @param headers of a request in which one credential was found. */
export function credentialHeaderOf(headers: HeaderValues | null): CredentialHeader {
  return foldHeaders(headers).has('authorization') ? 'authorization' : 'x-api-key';
}

/**
 * Looks at a request that came with an answer that API Gateway may have kept: it looks at one header alone.
 *
 * @returns why it is refused, or `undefined` where it has one credential, in that header.
 */
export function refuseOtherCredential(
  headers: HeaderValues | null,
  keyedBy: CredentialHeader,
): 'credential_conflict' | undefined {
  const folded = foldHeaders(headers);
  const found = CREDENTIAL_HEADERS.flatMap((header) => (folded.get(header) ?? []).map(() => header));
  return found.length === 1 && found[0] === keyedBy && !folded.has('dpop') ? undefined : 'credential_conflict';
}
