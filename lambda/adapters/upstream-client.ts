// As modules, not as destructured functions: whoever instruments a process replaces their properties.
import http from 'node:http';
import https from 'node:https';
import type { Clock, UpstreamClient, UpstreamOutcome, UpstreamRequest } from '../domain/ports';

/**
 * How long a connection may have been idle and still be used, in milliseconds. A function is frozen between
 * invocations and does not see its peer close; a request that may be sent once only must not be the one to find out.
 */
export const IDLE_CONNECTION_MS = { repeatable: 4_000, other: 1_000 } as const;

/** Methods that may be sent again. @see RFC 9110, section 9.2.2 */
const REPEATABLE: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT']);

/** Methods that carry a length even without a body. @see RFC 9110, section 8.6 */
const ALWAYS_SIZED: ReadonlySet<string> = new Set(['PATCH', 'POST', 'PUT']);

interface Transport {
  readonly module: Pick<typeof https, 'request'>;
  agent: http.Agent;
  usedAt: number;
}

/** One upstream over HTTP/1.1 with connections kept open, on the built-in modules. */
export class NodeUpstreamClient implements UpstreamClient {
  readonly #transports: Record<'http:' | 'https:', Transport> = {
    'http:': { module: http, agent: new http.Agent({ keepAlive: true }), usedAt: 0 },
    'https:': { module: https, agent: new https.Agent({ keepAlive: true }), usedAt: 0 },
  };

  public constructor(private readonly clock: Clock) {}

  public async send(request: UpstreamRequest): Promise<UpstreamOutcome> {
    const transport = this.#transports[request.url.protocol as 'http:' | 'https:'];
    const limit = IDLE_CONNECTION_MS[REPEATABLE.has(request.method) ? 'repeatable' : 'other'];
    if (this.clock.now() - transport.usedAt > limit) {
      transport.agent.destroy();
    }
    try {
      return await exchange(request, transport);
    } finally {
      transport.usedAt = this.clock.now();
    }
  }

  /** Closes idle connections. */
  public close(): void {
    for (const { agent } of Object.values(this.#transports)) {
      agent.destroy();
    }
  }
}

function exchange(request: UpstreamRequest, transport: Transport): Promise<UpstreamOutcome> {
  return new Promise((resolve) => {
    let outgoing: http.ClientRequest | undefined;
    let settled = false;
    const settle = (outcome: UpstreamOutcome): void => {
      if (settled) {
        return;
      }
      settled = true;
      clearTimeout(timer);
      if (!outcome.ok) {
        outgoing?.destroy();
      }
      resolve(outcome);
    };
    const timer = setTimeout(() => settle({ ok: false, reason: 'upstream_timeout' }), request.timeoutMs);
    const attempt = (repeatable: boolean): void => {
      const sent = dispatch(request, transport);
      outgoing = sent;
      let answered = false;
      sent.on('response', (incoming) => {
        answered = true;
        receive(incoming, request, settle);
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The peer had closed a connection that was kept open for it: it never saw the request.
        if (repeatable && sent.reusedSocket && !answered && !settled && error.code === 'ECONNRESET') {
          transport.agent.destroy();
          attempt(false);
          return;
        }
        settle({ ok: false, reason: error.code?.startsWith('HPE_') ? 'upstream_protocol' : 'upstream_unreachable' });
      });
      sent.on('close', () => {
        // An upgrade nobody asked for ends here, without an error.
        if (sent === outgoing) {
          settle({ ok: false, reason: 'upstream_protocol' });
        }
      });
      sent.end(request.body);
    };
    try {
      attempt(REPEATABLE.has(request.method));
    } catch {
      // A header that Node refuses to write.
      settle({ ok: false, reason: 'upstream_protocol' });
    }
  });
}

function dispatch(request: UpstreamRequest, transport: Transport): http.ClientRequest {
  return transport.module.request(request.url, {
    method: request.method,
    agent: transport.agent,
    headers: wireHeaders(request),
    insecureHTTPParser: false,
    rejectUnauthorized: true,
  });
}

function receive(
  incoming: http.IncomingMessage,
  request: UpstreamRequest,
  settle: (outcome: UpstreamOutcome) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const announced = Number(incoming.headers['content-length'] ?? 0);
  if (request.method !== 'HEAD' && announced > request.maxResponseBytes) {
    settle({ ok: false, reason: 'upstream_response_too_large' });
    return;
  }
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > request.maxResponseBytes) {
      settle({ ok: false, reason: 'upstream_response_too_large' });
      return;
    }
    chunks.push(chunk);
  });
  incoming.on('error', () => settle({ ok: false, reason: 'upstream_protocol' }));
  incoming.on('end', () =>
    settle({
      ok: true,
      response: {
        status: incoming.statusCode as number,
        headers: pairsOf(incoming.rawHeaders),
        body: Buffer.concat(chunks, size),
      },
    }),
  );
}

function wireHeaders(request: UpstreamRequest): string[] {
  const headers = ['Host', request.url.host, ...request.headers.flat()];
  const size = request.body?.length ?? 0;
  if (size > 0 || ALWAYS_SIZED.has(request.method)) {
    headers.push('Content-Length', String(size));
  }
  return headers;
}

function pairsOf(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([raw[index] as string, raw[index + 1] as string]);
  }
  return pairs;
}
