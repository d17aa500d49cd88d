// As a module, not as a destructured function: whoever instruments a process replaces its properties.
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { DependencyFault } from '../domain/ports';

/** How long an issuer may take in all, in milliseconds. */
export const ISSUER_TIMEOUT_MS = 1_000;

/** The built-in module, or one like it. */
export type Transport = Pick<typeof https, 'request'>;

/** What an issuer is asked. */
export interface IssuerQuestion {
  /** For faults, as in `key set`. */
  readonly what: string;
  readonly uri: string;
  readonly headers: OutgoingHttpHeaders;
  /** Sent with POST; left out = GET. */
  readonly body?: string;
  /** Largest answer, in bytes. */
  readonly limitBytes: number;
}

/** An answer; its body is there for the status 200 only. */
export interface IssuerAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * Asks an issuer over TLS: one request, no redirect, no decompression, bounded in time and size.
 *
 * @throws DependencyFault
 */
export function askIssuer(question: IssuerQuestion, transport: Transport = https): Promise<IssuerAnswer> {
  const { what, uri, headers, body, limitBytes } = question;
  return new Promise((resolve, reject) => {
    const fault = (problem: string, cause?: unknown): DependencyFault =>
      new DependencyFault('issuer', 'unavailable', `The ${what} ${uri} ${problem}.`, { cause });
    let request: ClientRequest;
    try {
      request = transport.request(uri, { method: body === undefined ? 'GET' : 'POST', headers });
    } catch (error) {
      reject(fault('has an address that cannot be asked', error));
      return;
    }
    const fail = (problem: string, cause?: unknown): void => {
      clearTimeout(timer);
      request.destroy();
      reject(fault(problem, cause));
    };
    const timer = setTimeout(() => fail(`was not there within ${ISSUER_TIMEOUT_MS} ms`), ISSUER_TIMEOUT_MS);
    request.on('error', (error) => fail('cannot be asked', error));
    request.on('response', (response) => {
      const answer = (text: Buffer): void => {
        clearTimeout(timer);
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, contentType: answered['content-type'] ?? '', body: text });
      };
      if (response.statusCode !== 200) {
        answer(Buffer.alloc(0));
        request.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limitBytes) {
          fail(`has more than ${limitBytes} bytes`);
          return;
        }
        chunks.push(chunk);
      });
      response.on('error', (error) => fail('was cut off', error));
      response.on('end', () => answer(Buffer.concat(chunks)));
    });
    request.end(body);
  });
}
