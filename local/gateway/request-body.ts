import type { IncomingMessage } from 'node:http';
import type { OutgoingResponse } from './outgoing-response';

/**
 * Reads a body whole, as API Gateway does before it routes.
 * @param limit in bytes.
 * @returns the body, or `undefined` where it is longer. The rest is then read and dropped, because a client that is
 * still sending would not see the answer.
 */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length <= limit ? Buffer.concat(chunks) : undefined;
}

/** 413 is plain text and no gateway response: it cannot be customised and carries no CORS header. */
export function bodyTooLarge(limit: number): OutgoingResponse {
  return {
    status: 413,
    headers: [['Content-Type', 'text/plain']],
    body: Buffer.from(`HTTP content length exceeded ${limit} bytes.`),
    closes: true,
  };
}
