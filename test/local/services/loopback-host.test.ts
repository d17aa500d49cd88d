import http from 'node:http';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { onlyLoopbackHost } from '../../../local/services/loopback-host';

describe('W1 a page of another site cannot read an endpoint by a name that it lets resolve to this machine', () => {
  let endpoint: LoopbackEndpoint;
  beforeAll(async () => {
    endpoint = new LoopbackEndpoint(onlyLoopbackHost((_request, response) => response.end('served')));
    await endpoint.start();
  });
  afterAll(() => endpoint.kill());

  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      http
        .get(endpoint.url, { headers: { Host: host }, agent: false }, (response) =>
          resolve(response.resume().statusCode),
        )
        .on('error', reject);
    });

  test.each(['127.0.0.1', '127.0.0.1:8787', 'LOCALHOST:1', '[::1]:80'])('%s is served', async (host) => {
    expect(await statusFor(host)).toBe(200);
  });

  test.each([
    'evil.example',
    'evil.example:8787',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example@127.0.0.1',
    '127.0.0.10',
  ])('"%s" is not', async (host) => {
    expect(await statusFor(host)).toBe(421);
  });
});
