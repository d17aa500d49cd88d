import type { ServerResponse } from 'node:http';
import { RESPONSE_LIMIT_BYTES } from '../../lambda/domain/upstream-exchange';
import { DependencyFault, type UpstreamClient } from '../../lambda/domain/ports';
import { Forwarding, refusal, SECRET } from './forwarding';

let forwarding: Forwarding;

async function prepare(
  reply: (response: ServerResponse, attempt: number) => void,
  ...given: Parameters<typeof Forwarding.start>
): Promise<void> {
  forwarding = await Forwarding.start(...given);
  forwarding.upstream.reply = (response) => reply(response, forwarding.upstream.requests.length);
}

afterEach(() => forwarding.stop());

function answering(status: number, headers: Record<string, string | string[]> = {}, body: string | Buffer = '') {
  return (response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
  };
}

describe('R1 what a client sees', () => {
  test('is the answer without what runs behind the proxy', async () => {
    await prepare(
      answering(
        404,
        {
          'Content-Type': 'text/plain',
          'Set-Cookie': ['a=1', 'b=2'],
          Server: 'nginx/1.2',
          Via: '1.1 inside',
          'X-Powered-By': 'PHP',
          Link: ['<a>', '<b>'],
          'X-Request-Id': 'theirs',
          'Access-Control-Allow-Origin': '*',
        },
        'not here',
      ),
    );

    const { status, headers, body, record } = await forwarding.send();

    expect({ status, headers, body }).toEqual({
      status: 404,
      headers: ['content-type: text/plain', 'link: <a>', 'link: <b>', 'x-request-id: ext-id='],
      body: 'not here',
    });
    expect(record.unmapped).toMatchObject({ decision: 'permit', reason: 'none', status: 404, upstreamStatus: 404 });
  });

  test('a redirect below the base becomes the proxy path', async () => {
    await prepare(answering(302, { Location: '/base/items/2?x=1' }));

    expect((await forwarding.send()).headers).toContain('location: /prod/shop/items/2?x=1');
  });

  test('a redirect elsewhere inside is refused', async () => {
    await prepare(answering(307, { Location: 'http://10.0.0.8/' }));

    expect(refusal(await forwarding.send())).toEqual({ status: 502, reason: 'upstream_redirect', called: true });
  });

  test('what was created elsewhere inside keeps its place to itself', async () => {
    await prepare(answering(201, { Location: 'http://10.0.0.8/' }));

    const { status, headers } = await forwarding.send({ method: 'POST' });

    expect(status).toBe(201);
    expect(headers.join()).not.toContain('location');
  });

  test('a body without a type is not called JSON', async () => {
    await prepare(answering(200, {}, 'x'));

    expect((await forwarding.send()).headers).toContain('content-type: application/octet-stream');
  });

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('an answer to %s with status %d has no body', async (method, status) => {
    await prepare(answering(status, { ETag: '"1"' }, 'x'));

    expect(await forwarding.send({ method })).toMatchObject({ status, body: '' });
  });

  test('a refusal of HEAD has no body', async () => {
    await prepare(answering(200));

    expect(await forwarding.send({ method: 'HEAD', path: '/shop/items/..' })).toMatchObject({ status: 403, body: '' });
  });

  test('a status outside HTTP is refused', async () => {
    await prepare(
      answering(200),
      {},
      {
        client: { send: async () => ({ ok: true, response: { status: 600, headers: [], body: Buffer.alloc(0) } }) },
      },
    );

    expect(refusal(await forwarding.send())).toMatchObject({ reason: 'upstream_protocol' });
  });

  test('so is one below', async () => {
    await prepare(
      answering(200),
      {},
      {
        client: { send: async () => ({ ok: true, response: { status: 199, headers: [], body: Buffer.alloc(0) } }) },
      },
    );

    expect(refusal(await forwarding.send())).toMatchObject({ reason: 'upstream_protocol' });
  });
});

describe('browsers', () => {
  const cors = {
    allowOrigin: 'https://app.example.com',
    allowHeaders: [],
    exposeHeaders: ['ETag', 'X-Request-Id'],
    maxAgeSeconds: 0,
  };

  test('are let in by the document on every answer, refusals included', async () => {
    await prepare(answering(200), { cors });

    for (const forwarded of [await forwarding.send(), await forwarding.send({ path: '/shop/items/..' })]) {
      expect(forwarded.headers).toContain('access-control-allow-origin: https://app.example.com');
      expect(forwarded.headers).toContain('access-control-expose-headers: ETag, X-Request-Id');
    }
  });

  test('and caches are told that one origin’s answer is not another’s, beside what the upstream says', async () => {
    await prepare(answering(200, { vary: 'Accept' }), { cors });

    const { headers } = await forwarding.send();

    expect(headers.filter((header) => header.startsWith('vary: '))).toEqual(['vary: Accept', 'vary: Origin']);
  });

  test('need not be shown any header', async () => {
    await prepare(answering(200), { cors: { ...cors, allowOrigin: '*', exposeHeaders: [] } });

    const { headers } = await forwarding.send();

    expect(headers).toContain('access-control-allow-origin: *');
    expect(headers.join()).not.toMatch(/expose|vary/);
  });
});

describe('R2 an answer that carries the credential', () => {
  test.each<[string, Record<string, string>, string]>([
    ['in its body', {}, `debug: Bearer ${SECRET}`],
    ['in a header', { 'X-Debug': encodeURIComponent(SECRET) }, ''],
    ['in base64', {}, Buffer.from(`{"authorization":"Bearer ${SECRET}"}`).toString('base64')],
  ])('%s is refused', async (_name, headers, body) => {
    await prepare(answering(200, headers, body));

    const forwarded = await forwarding.send();

    expect(refusal(forwarded)).toEqual({ status: 502, reason: 'upstream_echoed_credential', called: true });
    expect(JSON.stringify(forwarded)).not.toContain(SECRET);
  });
});

describe('R3 R4 sizes and bytes', () => {
  test('an answer that a function cannot return is refused, not cut', async () => {
    await prepare(answering(200, {}, Buffer.alloc(RESPONSE_LIMIT_BYTES + 1)));

    expect(refusal(await forwarding.send())).toEqual({
      status: 502,
      reason: 'upstream_response_too_large',
      called: true,
    });
  });

  test('the largest answer round-trips, and fits a function in base64', async () => {
    const body = Buffer.alloc(RESPONSE_LIMIT_BYTES, Buffer.from([0, 255, 10]));
    await prepare(answering(200, { 'Content-Encoding': 'gzip' }, body));

    const forwarded = await forwarding.send();

    expect(forwarded.body === body.toString('latin1')).toBe(true);
    expect(forwarded.headers).toContain('content-encoding: gzip');
    expect(body.toString('base64').length).toBeLessThan(6_291_556 - 65_536);
  });
});

describe('R5 deadlines', () => {
  test.each<[string, number, number]>([
    ['the upstream has its own time', 100, 28_000],
    ['and what is left of the function', 2_000, 600],
  ])('%s', async (_name, timeoutMs, remaining) => {
    await prepare(() => undefined, { upstream: { insecure: true, timeoutMs } });

    const forwarded = await forwarding.send({ remainingMs: () => remaining });

    expect(refusal(forwarded)).toEqual({ status: 504, reason: 'upstream_timeout', called: true });
    expect(forwarded.record.unmapped).toMatchObject({ decision: 'fault', upstreamStatus: 0 });
  });

  test('with nothing left nobody is called', async () => {
    await prepare(answering(200));

    expect(refusal(await forwarding.send({ remainingMs: () => 500 }))).toEqual({
      status: 504,
      reason: 'upstream_timeout',
      called: false,
    });
  });

  test('an upstream that is not there', async () => {
    await prepare(answering(200));
    await forwarding.upstream.stop();

    expect(refusal(await forwarding.send())).toEqual({ status: 502, reason: 'upstream_unreachable', called: true });
  });
});

describe('R6 an upstream that refuses the credential', () => {
  const rotating = (response: ServerResponse, attempt: number): void => {
    if (attempt === 1) {
      forwarding.secrets.next = () => {
        forwarding.secrets.version = 2;
        forwarding.secrets.value = 'upstream-secret-2';
      };
    }
    response.writeHead(attempt === 1 ? 401 : 200, { 'WWW-Authenticate': 'Bearer' }).end();
  };

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s is sent again with a new version', async (method) => {
    await prepare(rotating);

    const { status, record } = await forwarding.send({ method, body: Buffer.from('b').toString('base64') });

    expect(status).toBe(200);
    expect(forwarding.secrets.refreshes).toBe(1);
    expect(
      forwarding.upstream.requests.map(({ headers }) => headers.find((h) => h.startsWith('authorization'))),
    ).toEqual([`authorization: Bearer ${SECRET}`, 'authorization: Bearer upstream-secret-2']);
    expect(forwarding.upstream.requests.map(({ body }) => body)).toEqual(['b', 'b']);
    expect(record.unmapped).toMatchObject({ status: 200, upstreamStatus: 200 });
  });

  test.each(['POST', 'PATCH'])('%s is not', async (method) => {
    await prepare(rotating);

    expect(refusal(await forwarding.send({ method }))).toMatchObject({ reason: 'upstream_credential_refused' });
    expect(forwarding.upstream.requests).toHaveLength(1);
    expect(forwarding.secrets.refreshes).toBe(1);
  });

  test('nothing is sent again with the version that was refused', async () => {
    await prepare(answering(401, { 'WWW-Authenticate': 'Bearer' }));

    const forwarded = await forwarding.send();

    expect(refusal(forwarded)).toEqual({ status: 502, reason: 'upstream_credential_refused', called: true });
    expect(forwarded.headers.join()).not.toContain('www-authenticate');
    expect(forwarding.upstream.requests).toHaveLength(1);
    expect(forwarded.record.unmapped.upstreamStatus).toBe(401);
  });

  test('once is enough', async () => {
    await prepare((response, attempt) => {
      forwarding.secrets.next = () => {
        forwarding.secrets.version += 1;
      };
      response.writeHead(attempt === 1 ? 401 : 407).end();
    });

    expect(refusal(await forwarding.send())).toMatchObject({ reason: 'upstream_credential_refused' });
    expect(forwarding.upstream.requests).toHaveLength(2);
  });

  test('a secret that cannot be read again says so', async () => {
    await prepare((response) => {
      forwarding.secrets.value = '';
      response.writeHead(401).end();
    });

    expect(refusal(await forwarding.send())).toEqual({ status: 503, reason: 'secret_empty', called: true });
  });

  test('without a credential there is nothing to renew', async () => {
    await prepare(answering(401), { credential: { kind: 'none' } });

    expect(refusal(await forwarding.send())).toMatchObject({ reason: 'upstream_credential_refused' });
    expect(forwarding.secrets.refreshes).toBe(0);
  });
});

describe('S3 without a secret nobody is called', () => {
  test.each<[string, () => void, string]>([
    ['it is empty', () => undefined, 'secret_empty'],
    [
      'it cannot be read',
      () => {
        throw new DependencyFault('secret', 'unavailable', `nothing of ${SECRET}`);
      },
      'secret_unavailable',
    ],
  ])('%s', async (_name, next, reason) => {
    await prepare(answering(200));
    forwarding.secrets.value = '';
    forwarding.secrets.next = next;

    const forwarded = await forwarding.send();

    expect(refusal(forwarded)).toEqual({ status: 503, reason, called: false });
    expect(forwarded.record.unmapped.decision).toBe('fault');
  });

  test('it lacks the field', async () => {
    await prepare(answering(200), { credential: { kind: 'bearer', field: 'token' } });

    expect(refusal(await forwarding.send())).toEqual({ status: 503, reason: 'secret_field_missing', called: false });
  });
});

describe('L4 an exception nobody expected', () => {
  const explode: UpstreamClient = {
    send: () => Promise.reject(new Error(`exploded with ${SECRET}`)),
  };

  test.each<[string, () => Promise<void>]>([
    ['in the upstream client', () => prepare(answering(200), {}, { client: explode })],
    [
      'in the secret reader',
      async () => {
        await prepare(answering(200));
        forwarding.secrets.next = () => {
          throw new TypeError(`exploded with ${SECRET}`);
        };
      },
    ],
  ])('%s is a 500 with a record and no word of it', async (_name, start) => {
    await start();

    const forwarded = await forwarding.send();

    expect(refusal(forwarded)).toMatchObject({ status: 500, reason: 'unexpected' });
    expect(JSON.stringify(forwarded)).not.toContain(SECRET);
    expect(forwarded.record.unmapped.decision).toBe('fault');
  });
});
