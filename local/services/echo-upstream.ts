import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LoopbackEndpoint } from './loopback-endpoint';
import { readBytes } from './request-text';

/** What the echo upstream answers with. */
export interface EchoedRequest {
  readonly method: string;
  /** Path and query as they arrived; values of credential parameters described, not shown. */
  readonly url: string;
  /** Lower-case names; values of credential headers described, not shown. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** Lower-case hexadecimal. */
  readonly bodySha256: string;
}

/** A running upstream that answers every request with what it saw of it. */
export interface EchoUpstream {
  /** `http://127.0.0.1:{port}` */
  readonly url: string;
  /** Requests since the start. */
  readonly requestCount: number;
  /** Requests since the start, by method and path without query. */
  readonly counts: Readonly<Record<string, number>>;
  readonly lastRequest: EchoedRequest | undefined;
  stop(): Promise<void>;
}

/** A name that says credential; `x-service-key` and `token` count, `monkey` does not. */
const CREDENTIAL_NAME =
  /^(authorization|proxy-authorization|cookie|.*\b(api-?key|key|token|secret|password|signature|sig)|.*_(key|token|secret))$/i;

/** @param options.port on 127.0.0.1; 0 takes a free one. */
export async function startEchoUpstream({ port = 0 }: { readonly port?: number } = {}): Promise<EchoUpstream> {
  const counts: Record<string, number> = {};
  let requestCount = 0;
  let lastRequest: EchoedRequest | undefined;
  const endpoint = new LoopbackEndpoint((request, response) => {
    void readBytes(request).then((body) => {
      requestCount += 1;
      const route = `${request.method} ${(request.url ?? '').split('?')[0]}`;
      counts[route] = (counts[route] ?? 0) + 1;
      lastRequest = echo(request, body);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(lastRequest));
    });
  }, port);
  const url = await endpoint.start();
  return {
    url,
    counts,
    get requestCount() {
      return requestCount;
    },
    get lastRequest() {
      return lastRequest;
    },
    stop: () => endpoint.kill(),
  };
}

function echo(request: IncomingMessage, body: Buffer): EchoedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    headers[name] = CREDENTIAL_NAME.test(name) ? describeCredential(text) : text;
  }
  const bodySha256 = createHash('sha256').update(body).digest('hex');
  return {
    method: request.method ?? '',
    url: withoutCredentials(request.url ?? ''),
    headers,
    bodyBytes: body.length,
    bodySha256,
  };
}

/** Rewrites only the parameters that need it, so that all other bytes stay visible as they came. */
function withoutCredentials(url: string): string {
  const [path, ...query] = url.split('?');
  if (query.length === 0) return url;
  const pairs = query.join('?').split('&');
  const shown = pairs.map((pair) => {
    const [name, ...value] = pair.split('=');
    return CREDENTIAL_NAME.test(name ?? '') ? `${name}=${describeCredential(value.join('='))}` : pair;
  });
  return `${path}?${shown.join('&')}`;
}

/** `Bearer (36 characters, sha256 1f3a90bc)`: enough to compare, too little to use. */
function describeCredential(value: string): string {
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9-]{0,19}) (.+)$/.exec(value) ?? [undefined, 'value', value];
  const digest = createHash('sha256')
    .update(rest as string)
    .digest('hex')
    .slice(0, 8);
  return `${scheme} (${(rest as string).length} characters, sha256 ${digest})`;
}
