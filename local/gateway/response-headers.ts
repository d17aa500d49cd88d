/** Both tables after "Amazon API Gateway important notes" (api-gateway-known-issues), read on 24 November 2026. */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-md5',
  'date',
  'max-forwards',
  'server',
  'user-agent',
  'www-authenticate',
]);

const DROPPED = new Set([
  'expect',
  'host',
  'proxy-authenticate',
  'te',
  'transfer-encoding',
  'trailer',
  'upgrade',
  'via',
]);

/** Set by the gateway itself, so a function's own values would be a second, contradicting one. */
const OWN = new Set(['content-length', 'x-amzn-requestid', 'x-amz-apigw-id', 'x-amzn-trace-id']);

/**
 * Applies API Gateway's header rules to what a function returned: some headers are renamed to
 * `x-amzn-Remapped-{name}`, some never leave.
 */
export function remapResponseHeaders(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.flatMap(([name, value]): [string, string][] => {
    const lowerCase = name.toLowerCase();
    if (DROPPED.has(lowerCase) || OWN.has(lowerCase)) return [];
    return [[REMAPPED.has(lowerCase) ? `x-amzn-Remapped-${name}` : name, value]];
  });
}
