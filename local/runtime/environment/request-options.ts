import http from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';

type RequestOptions = https.RequestOptions & { setHost?: boolean; servername?: string };

/** Kept here, because a client's own agent belongs to the protocol and the certificate of the origin it meant. */
const AGENTS = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };

/** Options that say how to reach the origin that the client meant, not what to send. */
const OF_THE_ORIGIN = [
  'host',
  'lookup',
  'createConnection',
  'servername',
  'checkServerIdentity',
  'socketPath',
  'localAddress',
  'localPort',
  'family',
  'defaultPort',
  'href',
  'origin',
  'searchParams',
  'search',
  'hash',
];

/** How `http.request` reads its arguments: `(url, options, callback)` with any of the first two left out. */
export function urlOf(
  given: readonly unknown[],
  protocol: 'http:' | 'https:',
): { readonly url?: URL; readonly options: RequestOptions; readonly callback?: unknown } {
  const rest = [...given];
  let options: RequestOptions = {};
  if (typeof rest[0] === 'string' || rest[0] instanceof URL) {
    const text = String(rest.shift());
    if (!URL.canParse(text)) return { options };
    options = { ...urlToHttpOptions(new URL(text)) };
  }
  if (typeof rest[0] === 'object' && rest[0] !== null) options = { ...options, ...(rest.shift() as RequestOptions) };
  const callback = rest.find((entry) => typeof entry === 'function');
  if (options.socketPath) return { options, callback };
  const scheme = options.protocol ?? protocol;
  const host = options.hostname ?? options.host ?? 'localhost';
  const port = options.port ?? options.defaultPort ?? '';
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const text = `${scheme}//${authority}${port === '' ? '' : `:${port}`}${options.path ?? '/'}`;
  return URL.canParse(text) ? { url: new URL(text), options, callback } : { options, callback };
}

/** The same request to another server: method, headers, path and query as the client meant them. */
export function redirectRequest(options: RequestOptions, url: URL, target: URL): RequestOptions {
  const protocol = target.protocol as 'http:' | 'https:';
  const hostname = target.hostname.replace(/^\[|\]$/g, '');
  const { agent } = options;
  const kept = Object.fromEntries(Object.entries(options).filter(([name]) => !OF_THE_ORIGIN.includes(name)));
  return {
    ...kept,
    protocol,
    hostname,
    port: target.port === '' ? (protocol === 'http:' ? 80 : 443) : target.port,
    path: pathOf(options, url, target),
    headers: withHost(options, url.host),
    agent: agent === false ? false : protocol === 'https:' && agent instanceof https.Agent ? agent : AGENTS[protocol],
    // The certificate is that of the server really called, whatever the Host header says.
    ...(protocol === 'https:' ? { servername: /^[\d.]+$|:/.test(hostname) ? '' : hostname } : {}),
  };
}

/** The client's own bytes where the origin is mapped; the parsed form would not keep `//x` or `/a/../b`. */
function pathOf(options: RequestOptions, url: URL, target: URL): string {
  const redirected = target.pathname + target.search;
  const meant = url.pathname + url.search;
  return redirected.endsWith(meant) && options.path ? redirected.slice(0, -meant.length) + options.path : redirected;
}

function withHost(options: RequestOptions, host: string): http.OutgoingHttpHeaders | readonly string[] {
  const headers = options.headers ?? {};
  if (Array.isArray(headers)) return headers;
  const named = headers as http.OutgoingHttpHeaders;
  const hasHost = Object.keys(named).some((name) => name.toLowerCase() === 'host');
  return hasHost || options.setHost === false ? named : { ...named, host };
}
