import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { LoopbackEndpoint } from '../../local/services/loopback-endpoint';

/** What can be wrong with whatever a function calls, as far as its server can make it so. */
export type ServedFault = 'hang' | 'drip' | 'error' | 'throttle' | 'malformed' | 'truncated' | 'oversized' | 'denied';

export interface FaultAnswers {
  readonly error: { readonly status: number; readonly body: string };
  readonly throttle: { readonly status: number; readonly body: string };
  readonly denied: { readonly status: number; readonly body: string };
  /** Bytes of an answer that is too large; what it holds is a good answer otherwise, as far as it goes. */
  readonly oversized: number;
}

const DRIP_MS = 40;
const CHUNK = Buffer.alloc(64 * 1024, 'x');

/** A dependency with a fault to be switched on: without one it answers as it should. */
export class FaultEndpoint {
  /** Requests that met the fault. */
  hits = 0;
  #fault: ServedFault | undefined;
  #denied: FaultAnswers['denied'] | undefined;
  #meets: (request: IncomingMessage) => boolean = () => true;
  readonly #endpoint: LoopbackEndpoint;

  private constructor(
    private readonly good: RequestListener,
    private readonly answers: FaultAnswers,
  ) {
    this.#endpoint = new LoopbackEndpoint((request, response) => this.#serve(request, response));
  }

  static async start(good: RequestListener, answers: FaultAnswers): Promise<FaultEndpoint> {
    const endpoint = new FaultEndpoint(good, answers);
    await endpoint.#endpoint.start();
    return endpoint;
  }

  get url(): string {
    return this.#endpoint.url;
  }

  /**
   * @param denied in place of its own.
   * @param meets which requests meet it; the others are answered as they should be. @default all
   */
  show(
    fault: ServedFault,
    denied?: FaultAnswers['denied'],
    meets: (request: IncomingMessage) => boolean = () => true,
  ): void {
    this.#fault = fault;
    this.#denied = denied;
    this.#meets = meets;
    this.hits = 0;
  }

  clear(): void {
    this.#fault = undefined;
    this.hits = 0;
  }

  async stop(): Promise<void> {
    await this.#endpoint.kill();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    if (this.#fault === undefined || !this.#meets(request)) {
      this.good(request, response);
      return;
    }
    this.hits += 1;
    request.resume();
    switch (this.#fault) {
      case 'hang':
        return;
      case 'drip':
        drip(response);
        return;
      case 'error':
      case 'throttle':
      case 'denied': {
        const { status, body } = (this.#fault === 'denied' && this.#denied) || this.answers[this.#fault];
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
        return;
      }
      case 'malformed':
        request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: banana\r\n\r\n{"a":');
        return;
      case 'truncated':
        response.writeHead(200, { 'content-length': '1000' }).write('{"keys":[', () => response.destroy());
        return;
      case 'oversized':
        flood(response, this.answers.oversized);
    }
  }
}

function drip(response: ServerResponse): void {
  response.writeHead(200).write('{');
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  response.on('close', () => clearInterval(timer));
}

function flood(response: ServerResponse, bytes: number): void {
  response.writeHead(200).write('{"filler":"');
  let left = bytes;
  const more = (): void => {
    if (left <= 0) {
      response.end('"}');
    } else if (!response.destroyed) {
      left -= CHUNK.length;
      response.write(CHUNK, more);
    }
  };
  more();
}

/** Hands every request on to another server. */
export function passTo(target: string): RequestListener {
  return (request, response) => {
    const { hostname, port } = new URL(target);
    const onward = http.request(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode as number, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
}
