import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { NodeUpstreamClient, IDLE_CONNECTION_MS } from '../../lambda/adapters/upstream-client';
import type { UpstreamOutcome, UpstreamRequest } from '../../lambda/domain/ports';

/** A server of bytes: shows what was sent, and sends back whatever a test wants. */
class ByteServer {
  public readonly received: string[] = [];
  public connections = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    public readonly origin: string,
  ) {}

  public static async start(reply: (socket: Socket, text: string) => void): Promise<ByteServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const started = new ByteServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('connection', (socket) => {
      started.connections += 1;
      started.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        started.received.push(bytes.toString('latin1'));
        reply(socket, bytes.toString('latin1'));
      });
    });
    return started;
  }

  public async stop(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }
}

let server: ByteServer;
let client: NodeUpstreamClient;
const time = { now: 1_000_000 };

async function prepare(reply: string | ((socket: Socket, text: string) => void)): Promise<void> {
  server = await ByteServer.start(typeof reply === 'string' ? (socket) => socket.write(reply, 'latin1') : reply);
  client = new NodeUpstreamClient({ now: () => time.now });
}

afterEach(async () => {
  client.close();
  await server.stop();
});

function send(change: Partial<UpstreamRequest> & { readonly path?: string } = {}): Promise<UpstreamOutcome> {
  const { path = '/a?b=c', ...rest } = change;
  return client.send({
    method: 'GET',
    url: new URL(`${server.origin}${path}`),
    headers: [],
    body: undefined,
    timeoutMs: 2_000,
    maxResponseBytes: 100,
    ...rest,
  });
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nx-a: 2\r\n\r\nok';

describe('what is sent', () => {
  test('H4 host and length are derived, headers go as they are given', async () => {
    await prepare(OK);

    await send({
      method: 'POST',
      headers: [
        ['X-One', '1'],
        ['x-one', '2'],
      ],
      body: Buffer.from('body'),
    });

    const [text] = server.received;
    expect(text).toBe(
      `POST /a?b=c HTTP/1.1\r\nHost: ${new URL(server.origin).host}\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\nbody`,
    );
  });

  test.each([
    ['POST', true],
    ['PUT', true],
    ['PATCH', true],
    ['GET', false],
    ['DELETE', false],
  ])('H4 an empty %s has a length: %s', async (method, sized) => {
    await prepare(OK);

    await send({ method });

    expect(server.received[0]?.includes('Content-Length: 0')).toBe(sized);
    expect(server.received[0]).not.toContain('Transfer-Encoding');
  });

  test('a body of a DELETE has its length', async () => {
    await prepare(OK);

    await send({ method: 'DELETE', body: Buffer.from('x') });

    expect(server.received.join('')).toMatch(/Content-Length: 1\r\n.*\r\n\r\nx$/s);
  });

  test('H5 a header that Node refuses is not sent', async () => {
    await prepare(OK);

    expect(await send({ headers: [['X-A', 'a\r\nX-B: b']] })).toEqual({ ok: false, reason: 'upstream_protocol' });
    expect(server.received).toEqual([]);
  });
});

describe('what comes back', () => {
  test('R4 bytes and headers round-trip exactly, coded or not', async () => {
    const body = Buffer.from([0, 255, 128, 13, 10, 31, 139]);
    await prepare((socket) => {
      socket.write(`HTTP/1.1 206 Partial\r\nContent-Encoding: gzip\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 7\r\n\r\n`);
      socket.write(body);
    });

    const outcome = await send();

    expect(outcome).toEqual({
      ok: true,
      response: {
        status: 206,
        headers: [
          ['Content-Encoding', 'gzip'],
          ['X-A', '1'],
          ['x-a', '2'],
          ['Content-Length', '7'],
        ],
        body,
      },
    });
  });

  test('P5 a redirect is an answer, not an order', async () => {
    await prepare('HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n');

    expect(await send()).toMatchObject({ ok: true, response: { status: 302 } });
    expect(server.received).toHaveLength(1);
  });

  test('an answer to HEAD has the length of another and no body', async () => {
    await prepare('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');

    expect(await send({ method: 'HEAD' })).toMatchObject({
      ok: true,
      response: { status: 200, body: Buffer.alloc(0) },
    });
  });

  test('interim answers are passed over', async () => {
    await prepare(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`);

    expect(await send()).toMatchObject({ ok: true, response: { status: 200 } });
  });

  test.each([
    [
      'R3 an announced size over the limit',
      'HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n',
      'upstream_response_too_large',
    ],
    [
      'R3 a growing size over the limit',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n${'x'.repeat(65)}\r\n41\r\n${'x'.repeat(65)}\r\n`,
      'upstream_response_too_large',
    ],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n', 'upstream_protocol'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok', 'upstream_protocol'],
    [
      'length and coding',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n',
      'upstream_protocol',
    ],
    ['a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'upstream_protocol'],
    [
      'an upgrade',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
      'upstream_protocol',
    ],
    ['headers without end', `HTTP/1.1 200 OK\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`, 'upstream_protocol'],
  ])('%s', async (_name, reply, reason) => {
    await prepare(reply);

    expect(await send()).toEqual({ ok: false, reason });
  });

  test('R3 a truncated body is not an answer', async () => {
    await prepare((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf'));

    expect(await send()).toEqual({ ok: false, reason: 'upstream_protocol' });
  });

  test('a connection closed without an answer', async () => {
    await prepare((socket) => socket.destroy());

    expect(await send()).toEqual({ ok: false, reason: 'upstream_unreachable' });
  });

  test('a port where nobody listens', async () => {
    await prepare(OK);
    await server.stop();

    expect(await send()).toEqual({ ok: false, reason: 'upstream_unreachable' });
  });

  test('a server that speaks no TLS', async () => {
    await prepare('HTTP/1.1 400 Bad Request\r\n\r\n');

    expect(await send({ url: new URL(server.origin.replace('http:', 'https:')) })).toEqual({
      ok: false,
      reason: 'upstream_unreachable',
    });
  });
});

describe('R5 the deadline ends the call and closes the connection', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['silence', () => undefined],
    ['half an answer', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf')],
    ['interim answers for ever', (socket) => socket.write('HTTP/1.1 102 Processing\r\n\r\n')],
  ])('%s', async (_name, reply) => {
    let closed: Promise<unknown> = Promise.resolve();
    await prepare((socket) => {
      closed = new Promise((resolve) => socket.on('close', resolve));
      reply(socket);
    });

    expect(await send({ timeoutMs: 150 })).toEqual({ ok: false, reason: 'upstream_timeout' });
    await closed;
  });
});

describe('connections', () => {
  test('stay open between requests', async () => {
    await prepare(OK);

    await send();
    await send();

    expect(server.connections).toBe(1);
  });

  test.each([
    ['GET', IDLE_CONNECTION_MS.repeatable],
    ['POST', IDLE_CONNECTION_MS.other],
  ])('that were idle for long are not used again by %s', async (method, limit) => {
    await prepare(OK);

    await send();
    time.now += limit;
    await send({ method });
    time.now += limit + 1;
    await send({ method });

    expect(server.connections).toBe(2);
  });

  test.each([
    ['GET', { ok: true }, 3],
    ['POST', { ok: false, reason: 'upstream_unreachable' }, 2],
  ])(
    'that the peer closed meanwhile are replaced once for %s, if it may be sent again',
    async (method, expected, sent) => {
      let requests = 0;
      await prepare((socket) => {
        requests += 1;
        // The second request finds its connection closed, as after a pause the peer did not wait for.
        if (requests === 2) {
          socket.resetAndDestroy();
        } else {
          socket.write(OK);
        }
      });

      await send({ method });

      expect(await send({ method })).toMatchObject(expected);
      expect(requests).toBe(sent);
    },
  );

  test('that are new and closed are not replaced', async () => {
    let requests = 0;
    await prepare((socket) => {
      requests += 1;
      socket.resetAndDestroy();
    });

    expect(await send()).toMatchObject({ reason: 'upstream_unreachable' });
    expect(requests).toBe(1);
  });
});
