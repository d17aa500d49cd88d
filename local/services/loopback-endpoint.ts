import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TwinError } from '../twin-error';

const HOST = '127.0.0.1';

/** One HTTP server on this machine's loopback address. */
export class LoopbackEndpoint {
  private server: Server | undefined;
  private port: number;

  /** @param port 0 takes a free one, which later calls of {@link restore} keep. */
  constructor(
    private readonly listener: RequestListener,
    port = 0,
    private readonly options: ServerOptions = {},
  ) {
    this.port = port;
  }

  get boundPort(): number {
    return this.port;
  }

  /** `http://127.0.0.1:{port}`, without a slash at the end. */
  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** @throws Error naming the port and the remedy where it is taken. */
  async start(): Promise<string> {
    const server = createServer(this.options, this.listener);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(this.refusal(error)));
      server.listen(this.port, HOST, resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this.url;
  }

  /** From now on connections are refused, open ones are cut. */
  async kill(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  /** Listens on the same port again. */
  async restore(): Promise<void> {
    if (this.server === undefined) await this.start();
  }

  private refusal(error: NodeJS.ErrnoException): Error {
    if (error.code !== 'EADDRINUSE') return error;
    return new TwinError(
      `Port ${this.port} is in use. Stop what listens there, or choose another port (0 takes a free one).`,
    );
  }
}
