import http from 'node:http';
import https from 'node:https';
import type { Caller, ConformanceCase, UpstreamExpectation } from './conformance-case';

/** The gateway that the cases are run against. */
export interface ConformanceTarget {
  /** The stage's URL, without a trailing slash. */
  readonly url: string;
  /** What each caller sends as `Authorization: Bearer`. */
  readonly tokens: Readonly<Partial<Record<Caller, string>>>;
  /** Whether the upstream answers with what it saw. */
  readonly upstreamEchoes: boolean;
  /** The audit record of one request and event, once it is there; left out where records cannot be read. */
  readonly auditOf?: (
    extendedRequestId: string,
    event: 'decision' | 'outcome',
  ) => Promise<Readonly<Record<string, unknown>>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends the path as it is given: no client may tidy it up on the way. */
export function send(
  base: string,
  request: { method: string; path: string; headers?: Readonly<Record<string, string>>; body?: string | Buffer },
): Promise<Answer> {
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? https : http).request(
      {
        host: url.hostname,
        port: url.port,
        method: request.method,
        path: url.pathname.replace(/\/$/, '') + request.path,
        headers: {
          ...request.headers,
          ...(request.body === undefined ? {} : { 'Content-Length': Buffer.byteLength(request.body) }),
        },
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

/** Runs one case. @returns every difference from what was expected; none = it holds. */
export async function checkCase(target: ConformanceTarget, { caller, request, expected }: ConformanceCase) {
  const token = target.tokens[caller];
  const answer = await send(target.url, {
    ...request,
    headers: { ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...request.headers },
  });
  const text = answer.body.toString('utf8');
  const differences: string[] = [];
  const compare = (what: string, actual: unknown, wanted: unknown): void => {
    if (!matches(actual, wanted)) {
      differences.push(`${what}: expected ${String(wanted)}, got ${String(actual)}`);
    }
  };

  compare('status', answer.status, expected.status);
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    compare(`header ${name}`, answer.headers[name]?.toString(), value);
  }
  if (expected.code !== undefined) {
    const problem = parsed(text);
    compare('code', problem['code'], expected.code);
    compare('problem status', problem['status'], expected.status);
    compare('id', problem['id'], answer.headers['x-request-id']);
    compare('members', Object.keys(problem).sort().join(), 'code,id,status,title,type');
  } else if (target.upstreamEchoes && expected.upstream) {
    differences.push(...upstreamDifferences(parsed(text), expected.upstream));
  }
  if (token !== undefined && text.includes(token)) {
    differences.push('the answer holds the client’s credential');
  }
  if (target.auditOf !== undefined) {
    const record = await target.auditOf(String(answer.headers['x-request-id']), expected.audit.event);
    for (const [key, value] of Object.entries(expected.audit)) {
      compare(`audit ${key}`, record[key], value);
    }
    compare(
      'audit upstream called',
      record['upstream'] !== '-' && record['upstreamStatus'] !== 0,
      expected.upstream !== null,
    );
  }
  return differences;
}

function upstreamDifferences(saw: Readonly<Record<string, unknown>>, wanted: UpstreamExpectation): string[] {
  const headers = (saw['headers'] ?? {}) as Readonly<Record<string, unknown>>;
  return [
    ...(['method', 'url', 'bodyBytes'] as const)
      .filter((key) => wanted[key] !== undefined && saw[key] !== wanted[key])
      .map((key) => `upstream ${key}: expected ${wanted[key]}, got ${String(saw[key])}`),
    ...Object.entries(wanted.headers ?? {})
      .filter(([name, value]) => !matches(headers[name], value))
      .map(([name, value]) => `upstream header ${name}: expected ${String(value)}, got ${String(headers[name])}`),
    ...(wanted.absent ?? [])
      .filter((name) => headers[name] !== undefined)
      .map((name) => `upstream header ${name}: must not arrive, got ${String(headers[name])}`),
  ];
}

function matches(actual: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) {
    return typeof actual === 'string' && wanted.test(actual);
  }
  return wanted === null ? actual === undefined : actual === wanted;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
