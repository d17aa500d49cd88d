import { AUTHORIZER_FUNCTION, FUNCTION, GUARDED, permit, startGateway, stopGateways } from './gateway-harness';

afterEach(stopGateways);

const template = (text: string) => ({ responseTemplates: { 'application/json': text } });
const NOWHERE = { routes: { 'GET /known': {} } };

describe('gateway responses', () => {
  test('5 a built-in answer is compact JSON with the three headers and no CORS', async () => {
    const twin = await startGateway(NOWHERE);
    const answer = await twin.call('/prod/nothing');
    expect(answer.text).toBe('{"message":"Missing Authentication Token"}');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['x-amzn-requestid']).toBeTruthy();
    expect(answer.headers['x-amzn-errortype']).toBeTruthy();
    expect(answer.headers['x-amz-apigw-id']).toBeTruthy();
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('5 a specific entry wins whole over its family', async () => {
    const twin = await startGateway({
      ...NOWHERE,
      responses: {
        MISSING_AUTHENTICATION_TOKEN: template('{"own":true}'),
        DEFAULT_4XX: { statusCode: 418, responseParameters: { 'gatewayresponse.header.X-Family': "'yes'" } },
      },
    });
    const answer = await twin.call('/prod/nothing');
    expect(answer).toMatchObject({ status: 403, text: '{"own":true}' });
    expect(answer.headers['x-family']).toBeUndefined();
  });

  test('5 a family entry applies with its own status', async () => {
    const twin = await startGateway({ ...NOWHERE, responses: { DEFAULT_4XX: { statusCode: 418, ...template('{}') } } });
    expect(await twin.call('/prod/nothing')).toMatchObject({ status: 418, text: '{}' });
  });

  test('5 a family entry without a status keeps the type s', async () => {
    const twin = await startGateway({
      responses: { DEFAULT_5XX: template('{"type":"$context.error.responseType"}') },
    });
    twin.invoker.endWith(FUNCTION, {});
    expect(await twin.call('/prod/x')).toMatchObject({ status: 502, text: '{"type":"INTEGRATION_FAILURE"}' });
  });

  test('5 the families do not mix', async () => {
    const twin = await startGateway({ ...NOWHERE, responses: { DEFAULT_5XX: { statusCode: 599 } } });
    expect((await twin.call('/prod/nothing')).status).toBe(403);
  });

  test('5 an entry without a template keeps the body of its type', async () => {
    const twin = await startGateway({
      routes: { 'GET /x': GUARDED },
      responses: { DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.X-A': "'a'" } } },
    });
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({}, { Resource: 'x' }));
    const answer = await twin.call('/prod/x');
    expect(answer.text).toBe('{"Message":"User is not authorized to access this resource"}');
    expect(answer.headers['x-a']).toBe('a');
  });

  test('5 templates are plain substitution without quotes added', async () => {
    const twin = await startGateway({
      ...NOWHERE,
      stage: { variables: { colour: 'blue' } },
      responses: {
        MISSING_AUTHENTICATION_TOKEN: template(
          '{"message":$context.error.messageString,"raw":"$context.error.message","type":$context.error.responseType,' +
            '"stage":"$context.stage","colour":"$stageVariables.colour","q":"$method.request.querystring.q",' +
            '"h":"$method.request.header.X-Head","#set($x = 1)":1}',
        ),
      },
    });
    const answer = await twin.call('/prod/nothing?q=1', { headers: { 'x-head': 'head' } });
    expect(answer.text).toBe(
      '{"message":"Missing Authentication Token","raw":"Missing Authentication Token",' +
        '"type":MISSING_AUTHENTICATION_TOKEN,"stage":"prod","colour":"blue","q":"1","h":"head","#set($x = 1)":1}',
    );
  });

  test('5 a failure’s messageString has the space that its built-in body shows', async () => {
    const shaped = await startGateway({
      routes: { 'GET /x': {} },
      responses: { DEFAULT_5XX: template('{"detail":$context.error.messageString}') },
    });
    shaped.invoker.on(FUNCTION, () => 'no proxy answer');
    const answer = await shaped.call('/prod/x');
    expect(answer.text).toBe('{"detail": "Internal server error"}');
  });

  test('5 path parameters can be used once a route was found', async () => {
    const twin = await startGateway({
      routes: { 'GET /pets/{id}': { apiKeyRequired: true } },
      responses: { INVALID_API_KEY: template('$method.request.path.id') },
    });
    expect((await twin.call('/prod/pets/42')).text).toBe('42');
  });

  test('5 a value is not read as a template again', async () => {
    const twin = await startGateway({
      ...NOWHERE,
      responses: { DEFAULT_4XX: template('[$method.request.querystring.q]') },
    });
    expect((await twin.call('/prod/nothing?q=$context.stage')).text).toBe('[$context.stage]');
  });

  test('5 a variable without a value is what was chosen', async () => {
    const responses = { DEFAULT_4XX: template('[$context.authorizer.reason]') };
    const empty = await startGateway({ ...NOWHERE, responses });
    const dash = await startGateway({ ...NOWHERE, responses }, { choices: { unresolvedVariable: '-' } });
    expect((await empty.call('/prod/nothing')).text).toBe('[]');
    expect((await dash.call('/prod/nothing')).text).toBe('[-]');
  });

  test('5 authorizer context can be used in ACCESS_DENIED, names with a hyphen too', async () => {
    const twin = await startGateway({
      routes: { 'GET /x': GUARDED },
      responses: {
        ACCESS_DENIED: {
          ...template('{"code":"$context.authorizer.reason-code","who":"$context.authorizer.principalId-x"}'),
          responseParameters: { 'gatewayresponse.header.X-Reason': 'context.authorizer.reason-code' },
        },
      },
    });
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ context: { 'reason-code': 'EXPIRED' } }, { Effect: 'Deny' }));
    const answer = await twin.call('/prod/x');
    expect(answer.text).toBe('{"code":"EXPIRED","who":"user-1-x"}');
    expect(answer.headers['x-reason']).toBe('EXPIRED');
  });

  test('5 authorizer context can be used in later responses', async () => {
    const twin = await startGateway({
      routes: { 'GET /x': { ...GUARDED, apiKeyRequired: true }, 'GET /y': GUARDED },
      responses: {
        INVALID_API_KEY: template('$context.authorizer.reason'),
        DEFAULT_5XX: template('$context.authorizer.reason'),
      },
    });
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ context: { reason: 'seen' } })).endWith(FUNCTION, {});
    expect(await twin.call('/prod/x')).toMatchObject({ status: 403, text: 'seen' });
    expect(await twin.call('/prod/y')).toMatchObject({ status: 502, text: 'seen' });
  });

  test('5 response parameters take literals, request values, stage variables and context', async () => {
    const twin = await startGateway({
      ...NOWHERE,
      stage: { variables: { colour: 'blue' } },
      responses: {
        DEFAULT_4XX: {
          responseParameters: {
            'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
            'gatewayresponse.header.X-Head': 'method.request.header.Origin',
            'gatewayresponse.header.X-Query': 'method.request.querystring.q',
            'gatewayresponse.header.X-Colour': 'stageVariables.colour',
            'gatewayresponse.header.X-Id': 'context.extendedRequestId',
            'gatewayresponse.header.X-None': 'context.authorizer.nothing',
            'gatewayresponse.header.Content-Type': "'application/problem+json'",
          },
        },
      },
    });
    const answer = await twin.call('/prod/nothing?q=1', { headers: { origin: 'https://a.example' } });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'x-head': 'https://a.example',
      'x-query': '1',
      'x-colour': 'blue',
      'x-id': answer.headers['x-amz-apigw-id'],
      'content-type': 'application/problem+json',
    });
    expect(answer.headers['x-none']).toBeUndefined();
  });

  test('5 a decoded line end makes no header', async () => {
    const twin = await startGateway({
      ...NOWHERE,
      responses: {
        DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.X-Query': 'method.request.querystring.q' } },
      },
    });
    const answer = await twin.call('/prod/nothing?q=a%0d%0aX-Evil:%20b');
    expect(answer.status).toBe(403);
    expect(answer.headers['x-evil']).toBeUndefined();
  });

  test('5 the ids cannot be overridden', async () => {
    const responseParameters = { 'gatewayresponse.header.x-amz-apigw-id': "'mine'" };
    const twin = await startGateway({ ...NOWHERE, responses: { DEFAULT_4XX: { responseParameters } } });
    expect((await twin.call('/prod/nothing')).headers['x-amz-apigw-id']).not.toBe('mine');
  });

  test('5 the template is chosen by Accept, then JSON', async () => {
    const responses = { DEFAULT_4XX: { responseTemplates: { 'application/json': '{}', 'text/plain': 'text' } } };
    const twin = await startGateway({ ...NOWHERE, responses });
    const plain = await twin.call('/prod/nothing', { headers: { Accept: 'text/plain' } });
    expect(plain.text).toBe('text');
    expect(plain.headers['content-type']).toBe('text/plain');
    expect((await twin.call('/prod/nothing', { headers: { Accept: 'image/png' } })).text).toBe('{}');
  });

  test.each([
    ['UNAUTHORIZED', { identitySources: ['method.request.header.Authorization'] }, () => permit(), 401],
    ['ACCESS_DENIED', {}, () => permit({}, { Effect: 'Deny' }), 403],
    ['AUTHORIZER_CONFIGURATION_ERROR', {}, () => null, 500],
  ])('5 %s can be customised', async (responseType, authorizer, output, status) => {
    const twin = await startGateway({
      routes: { 'GET /x': GUARDED },
      authorizer,
      responses: { [responseType]: template('{"status":$context.status}') },
    });
    twin.invoker.on(AUTHORIZER_FUNCTION, output);
    expect(await twin.call('/prod/x')).toMatchObject({ status, text: `{"status":${status}}` });
  });
});
