import type { ServerResponse } from 'node:http';

/** What goes back to the client. */
export interface OutgoingResponse {
  readonly status: number;
  /** In order; a name may repeat. No `Content-Length`: it follows from the body. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Set where the rest of the request was not read, so that it cannot be taken for the next one. */
  readonly closes?: boolean;
}

const BODILESS = new Set([204, 304]);

/** Sends the response at once. */
export function send(res: ServerResponse, response: OutgoingResponse): void {
  const headers: string[] = response.headers.flat();
  if (response.closes) headers.push('Connection', 'close');
  if (BODILESS.has(response.status)) {
    res.writeHead(response.status, headers).end();
    return;
  }
  headers.push('Content-Length', String(response.body.length));
  res.writeHead(response.status, headers).end(response.body);
}

/** An answer that is given before any gateway response could be. */
export function refusal(status: number, message: string): OutgoingResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
    closes: true,
  };
}
