import type { ForwardInput } from '../../lambda/domain/forward-input';
import { type Forwarded, Forwarding, refusal, SECRET } from './forwarding';

let forwarding: Forwarding;

async function prepare(...given: Parameters<typeof Forwarding.start>): Promise<void> {
  forwarding = await Forwarding.start(...given);
}

afterEach(() => forwarding.stop());

/** Refused, and nobody was called. */
async function refusedFor(sent: Promise<Forwarded>): Promise<string> {
  const { status, reason, called } = refusal(await sent);
  expect(called).toBe(false);
  expect(forwarding.upstream.requests).toEqual([]);
  return `${status} ${reason}`;
}

test('a decided request arrives with the upstream credential and without the client', async () => {
  await prepare();

  const forwarded = await forwarding.send({
    method: 'PUT',
    path: '/shop/items/a%20b',
    query: { b: ['2'], a: ['x y'] },
    headers: {
      Authorization: ['Bearer gth_client'],
      Accept: ['text/html'],
      'Content-Type': ['application/json'],
      'User-Agent': ['curl'],
      'X-Forwarded-For': ['198.51.100.7'],
      Host: ['gateway.example.com'],
    },
    body: Buffer.from('{"a":1}').toString('base64'),
  });

  expect(forwarded.status).toBe(200);
  expect(forwarding.upstream.requests).toEqual([
    {
      method: 'PUT',
      url: '/base/items/a%20b?a=x%20y&b=2',
      headers: [
        `host: ${new URL(forwarding.upstream.origin).host}`,
        'accept: text/html',
        'content-type: application/json',
        'user-agent: curl',
        `authorization: Bearer ${SECRET}`,
        'x-request-id: ext-id=',
        'content-length: 7',
        'connection: keep-alive',
      ],
      body: '{"a":1}',
    },
  ]);
  expect(forwarded.record.unmapped).toMatchObject({
    id: 'own-id',
    decision: 'permit',
    reason: 'none',
    tenant: 'acme',
    principal: 'acme/ann',
    api: 'shop',
    route: 'PUT /items/{id}',
    action: 'shop:PUTItem',
    policies: ['allow.0', 'allow.1'],
    upstream: forwarding.upstream.origin,
    upstreamStatus: 200,
    status: 200,
  });
  expect(JSON.stringify(forwarded)).not.toContain(SECRET);
});

test('a body that is not base64 is sent as it is', async () => {
  await prepare();

  await forwarding.send({ method: 'POST', body: 'plain', isBase64Encoded: false });

  expect(forwarding.upstream.requests[0]?.body).toBe('plain');
});

describe('P1 only what was decided on is forwarded', () => {
  test.each<[string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['empty', {}],
    ['of another authorizer', { principalId: 'x', id: 'x' }],
  ])('a context that is %s', async (_name, authorizer) => {
    await prepare();

    expect(await refusedFor(forwarding.sendAs(forwarding.input({ authorizer })))).toBe('403 context_missing');
    expect(forwarding.records[0]?.unmapped).toMatchObject({
      id: 'ext-id=',
      api: 'shop',
      tenant: '-',
      decision: 'forbid',
    });
  });

  test.each<[string, Partial<ForwardInput>]>([
    ['method', { method: 'DELETE' }],
    ['path', { path: '/shop/items/2' }],
    ['trailing slash', { path: '/shop/items/1/' }],
    ['query', { query: { admin: ['1'] } }],
    ['API', { path: '/other/items/1' }],
  ])('a request of which another %s was decided on', async (_name, change) => {
    await prepare();
    const authorizer = forwarding.contextOf(forwarding.input());

    expect(await refusedFor(forwarding.sendAs(forwarding.input({ ...change, authorizer })))).toBe(
      '403 digest_mismatch',
    );
  });

  test.each<[string, Partial<ForwardInput>, object]>([
    ['route', {}, { route: 'GET /items/{name}' }],
    ['action', {}, { action: 'shop:Other' }],
    ['API', {}, { api: 'other' }],
    ['API in the path', { path: '/other/items/1' }, { route: 'GET /items/{id}', action: 'shop:GETItem' }],
    ['set of routes', { path: '/shop/none' }, {}],
  ])('a decision on another %s', async (_name, change, context) => {
    await prepare();

    expect(await refusedFor(forwarding.send(change, context))).toBe('503 release_mismatch');
  });

  test('a refusal of the authorizer is answered with its reason', async () => {
    await prepare();

    const sent = forwarding.send({ path: '/shop/none' }, { verdict: 'refuse', reason: 'route_unknown' });

    expect(await refusedFor(sent)).toBe('404 route_unknown');
  });
});

describe('P2 an ambiguous request is refused here too', () => {
  test.each<[string, Partial<ForwardInput>, string]>([
    ['encoded slash', { path: '/shop/items/a%2fb' }, 'path_ambiguous'],
    ['dot segments', { path: '/shop/items/../../admin' }, 'path_ambiguous'],
    ['encoded dot segments', { path: '/shop/items/%2e%2e' }, 'path_ambiguous'],
    ['absolute form', { path: 'http://169.254.169.254/latest' }, 'path_ambiguous'],
    ['P4 semicolon in a name', { query: { 'a;b': ['1'] } }, 'query_ambiguous'],
    ['H6 method override', { headers: { 'X-HTTP-Method-Override': ['DELETE'] } }, 'method_unsupported'],
    [
      'H6 method override in a form',
      { method: 'POST', body: '_method=DELETE', isBase64Encoded: false },
      'method_unsupported',
    ],
    ['H2 credential twice', { headers: { Authorization: ['a'], authorization: ['b'] } }, 'header_ambiguous'],
    ['H5 line end', { headers: { 'X-A': ['a\r\nX-B: c'] } }, 'header_ambiguous'],
    ['H3 Connection names a credential', { headers: { Connection: ['authorization'] } }, 'header_ambiguous'],
  ])('%s', async (_name, change, reason) => {
    await prepare();

    expect(await refusedFor(forwarding.send(change))).toBe(`403 ${reason}`);
  });
});

describe('H1 H4 what an upstream never sees', () => {
  test('of a client that sends all of it in odd spellings', async () => {
    await prepare({ credential: { kind: 'header', header: 'X-Shop-Key' } });

    await forwarding.send({
      headers: {
        x_api_key: ['a'],
        COOKIE: ['a=b'],
        'x-forwarded-HOST': ['evil.example.com'],
        X_Forwarded_For: ['127.0.0.1'],
        x_shop_key: ['forged'],
        'X-SHOP-KEY': ['forged'],
        'X-Gatehouse-Principal': ['acme/admin'],
        TE: ['trailers'],
        'Transfer-Encoding': ['chunked'],
        'Content-Length': ['999'],
        Expect: ['100-continue'],
        Upgrade: ['h2c'],
        Trailer: ['X-Evil'],
        Connection: ['X-Drop'],
        'X-Drop': ['1'],
        'X-Keep': ['1'],
      },
    });

    expect(forwarding.upstream.requests[0]?.headers).toEqual([
      `host: ${new URL(forwarding.upstream.origin).host}`,
      'x-keep: 1',
      `x-shop-key: ${SECRET}`,
      'x-request-id: ext-id=',
      'connection: keep-alive',
    ]);
  });
});

describe('what a route asks of its requests', () => {
  const route = {
    method: 'POST',
    path: '/orders/{id}',
    action: 'Order',
    maxBodyBytes: 9,
    contentTypes: [],
    bodyRequired: true,
    parameters: [
      { in: 'path' as const, name: 'id', value: { type: 'integer' as const } },
      { in: 'query' as const, name: 'page', value: { type: 'integer' as const, maximum: 9 } },
      { in: 'header' as const, name: 'x-team', required: true, value: { type: 'string' as const, allowed: ['a'] } },
    ],
  };
  const good = { method: 'POST', path: '/shop/orders/1', headers: { 'X-Team': ['a'] }, body: 'MQ==' };

  test.each<[string, Partial<ForwardInput>, string]>([
    ['a path of another form', { path: '/shop/orders/x' }, '400 parameter_invalid'],
    ['a query beyond its bound', { query: { page: ['10'] } }, '400 parameter_invalid'],
    ['a value sent twice', { query: { page: ['1', '2'] } }, '400 parameter_invalid'],
    ['no required header', { headers: {} }, '400 parameter_invalid'],
    ['no body', { body: null }, '400 body_missing'],
  ])('%s is refused', async (_name, change, expected) => {
    await prepare({ routes: [route] });

    expect(await refusedFor(forwarding.send({ ...good, ...change }))).toBe(expected);
  });

  test('what fits is sent on, with what nobody asks about', async () => {
    await prepare({ routes: [route] });

    const forwarded = await forwarding.send({ ...good, query: { page: ['9'], more: ['x'] } });

    expect(forwarded.status).toBe(200);
    expect(forwarding.upstream.requests[0]?.url).toBe('/base/orders/1?more=x&page=9');
  });
});

describe('bodies', () => {
  const note = { method: 'POST', path: '/shop/notes' };
  const encoded = (text: string) => Buffer.from(text).toString('base64');

  test.each<[string, Partial<ForwardInput>, string]>([
    ['R3 too large', { body: encoded('123456789'), headers: { 'Content-Type': ['text/plain'] } }, '413 body_too_large'],
    [
      'of another type',
      { body: encoded('1'), headers: { 'Content-Type': ['text/html'] } },
      '415 media_type_unsupported',
    ],
    ['of no type', { body: encoded('1') }, '415 media_type_unsupported'],
  ])('%s', async (_name, change, expected) => {
    await prepare();

    expect(await refusedFor(forwarding.send({ ...note, ...change }))).toBe(expected);
  });

  test('the type is compared without case and parameters, and only where there is a body', async () => {
    await prepare();

    const typed = await forwarding.send({
      ...note,
      body: encoded('12345678'),
      headers: { 'content-type': [' Text/PLAIN ; charset=utf-8'] },
    });
    const empty = await forwarding.send({ ...note, headers: { 'Content-Type': ['text/html'] } });

    expect([typed.status, empty.status]).toEqual([200, 200]);
  });
});

describe('the upstream credential', () => {
  test('as a parameter follows the pairs that were decided on', async () => {
    await prepare({ credential: { kind: 'query', parameter: 'api_key' } });

    await forwarding.send({ query: { z: ['1'] } });

    expect(forwarding.upstream.requests[0]?.url).toBe(`/base/items/1?z=1&api_key=${SECRET}`);
    expect(forwarding.upstream.requests[0]?.headers.join()).not.toContain('authorization');
  });

  test('as a parameter is not a name that a client may use', async () => {
    await prepare({ credential: { kind: 'query', parameter: 'api_key' } });

    expect(await refusedFor(forwarding.send({ query: { API_KEY: ['1'] } }))).toBe('403 query_ambiguous');
    expect(await refusedFor(forwarding.send({ query: { 'api.key[]': ['1'] } }))).toBe('403 query_ambiguous');
  });

  test('none: the client credential goes all the same', async () => {
    await prepare({ credential: { kind: 'none' } });

    await forwarding.send({ headers: { Authorization: ['Bearer gth_client'] } });

    expect(forwarding.upstream.requests[0]?.headers.join()).not.toContain('gth_client');
  });

  test('the API itself, under an upstream without a base path', async () => {
    await prepare({}, { basePath: '' });

    await forwarding.send({ path: '/shop' });

    expect(forwarding.upstream.requests[0]?.url).toBe('/');
  });
});
