import { AUTHORIZER_FUNCTION, FUNCTION, GUARDED, permit, START, startGateway, stopGateways } from './gateway-harness';

afterEach(stopGateways);

const logging = (format: string) => ({ stage: { accessLog: { format, logGroupName: 'access' } } });
const ID = '$context.requestId ';

describe('access log', () => {
  test('7 one line per request, with the values of the request', async () => {
    const names = [
      'extendedRequestId httpMethod path resourcePath resourceId stage apiId accountId protocol domainName',
      'requestTime requestTimeEpoch identity.sourceIp identity.userAgent status responseLength responseLatency',
    ];
    const format = names.flatMap((each) => each.split(' ')).map((name) => `$context.${name}`);
    const twin = await startGateway(logging(format.join('|')));
    twin.invoker.on(FUNCTION, () => {
      twin.clock.advance(0.033);
      return { statusCode: 201, body: 'four' };
    });
    const answer = await twin.call('/prod/a/b?q=1', { headers: { 'User-Agent': 'test/1' } });
    expect(twin.lines).toEqual([
      [
        answer.headers['x-amz-apigw-id'],
        'GET|/prod/a/b|/{proxy+}|res/{proxy+}|prod|a1b2c3d4e5|123456789012|HTTP/1.1',
        'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
        `08/Jul/2026:19:19:04 +0000|${START}|127.0.0.1|test/1|201|4|33`,
      ].join('|'),
    ]);
  });

  test('7 goes to the log group of the stage', async () => {
    const groups: string[] = [];
    const logs = { write: (group: string) => groups.push(group) };
    const twin = await startGateway(logging('$context.requestId'), { logs });
    await twin.call('/prod/x');
    expect(groups).toEqual(['access']);
  });

  test('7 a missing value is a dash, and JSON is not escaped', async () => {
    const twin = await startGateway(
      logging(
        `${ID}{"caller":"$context.identity.caller","waf":$context.waf.status,"ua":"$context.identity.userAgent"}`,
      ),
    );
    await twin.call('/prod/x', { headers: { 'User-Agent': 'a"b' } });
    expect(twin.lines[0]).toMatch(/ \{"caller":"-","waf":-,"ua":"a"b"\}$/);
  });

  test('7 integration values: the Lambda service s status and the function s', async () => {
    const twin = await startGateway(
      logging(
        `${ID}$context.integration.integrationStatus $context.integrationStatus $context.integration.status ` +
          '$context.integration.latency $context.integrationLatency $context.integration.requestId $context.integration.error',
      ),
    );
    twin.invoker.on(FUNCTION, () => ({ statusCode: 418 }));
    await twin.call('/prod/x');
    expect(twin.lines[0]).toMatch(/ 200 200 418 12 12 invocation-id -$/);
  });

  test('7 a function error is logged, not shown', async () => {
    const twin = await startGateway(
      logging(`${ID}$context.status $context.integrationErrorMessage $context.error.responseType`),
    );
    twin.invoker.endWith(FUNCTION, { errorMessage: 'boom\nsecond line' });
    const answer = await twin.call('/prod/x');
    expect(twin.lines[0]).toMatch(/ 502 boom second line INTEGRATION_FAILURE$/);
    expect(answer.text).not.toContain('boom');
  });

  const guardedFormat =
    `${ID}$context.status $context.error.responseType $context.integration.status $context.integrationLatency ` +
    '$context.authorizer.principalId $context.authorizer.reason $context.authorizer.latency ' +
    '$context.authorizer.requestId $context.authorizer.integrationStatus $context.authorize.status';

  test('7 a request denied by the authorizer has a line, its integration fields are dashes', async () => {
    const twin = await startGateway({ ...logging(guardedFormat), routes: { 'GET /x': GUARDED } });
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ context: { reason: 'EXPIRED' } }, { Effect: 'Deny' }));
    await twin.call('/prod/x');
    expect(twin.lines[0]).toMatch(/ 403 ACCESS_DENIED - - user-1 EXPIRED 12 invocation-id 200 403$/);
  });

  test('7 a permitted request has the authorizer s values too', async () => {
    const twin = await startGateway({ ...logging(guardedFormat), routes: { 'GET /x': GUARDED } });
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ context: { reason: 'OK' } }));
    await twin.call('/prod/x');
    expect(twin.lines[0]).toMatch(/ 200 - 200 12 user-1 OK 12 invocation-id 200 200$/);
  });

  test('3 cache: on a hit authorizer.latency is 0 and authorizer.requestId a dash', async () => {
    const twin = await startGateway({
      ...logging(`${ID}$context.authorizer.latency $context.authorizer.requestId`),
      routes: { 'GET /x': GUARDED },
      authorizer: { identitySources: ['context.identity.sourceIp'], resultTtlInSeconds: 60 },
    });
    await twin.call('/prod/x');
    await twin.call('/prod/x');
    expect(twin.lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['12 invocation-id', '0 -']);
  });

  test('7 a request that never reached a method has a line', async () => {
    const twin = await startGateway({
      ...logging(`${ID}$context.status $context.error.responseType $context.resourcePath $context.error.messageString`),
      routes: { 'GET /known': {} },
    });
    await twin.call('/prod/nothing');
    expect(twin.lines[0]).toMatch(/ 403 MISSING_AUTHENTICATION_TOKEN - "Missing Authentication Token"$/);
  });

  test('7 throttled, over quota and without a key: one line each, with the key where it is known', async () => {
    const twin = await startGateway({
      ...logging(`${ID}$context.status $context.error.responseType $context.identity.apiKeyId`),
      routes: { 'GET /x': { apiKeyRequired: true } },
    });
    twin.keys.add('throttled', { throttle: { rateLimit: 0, burstLimit: 0 } });
    twin.keys.add('spent', { quota: { limit: 0, offset: 0, period: 'DAY' } });
    for (const key of ['throttled', 'spent', 'unknown']) {
      await twin.call('/prod/x', { headers: { 'x-api-key': key } });
    }
    expect(twin.lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      '429 THROTTLED id-of-throttled',
      '429 QUOTA_EXCEEDED id-of-spent',
      '403 INVALID_API_KEY -',
    ]);
  });

  test('7 413 and 431 have no line', async () => {
    const twin = await startGateway(logging(ID), { limits: { requestBodyBytes: 10 } });
    expect((await twin.call('/prod/x', { method: 'POST', body: 'x'.repeat(11) })).status).toBe(413);
    expect((await twin.call('/prod/x', { headers: { 'X-Long': 'x'.repeat(11_000) } })).status).toBe(431);
    expect(twin.lines).toEqual([]);
  });

  test('7 a client s UUID is logged; anything else is replaced', async () => {
    const twin = await startGateway(logging('$context.requestId'));
    const id = '6F1C1A52-8f4b-4b0e-9d4e-111111111111';
    await twin.call('/prod/x', { headers: { 'x-amzn-requestid': id } });
    await twin.call('/prod/x', { headers: { 'x-amzn-requestid': 'mine' } });
    expect(twin.lines).toEqual([id, 'UUID_REPLACED_INVALID_REQUEST_ID']);
  });

  test('7 a line end in a value stays within the line', async () => {
    const twin = await startGateway({
      ...logging(`${ID}$context.authorizer.note`),
      routes: { 'GET /x': GUARDED },
    });
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ context: { note: 'a\r\nforged line' } }));
    await twin.call('/prod/x');
    expect(twin.lines[0]).toMatch(/ a forged line$/);
  });

  test('7 no access log, no line', async () => {
    const twin = await startGateway();
    await twin.call('/prod/x');
    expect(twin.lines).toEqual([]);
  });
});
