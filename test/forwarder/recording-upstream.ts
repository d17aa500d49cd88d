import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  /** `name: value` as they came, names in lower case. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** An HTTP server on loopback that shows what reached it and answers as a test wants. */
export class RecordingUpstream {
  public readonly requests: RecordedRequest[] = [];
  public reply: (response: ServerResponse, request: RecordedRequest) => void = (response) => response.end('ok');

  private constructor(
    private readonly server: Server,
    public readonly origin: string,
  ) {}

  public static async start(): Promise<RecordingUpstream> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const upstream = new RecordingUpstream(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => upstream.record(request, response));
    return upstream;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private record(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { rawHeaders } = request;
      const recorded: RecordedRequest = {
        method: request.method as string,
        url: request.url as string,
        headers: rawHeaders.flatMap((name, i) =>
          i % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[i + 1] as string}`] : [],
        ),
        body: Buffer.concat(chunks).toString('latin1'),
      };
      this.requests.push(recorded);
      this.reply(response, recorded);
    });
  }
}
