import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A request as it goes over the wire: nothing in it is normalised. */
export interface RawRequest {
  readonly method: string;
  /** Path and query behind the stage, for example `/items//1?a=1`. */
  readonly target: string;
  /** Name and value by turns, as sent. @default [] */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  /** Name and value, in order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/**
 * Sends a request over a connection of its own: an endpoint may close one that it has refused something on.
 *
 * @param base origin with whatever stands before the target, for example `http://127.0.0.1:8787/prod`.
 */
export function sendRaw(base: string, { method, target, headers = [], body }: RawRequest): Promise<RawAnswer> {
  const [, scheme, host, port, prefix] = /^(https?):\/\/([^:/]+)(?::(\d+))?(.*)$/.exec(base) ?? [];
  if (scheme === undefined) throw new Error(`The base is ${base}; http://HOST:PORT/… or https://HOST/… is expected.`);
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  return new Promise((resolve, reject) => {
    const call = (scheme === 'https' ? requestHttps : requestHttp)(
      {
        agent: false,
        host,
        port,
        method,
        path: `${prefix}${target}`,
        setHost: false,
        headers: ['Host', port === undefined ? (host as string) : `${host}:${port}`, ...length, ...headers],
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: pairs(response.rawHeaders),
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

function pairs(raw: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) found.push([raw[index] as string, raw[index + 1] as string]);
  return found;
}
