import path from 'node:path';

interface FunctionUrlAnswer {
  readonly statusCode: number;
  readonly body: string;
}

/** Loaded as Lambda does: by its path, with its environment in place. */
const { handler } = jest.requireActual<{ handler: (event: unknown) => Promise<FunctionUrlAnswer> }>(
  path.join(__dirname, 'index.js'),
);

function event(rawPath: string, change: Readonly<Record<string, unknown>> = {}): unknown {
  return { rawPath, rawQueryString: '', headers: {}, requestContext: { http: { method: 'POST' } }, ...change };
}

describe('the upstream on a real account', () => {
  test('says what it saw, and no credential', async () => {
    const answer = await handler(
      event('/v1/orders', {
        rawQueryString: 'a=%2B',
        headers: { 'content-type': 'application/json', 'x-service-key': 'canary', 'x-forwarded-for': '192.0.2.1' },
        body: Buffer.from('{"item":"é"}').toString('base64'),
        isBase64Encoded: true,
      }),
    );

    expect(JSON.parse(answer.body)).toMatchObject({
      method: 'POST',
      url: '/v1/orders?a=%2B',
      bodyBytes: 13,
      headers: { 'content-type': 'application/json', 'x-service-key': 'value (6 characters)' },
    });
    expect(answer.body).not.toMatch(/canary|forwarded/);
  });

  test('serves the keys that it was given', async () => {
    process.env['GATEHOUSE_JWKS'] = '{"keys":[]}';

    expect(await handler(event('/.well-known/jwks.json'))).toMatchObject({ statusCode: 200, body: '{"keys":[]}' });
  });
});
