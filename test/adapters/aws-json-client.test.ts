import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwsEnvironment, readAwsEnvironment } from '../../lambda/adapters/aws-environment';
import { AwsJsonClient } from '../../lambda/adapters/aws-json-client';
import { plainItem, wireItem } from '../../lambda/adapters/attribute-value';

const LAMBDA = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'key' };

type Reply = (response: ServerResponse) => void;

describe('a call to AWS', () => {
  let server: Server;
  let environment: AwsEnvironment;
  let asked: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[];
  let replies: Reply[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push({ headers: request.headers, body });
        (replies.length > 1 ? replies.shift() : replies[0])?.(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    environment = readAwsEnvironment({ ...LAMBDA, AWS_SESSION_TOKEN: 'session', AWS_ENDPOINT_URL_DYNAMODB: url });
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const call = (...given: Reply[]): Promise<unknown> => {
    replies = given;
    const protocol = {
      service: 'dynamodb',
      target: 'DynamoDB_20120810',
      contentType: 'application/x-amz-json-1.0',
    } as const;
    return new AwsJsonClient(environment, protocol, 300).call('GetItem', { a: 'ä' });
  };
  const answer =
    (status: number, body: unknown): Reply =>
    (response) =>
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  const hang: Reply = () => undefined;
  const drip: Reply = (response) => {
    response.writeHead(200).write('{');
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  };

  test('is one signed POST with the operation’s name', async () => {
    expect(await call(answer(200, { b: 1 }))).toEqual({ b: 1 });
    expect(asked.map(({ body }) => body)).toEqual(['{"a":"ä"}']);
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
      'content-length': '10',
      'x-amz-security-token': 'session',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
      ),
    });
  });

  test.each<[string, Reply]>([
    ['an internal error', answer(500, { __type: 'com.amazonaws#InternalServerError' })],
    ['an error page', answer(503, '<html>')],
    ['a throttle', answer(400, { __type: 'x#ProvisionedThroughputExceededException', message: 'slower' })],
    ['a throttle by status', answer(429, {})],
    ['no answer in time', hang],
    ['an answer that never ends', drip],
    ['a cut connection', (response) => void response.socket?.destroy()],
    [
      'a cut answer',
      (response) => void response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy()),
    ],
    ['an answer that is no JSON', answer(200, '{"b":')],
    ['an answer that is no object', answer(200, '7')],
  ])('%s is asked once more, and then goes up', async (_, reply) => {
    await expect(call(reply)).rejects.toMatchObject({ name: expect.stringMatching(/^\w+$/) });
    expect(asked).toHaveLength(2);
    expect(await call(reply, answer(200, { fine: true }))).toEqual({ fine: true });
  });

  test('what AWS refuses goes up at once, with its name and words', async () => {
    const refusal = { __type: 'com.amazonaws#AccessDeniedException', Message: 'not you' };

    await expect(call(answer(400, refusal))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'not you',
      $metadata: { httpStatusCode: 400 },
    });
    expect(asked).toHaveLength(1);
  });

  test('an answer without end in size is cut off', async () => {
    const flood: Reply = (response) => {
      response.writeHead(200);
      const chunk = 'x'.repeat(1024 * 1024);
      const more = (): void => void (response.writable && response.write(chunk, more));
      more();
    };

    await expect(call(flood)).rejects.toMatchObject({ name: expect.stringMatching(/AnswerTooLarge|TimeoutError/) });
  });

  test('nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));

    await expect(call(hang)).rejects.toMatchObject({ name: 'ECONNREFUSED' });
    server.listen(0);
  });
});

describe('the environment', () => {
  test.each([
    ['eu-central-1', 'https://dynamodb.eu-central-1.amazonaws.com'],
    ['us-gov-west-1', 'https://dynamodb.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', 'https://dynamodb.cn-north-1.amazonaws.com.cn'],
    ['us-iso-east-1', 'https://dynamodb.us-iso-east-1.c2s.ic.gov'],
  ])('%s', (region, url) => {
    expect(readAwsEnvironment({ ...LAMBDA, AWS_REGION: region }).endpoints.dynamodb).toBe(url);
  });

  test('an endpoint of one service goes before the one of all', () => {
    const variables = { ...LAMBDA, AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_DYNAMODB: 'http://b' };

    expect(readAwsEnvironment(variables).endpoints).toEqual({ dynamodb: 'http://b', secretsmanager: 'http://a' });
  });

  test.each(Object.keys(LAMBDA))('without %s nothing starts', (name) => {
    expect(() => readAwsEnvironment({ ...LAMBDA, [name]: '' })).toThrow(`${name} is not set`);
  });
});

describe('attribute values', () => {
  test('are read as what was written', () => {
    expect(
      plainItem({
        s: { S: 'a' },
        n: { N: '1.5' },
        b: { BOOL: false },
        z: { NULL: true },
        l: { L: [{ S: 'x' }] },
        m: { M: {} },
      }),
    ).toEqual({ s: 'a', n: 1.5, b: false, z: null, l: ['x'], m: {} });
    expect(wireItem({ s: 'a', n: 2 })).toEqual({ s: { S: 'a' }, n: { N: '2' } });
  });

  test('of types that no record has are refused', () => {
    expect(() => plainItem({ s: { SS: ['a'] } })).toThrow('of the type SS');
    expect(() => plainItem({ s: {} })).toThrow('of the type nothing');
    expect(() => wireItem({ s: [] })).toThrow('of the type object');
  });
});
