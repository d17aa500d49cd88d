import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call that an adapter made, as it went over the wire, with what came of it. */
export interface RecordedCall {
  /** For example `UpdateItem`. */
  readonly operation: string;
  /** The AWS SDK's client, or the functions' own: each writes and reads the wire in its own way. */
  readonly by: Caller;
  readonly input: unknown;
  /** The answer's body; or `{ error, message }`. */
  readonly outcome: unknown;
}

export type Caller = 'SDK' | 'JSON';

/** What belongs to one connection, or is computed anew. */
const OF_A_CONNECTION = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

/** Stands before an AWS endpoint and writes down every call, whoever makes it and however. */
export class RecordingEndpoint {
  public readonly calls: RecordedCall[] = [];
  private readonly server: Server;

  constructor(private readonly endpoint: string) {
    this.server = createServer((request, response) => {
      this.pass(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  /** @returns base URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const answer = await fetch(this.endpoint, { method: 'POST', headers: headersOf(request), body });
    const text = await answer.text();
    this.calls.push({
      operation: String(request.headers['x-amz-target']).replace(/^.*\./, ''),
      by: /aws-sdk-js/.test(request.headers['user-agent'] ?? '') ? 'SDK' : 'JSON',
      input: JSON.parse(body),
      outcome: outcomeOf(answer.status, text),
    });
    response.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => isPassed(name))));
    response.end(text);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers)
    .filter(([name]) => isPassed(name) && name !== 'host')
    .map(([name, value]) => [name, String(value)]);
}

function isPassed(name: string): boolean {
  return !OF_A_CONNECTION.has(name);
}

function outcomeOf(status: number, text: string): unknown {
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (status === 200) return body;
  return { error: String(body['__type']).replace(/^.*#/, ''), message: body['message'] ?? body['Message'] };
}
