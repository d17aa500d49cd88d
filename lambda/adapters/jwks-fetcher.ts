// As a module, not as a destructured function: whoever instruments a process replaces its properties.
import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { DependencyFault } from '../domain/ports';

/** How long an issuer may take in all, in milliseconds. */
export const JWKS_TIMEOUT_MS = 1_000;
/** Largest key set, in bytes. */
export const JWKS_LIMIT_BYTES = 262_144;

/** Fetches the text of an issuer's key set. Throws {@link DependencyFault}. */
export type JwksFetcher = (uri: string) => Promise<Buffer>;

type Transport = Pick<typeof https, 'request'>;

/**
 * Fetches a key set over TLS: one request, no redirect, no decompression, bounded in time and size.
 *
 * @param transport the built-in module, or one like it.
 */
export function jwksFetcher(transport: Transport = https): JwksFetcher {
  return (uri) =>
    new Promise((resolve, reject) => {
      const fault = (problem: string, cause?: unknown): DependencyFault =>
        new DependencyFault('issuer', 'unavailable', `The key set ${uri} ${problem}.`, { cause });
      let request: ClientRequest;
      try {
        request = transport.request(uri, { headers: { accept: 'application/json' } });
      } catch (error) {
        reject(fault('has an address that cannot be asked', error));
        return;
      }
      const fail = (problem: string, cause?: unknown): void => {
        clearTimeout(timer);
        request.destroy();
        reject(fault(problem, cause));
      };
      const timer = setTimeout(() => fail(`was not there within ${JWKS_TIMEOUT_MS} ms`), JWKS_TIMEOUT_MS);
      request.on('error', (error) => fail('cannot be fetched', error));
      request.on('response', (response) => {
        if (response.statusCode !== 200) {
          fail(`was answered with the status ${response.statusCode}`);
          return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > JWKS_LIMIT_BYTES) {
            fail(`has more than ${JWKS_LIMIT_BYTES} bytes`);
            return;
          }
          chunks.push(chunk);
        });
        response.on('error', (error) => fail('was cut off', error));
        response.on('end', () => {
          clearTimeout(timer);
          resolve(Buffer.concat(chunks));
        });
      });
      request.end();
    });
}
