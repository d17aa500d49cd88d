import http from 'node:http';
import type https from 'node:https';
import type { AddressInfo } from 'node:net';
import { JWKS_LIMIT_BYTES, jwksFetcher } from '../../lambda/adapters/jwks-fetcher';
import { DependencyFault } from '../../lambda/domain/ports';

const URI = 'https://idp.example.com/jwks.json';

/** A loopback server that stands where the issuer is; TLS itself is the platform's. */
async function withServer<T>(answer: http.RequestListener, use: (fetch: ReturnType<typeof jwksFetcher>) => Promise<T>) {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const request = (uri: string, options: http.RequestOptions) =>
    http.request({ ...options, host: '127.0.0.1', port, path: new URL(uri).pathname });
  try {
    return await use(jwksFetcher({ request: request as unknown as typeof https.request }));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('the fetcher of key sets', () => {
  test('asks once and hands on the bytes', async () => {
    const seen: unknown[] = [];
    const text = await withServer(
      (request, response) => {
        seen.push([request.method, request.url, request.headers.accept]);
        response.end('{"keys":[]}');
      },
      (fetch) => fetch(URI),
    );

    expect(text.toString()).toBe('{"keys":[]}');
    expect(seen).toEqual([['GET', '/jwks.json', 'application/json']]);
  });

  test.each([301, 302, 307, 204, 401, 404, 500, 503])(
    'K1 the status %i is a fault; no redirect is followed',
    async (status) => {
      let asked = 0;
      const fetching = withServer(
        (_, response) => {
          asked += 1;
          response.writeHead(status, { location: '/elsewhere' }).end();
        },
        (fetch) => fetch(URI),
      );

      await expect(fetching).rejects.toThrow(DependencyFault);
      expect(asked).toBe(1);
    },
  );

  test('K1 more than 256 KB is a fault, 256 KB is not', async () => {
    await expect(
      withServer(
        (_, response) => {
          response.end(Buffer.alloc(JWKS_LIMIT_BYTES + 1));
        },
        (fetch) => fetch(URI),
      ),
    ).rejects.toThrow(/262144 bytes/);
    const text = await withServer(
      (_, response) => {
        response.end(Buffer.alloc(JWKS_LIMIT_BYTES));
      },
      (fetch) => fetch(URI),
    );
    expect(text).toHaveLength(JWKS_LIMIT_BYTES);
  });

  test.each<[string, http.RequestListener]>([
    ['hangs', () => undefined],
    [
      'drips',
      (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 100);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('K1 an issuer that %s is given up after a second', async (_, answer) => {
    const startedAt = performance.now();

    await expect(withServer(answer, (fetch) => fetch(URI))).rejects.toThrow(/within 1000 ms/);

    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });

  test('K1 an answer that is cut off, and a refused connection, are faults', async () => {
    await expect(
      withServer(
        (_, response) => {
          response.writeHead(200, { 'content-length': '100' });
          response.write('{');
          setImmediate(() => response.destroy());
        },
        (fetch) => fetch(URI),
      ),
    ).rejects.toThrow(DependencyFault);
    await expect(
      withServer(
        (request) => request.socket.destroy(),
        (fetch) => fetch(URI),
      ),
    ).rejects.toThrow(DependencyFault);
  });

  test('an address that is no https one is a fault', async () => {
    await expect(jwksFetcher()('http://127.0.0.1/jwks.json')).rejects.toThrow(DependencyFault);
    await expect(jwksFetcher()('not an address')).rejects.toThrow(DependencyFault);
  });
});
