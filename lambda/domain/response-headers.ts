import { foldHeaderName, isHeaderName, isHeaderValue } from './header-name';

/** Fields of an upstream's answer that stop at the proxy. Folded. */
const STOPPED: ReadonlySet<string> = new Set([
  // One hop only, or written anew by API Gateway.
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // The upstream's own session and challenges: a client has nothing to answer them with.
  'authentication-info',
  'proxy-authenticate',
  'proxy-authentication-info',
  'set-cookie',
  'set-cookie2',
  'www-authenticate',
  // What runs behind the proxy.
  'server',
  'via',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-backend-server',
  'x-generator',
  'x-powered-by',
  'x-real-ip',
  'x-runtime',
  'x-sendfile',
  'x-served-by',
  'x-varnish',
  'forwarded',
  // Orders to a browser that hold for the whole host, which is the proxy's and not this upstream's.
  'alt-svc',
  'clear-site-data',
  'expect-ct',
  'nel',
  'public-key-pins',
  'refresh',
  'report-to',
  'reporting-endpoints',
  'service-worker-allowed',
  'strict-transport-security',
  'timing-allow-origin',
  // Judged on its own.
  'location',
  // Set by the proxy.
  'x-request-id',
]);
const STOPPED_FAMILIES = [
  'access-control-',
  'x-accel-',
  'x-amz-apigw-',
  'x-amz-cf-',
  'x-amzn-',
  'x-debug-',
  'x-envoy-',
  'x-forwarded',
  'x-gatehouse-',
];

/**
 * What a client sees of an upstream's fields. Fields named by `Connection` go too, as does anything that is not
 * ASCII on one line.
 *
 * @returns values by name, in the spelling that came first.
 */
export function filterResponseHeaders(fields: readonly (readonly [string, string])[]): Map<string, string[]> {
  const named = new Set(
    fields
      .filter(([name]) => foldHeaderName(name) === 'connection')
      .flatMap(([, value]) => value.split(',').map((option) => foldHeaderName(option.trim()))),
  );
  const spelling = new Map<string, string>();
  const kept = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const folded = foldHeaderName(name);
    if (named.has(folded) || isStopped(folded) || !isHeaderName(name) || !isHeaderValue(value)) {
      continue;
    }
    const first = spelling.get(folded) ?? name;
    spelling.set(folded, first);
    kept.set(first, [...(kept.get(first) ?? []), value]);
  }
  return kept;
}

function isStopped(folded: string): boolean {
  return STOPPED.has(folded) || STOPPED_FAMILIES.some((family) => folded.startsWith(family));
}
