import { foldHeaderName, type HeaderValues, isMethodOverride } from './header-name';

/** Fields in the order and spelling in which they are sent; a repeated name is a repeated field. */
export type HeaderFields = readonly (readonly [string, string])[];

/** Fields that belong to one connection or frame the message: written anew, never forwarded. Folded. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'max-forwards',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Fields that tell an upstream who calls, from where, or for what. Folded. */
const IDENTITY: ReadonlySet<string> = new Set([
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'cf-connecting-ip',
  'client-ip',
  'cookie',
  'cookie2',
  'dpop',
  'fastly-client-ip',
  'front-end-https',
  'forwarded',
  'from',
  'origin',
  'proxy',
  'proxy-authenticate',
  'proxy-authorization',
  'referer',
  'remote-addr',
  'remote-user',
  'true-client-ip',
  'via',
  'x-api-key',
  'x-amz-security-token',
  'x-auth-token',
  'x-client-cert',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-host',
  'x-http-destinationurl',
  'x-http-host-override',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-request-id',
  'x-scheme',
  'x-url-scheme',
  'x-user',
]);
const IDENTITY_FAMILIES = [
  'cf-access-',
  'cloudfront-',
  'sec-',
  'ssl-client-',
  'tailscale-user-',
  'x-accel-',
  'x-amz-cf-',
  'x-amzn-',
  'x-appengine-',
  'x-auth-request-',
  'x-authenticated-',
  'x-consumer-',
  'x-credential-',
  'x-envoy-',
  'x-forwarded',
  'x-gatehouse-',
  'x-goog-authenticated-user',
  'x-goog-iap-',
  'x-jwt-',
  'x-middleware-',
  'x-ms-client-principal',
  'x-ms-token-',
  'x-original-',
  'x-originating-',
  'x-override-',
  'x-remote-',
  'x-rewrite-',
  'x-ssl-client-',
  'x-user-',
  'x-webauth-',
];

export type RequestHeaders = { readonly ok: true; readonly headers: HeaderFields } | { readonly ok: false };

/**
 * What is left of a client's headers: hop-by-hop, identity, forwarding and method-override fields go in every
 * spelling, as does whatever `Connection` names.
 *
 * @param headers checked by the canonical request already.
 * @param replaced names that the proxy sets itself: the client's own go first.
 * @returns not ok where `Connection` names one of the fields that are judged here, which would hide it from them.
 */
export function filterRequestHeaders(headers: HeaderValues | null, replaced: readonly string[]): RequestHeaders {
  const own = new Set(replaced.map(foldHeaderName));
  const named = new Set<string>();
  const fields = Object.entries(headers ?? {}).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string, string] => [foldHeaderName(name), name, value]),
  );
  for (const [folded, , value] of fields) {
    if (folded === 'connection') {
      for (const option of value.split(',')) {
        named.add(foldHeaderName(option.trim()));
      }
    }
  }
  for (const name of named) {
    if (own.has(name) || isIdentity(name) || name === 'host' || name.startsWith('content-')) {
      return { ok: false };
    }
  }
  return {
    ok: true,
    headers: fields.flatMap(([folded, name, value]) =>
      own.has(folded) || named.has(folded) || HOP_BY_HOP.has(folded) || isIdentity(folded)
        ? []
        : [[name, value] as const],
    ),
  };
}

/** Whether a client's header of that name is never forwarded, in whatever spelling. */
export function isWithheldHeader(name: string): boolean {
  const folded = foldHeaderName(name);
  return HOP_BY_HOP.has(folded) || isIdentity(folded);
}

function isIdentity(folded: string): boolean {
  return (
    IDENTITY.has(folded) || isMethodOverride(folded) || IDENTITY_FAMILIES.some((family) => folded.startsWith(family))
  );
}
