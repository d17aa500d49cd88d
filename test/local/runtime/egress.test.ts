import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { LoopbackEndpoint } from '../../../local/services/loopback-endpoint';
import { runningFunctions, type RunningFunctions } from '../support/lambda-service';
import { selfSigned } from '../support/self-signed';
import { removeTemporaryDirectories } from '../support/temporary-directory';

/** Evaluates the event's source with `call(module, ...arguments)`, which gives status, headers and body. */
const CALLER = `
  const http = require('http');
  const https = require('node:https');
  const call = (send, ...given) => new Promise((resolve, reject) => {
    const request = send(...given, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) }));
    });
    request.on('error', reject);
    if (send.name !== 'get') request.end();
  });
  exports.handler = async (event) => eval(event.source);`;

describe('calls of a function to the outside', () => {
  let functions: RunningFunctions;
  let upstream: LoopbackEndpoint;
  let other: LoopbackEndpoint;
  let arn: string;

  beforeAll(async () => {
    const listener = (name: string) =>
      new LoopbackEndpoint((request, response) => {
        const { method, url, headers } = request;
        const chunks: Buffer[] = [];
        request.on('data', (chunk) => chunks.push(chunk));
        request.on('end', () =>
          response.end(JSON.stringify({ name, method, url, headers, body: Buffer.concat(chunks).toString() })),
        );
      });
    upstream = listener('upstream');
    other = listener('other');
    await upstream.start();
    await other.start();
    functions = runningFunctions({
      maxEnvironments: 1,
      egress: {
        'https://api.example.com': upstream.url,
        'http://plain.example.com:8080': `${upstream.url}/below/`,
        'https://idp.example.com/.well-known/jwks.json': `${other.url}/jwks`,
        'https://idp.example.com': upstream.url,
      },
    });
    arn = functions.add(CALLER);
  });

  afterAll(async () => {
    await functions.service.stop();
    await upstream.kill();
    await other.kill();
    removeTemporaryDirectories();
  });

  async function run(source: string): Promise<any> {
    const result = await functions.service.invoke(arn, { source }, 20_000);
    return result.ok ? result.payload : result;
  }

  test.each([
    [
      'an options object',
      "call(https.request, { hostname: 'api.example.com', path: '/v1//a/../b?x=%2F&y', method: 'PUT', headers: { 'X-A': '1' } })",
    ],
    [
      'a URL and options',
      "call(https.request, 'https://api.example.com/v1//a/../b?x=%2F&y', { path: '/v1//a/../b?x=%2F&y', method: 'PUT', headers: { 'x-a': '1' } })",
    ],
    [
      'an agent of its own',
      "call(https.request, { host: 'api.example.com', port: 443, path: '/v1//a/../b?x=%2F&y', method: 'PUT', headers: { 'x-a': '1' }, agent: new https.Agent({ keepAlive: true, maxSockets: 5 }), servername: 'api.example.com' })",
    ],
    [
      'a look-up of its own',
      "call(https.request, { hostname: 'api.example.com', path: '/v1//a/../b?x=%2F&y', method: 'PUT', headers: { 'x-a': '1' }, lookup: (host, options, callback) => callback(new Error('resolved')) })",
    ],
  ])('go where the map says, byte for byte, with %s', async (_, source) => {
    const { status, body } = await run(source);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'upstream',
      method: 'PUT',
      url: '/v1//a/../b?x=%2F&y',
      headers: { host: 'api.example.com', 'x-a': '1' },
    });
  });

  test('keep the Host header that the client set', async () => {
    const { body } = await run("call(https.get, 'https://api.example.com/', { headers: { Host: 'v.example.com' } })");

    expect(body.headers.host).toBe('v.example.com');
  });

  test('to a mapped port and below a path arrive below that path', async () => {
    const { body } = await run("call(http.get, 'http://plain.example.com:8080/a?b=c')");

    expect(body).toMatchObject({ url: '/below/a?b=c', headers: { host: 'plain.example.com:8080' } });
  });

  test('to an exact URL go there, its origin’s other paths elsewhere', async () => {
    const keys = await run("call(https.get, 'https://idp.example.com/.well-known/jwks.json')");
    const rest = await run("call(https.get, new URL('https://idp.example.com/token'))");

    expect([keys.body.name, keys.body.url]).toEqual(['other', '/jwks']);
    expect([rest.body.name, rest.body.url]).toEqual(['upstream', '/token']);
  });

  test('by fetch are redirected too, body and method with them', async () => {
    const body = await run(
      "fetch('https://api.example.com/x?y=1', { method: 'POST', body: 'hello', headers: { 'x-a': '1' } }).then((response) => response.json())",
    );

    expect(body).toMatchObject({
      name: 'upstream',
      method: 'POST',
      url: '/x?y=1',
      body: 'hello',
      headers: { 'x-a': '1' },
    });
  });

  test('to loopback pass', async () => {
    const { body } = await run(`call(http.get, '${other.url}/direct')`);

    expect(body).toMatchObject({ name: 'other', url: '/direct' });
  });

  test.each([
    ['https.request', "call(https.get, 'https://elsewhere.example.com/')"],
    ['http.request to an address', "call(http.get, 'http://192.0.2.1/')"],
    ['another port of a mapped host', "call(https.get, 'https://api.example.com:8443/')"],
    ['fetch', "fetch('https://elsewhere.example.com/').catch((error) => { throw error.cause; })"],
    [
      'net.connect',
      "new Promise((resolve, reject) => require('node:net').connect(443, 'elsewhere.example.com').on('error', reject))",
    ],
    [
      'tls.connect',
      "new Promise((resolve, reject) => require('tls').connect({ host: 'elsewhere.example.com', port: 443 }).on('error', reject))",
    ],
    ['a name look-up', "require('node:dns').promises.lookup('elsewhere.example.com')"],
    [
      'a name look-up with a callback',
      "new Promise((resolve, reject) => require('dns').lookup('elsewhere.example.com', (error) => reject(error)))",
    ],
  ])('by %s are refused with an error that says why', async (_, source) => {
    const outcome = await run(`${source}.then(() => 'went out', (error) => [error.code, error.message])`);

    expect(outcome[0]).toBe('ENOTFOUND');
    expect(outcome[1]).toContain('the twin makes no calls to the outside');
  });

  test('follow a change of the map at once, in environments that already run', async () => {
    await run('1');

    functions.service.setEgress('https://moved.example.com', other.url);
    const first = await run("call(https.get, 'https://moved.example.com/')");
    functions.service.setEgress('https://moved.example.com', upstream.url);
    const second = await run("call(https.get, 'https://moved.example.com/')");

    expect([first.body.name, second.body.name]).toEqual(['other', 'upstream']);
  });

  test('may be mapped to a real https server, whose certificate is checked', async () => {
    const { key, cert } = selfSigned();
    const server = createServer({ key, cert }, (request, response) =>
      response.end(JSON.stringify({ host: request.headers.host })),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    functions.service.setEgress('https://secure.example.com', `https://localhost:${port}`);

    const trusted = await run(
      `call(https.get, 'https://secure.example.com/', { agent: new https.Agent({ ca: ${JSON.stringify(cert)} }) })`,
    );
    const untrusted = await run("call(https.get, 'https://secure.example.com/').catch((error) => error.code)");

    server.closeAllConnections();
    server.close();
    expect(trusted.body).toEqual({ host: 'secure.example.com' });
    expect(untrusted).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  test.each([['api.example.com'], ['ftp://api.example.com']])('cannot be mapped from %s', (origin) => {
    expect(() => functions.service.setEgress(origin, 'http://127.0.0.1:1')).toThrow(
      `Egress key is "${origin}", an absolute http or https URL is expected. Correct it.`,
    );
  });
});
