import http from 'node:http';
import type https from 'node:https';
import type { AddressInfo } from 'node:net';
import { HttpTokenIntrospector, INTROSPECTION_LIMIT_BYTES } from '../../lambda/adapters/token-introspector';
import type { OpaqueIssuerDocument } from '../../lambda/contract/proxy-document';
import { DependencyFault, Redacted, type SecretReader } from '../../lambda/domain/ports';
import { ISSUER } from '../support/authorizer-rig';

const OPAQUE: OpaqueIssuerDocument = {
  ...ISSUER,
  introspectionUrl: 'https://idp.example.com/introspect',
  clientId: 'gate:house',
  secretArn: 'arn:secret',
};
const TOKEN = 'an-opaque-token-of-this-issuer';

interface Asked {
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly path: string | undefined;
  readonly body: string;
}

class Rig {
  readonly asked: Asked[] = [];
  readonly clock = { time: 1_000_000, now: () => this.clock.time };
  secrets: (string | 'empty')[] = ['s3cret&more'];
  refreshes: boolean[] = [];
  answer: (response: http.ServerResponse, asked: Asked) => void = (response) => reply(response, { active: true });
  #server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { authorization, 'content-type': contentType } = request.headers;
      const asked = { authorization, contentType, path: request.url, body };
      this.asked.push(asked);
      this.answer(response, asked);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  introspector(): HttpTokenIntrospector {
    const { port } = this.#server.address() as AddressInfo;
    const request = (uri: string, options: http.RequestOptions) =>
      http.request({ ...options, host: '127.0.0.1', port, path: new URL(uri).pathname });
    const reader: SecretReader = {
      current: async (refresh) => {
        this.refreshes.push(refresh);
        const [value, next] = this.secrets;
        const now = refresh && next !== undefined ? next : (value as string);
        return now === 'empty' ? 'empty' : { versionId: now, value: new Redacted(now) };
      },
    };
    return new HttpTokenIntrospector(() => reader, this.clock, { request } as unknown as Pick<typeof https, 'request'>);
  }
}

function reply(response: http.ServerResponse, body: unknown, type = 'application/json;charset=UTF-8'): void {
  response.writeHead(200, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
}

describe('the introspector', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = new Rig();
    await rig.start();
  });
  afterEach(() => rig.stop());

  test('J13 asks with the proxy’s own credentials, form-encoded, and the token in the body alone', async () => {
    await rig.introspector().introspect(TOKEN, OPAQUE);

    expect(rig.asked).toEqual([
      {
        authorization: `Basic ${Buffer.from('gate%3Ahouse:s3cret%26more').toString('base64')}`,
        contentType: 'application/x-www-form-urlencoded',
        path: '/introspect',
        body: `token=${TOKEN}&token_type_hint=access_token`,
      },
    ]);
  });

  test('J13 an answer serves for 30 s, and not beyond the token’s end', async () => {
    const introspector = rig.introspector();
    await introspector.introspect(TOKEN, OPAQUE);
    rig.clock.time += 29_999;
    await introspector.introspect(TOKEN, OPAQUE);
    expect(rig.asked).toHaveLength(1);
    rig.clock.time += 1;
    rig.answer = (response) => reply(response, { active: true, exp: (rig.clock.time + 2_000) / 1000 });
    await introspector.introspect(TOKEN, OPAQUE);
    expect(rig.asked).toHaveLength(2);

    rig.clock.time += 1_999;
    await introspector.introspect(TOKEN, OPAQUE);
    expect(rig.asked).toHaveLength(2);
    rig.clock.time += 1;
    rig.answer = (response) => reply(response, { active: false });

    expect(await introspector.introspect(TOKEN, OPAQUE)).toEqual({ active: false });
    rig.clock.time += 10_000;
    await introspector.introspect(TOKEN, OPAQUE);
    expect(rig.asked).toHaveLength(3);
  });

  test('J13 a clock that is put back does not prolong an answer', async () => {
    const introspector = rig.introspector();
    await introspector.introspect(TOKEN, OPAQUE);
    rig.clock.time -= 1;
    await introspector.introspect(TOKEN, OPAQUE);

    expect(rig.asked).toHaveLength(2);
  });

  test('J13 whoever needs the same token waits for the one question; another token or issuer is another', async () => {
    const introspector = rig.introspector();
    const other = { ...OPAQUE, introspectionUrl: 'https://other.example.com/introspect' };

    await Promise.all([
      introspector.introspect(TOKEN, OPAQUE),
      introspector.introspect(TOKEN, OPAQUE),
      introspector.introspect(`${TOKEN}2`, OPAQUE),
      introspector.introspect(TOKEN, other),
    ]);

    expect(rig.asked).toHaveLength(3);
  });

  test.each<[string, (response: http.ServerResponse) => void]>([
    ['a redirect', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['500', (response) => response.writeHead(500).end()],
    ['401', (response) => response.writeHead(401).end()],
    ['200 without a body', (response) => reply(response, '')],
    ['no JSON', (response) => reply(response, 'active')],
    ['HTML', (response) => reply(response, '{"active":true}', 'text/html')],
    ['a signed answer', (response) => reply(response, '{"active":true}', 'application/token-introspection+jwt')],
    ['`active` as text', (response) => reply(response, { active: 'true' })],
    ['`active` twice', (response) => reply(response, '{"active":false,"active":true}')],
    ['too much', (response) => reply(response, `{"active":true${' '.repeat(INTROSPECTION_LIMIT_BYTES)}}`)],
    [
      'a part',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"active":true');
        setImmediate(() => response.destroy());
      },
    ],
    ['nothing', () => undefined],
    ['a closed connection', (response) => response.destroy()],
  ])('J13 %s is a fault, and is not remembered', async (_, answer) => {
    const introspector = rig.introspector();
    rig.answer = answer;

    const asked = introspector.introspect(TOKEN, OPAQUE);

    await expect(asked).rejects.toThrow(DependencyFault);
    await expect(asked).rejects.not.toThrow(TOKEN);
    rig.answer = (response) => reply(response, { active: true });
    expect(await introspector.introspect(TOKEN, OPAQUE)).toMatchObject({ active: true });
  });

  test('J13 an answer of exactly 64 KB is one', async () => {
    const text = '{"active":true}';
    rig.answer = (response) => reply(response, text.padEnd(INTROSPECTION_LIMIT_BYTES));

    expect(await rig.introspector().introspect(TOKEN, OPAQUE)).toMatchObject({ active: true });
  });

  test('a secret that the issuer refuses is read anew, and tried once more only where it changed', async () => {
    rig.secrets = ['old', 'new'];
    rig.answer = (response, { authorization }) =>
      authorization === `Basic ${Buffer.from('gate%3Ahouse:new').toString('base64')}`
        ? reply(response, { active: true })
        : response.writeHead(401).end();

    expect(await rig.introspector().introspect(TOKEN, OPAQUE)).toMatchObject({ active: true });
    expect([rig.asked.length, rig.refreshes]).toEqual([2, [false, true]]);
  });

  test.each([
    ['is empty', 'empty', undefined],
    ['is no JSON', 'plain', 'secret'],
    ['has no such field', '{"other":"x"}', 'secret'],
    ['has an empty field', '{"secret":""}', 'secret'],
    ['has a field of another type', '{"secret":1}', 'secret'],
    ['is a list', '[]', 'length'],
  ])('a secret that %s is a fault, and nobody is asked', async (_, secret, secretField) => {
    rig.secrets = [secret];
    const issuer = secretField === undefined ? OPAQUE : { ...OPAQUE, secretField };

    await expect(rig.introspector().introspect(TOKEN, issuer)).rejects.toThrow(/client secret of the issuer "idp"/);
    expect(rig.asked).toEqual([]);
  });

  test('a secret may be a member of a JSON object', async () => {
    rig.secrets = ['{"secret":"inner"}'];
    await rig.introspector().introspect(TOKEN, { ...OPAQUE, secretField: 'secret' });

    expect(rig.asked[0]?.authorization).toBe(`Basic ${Buffer.from('gate%3Ahouse:inner').toString('base64')}`);
  });
});
