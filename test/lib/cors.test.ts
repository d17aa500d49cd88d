import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { newApi, newProxy, newStack, readJson, templateOf, functionOf, FORWARDER } from './synthesized';

describe('CORS', () => {
  test('without it no preflight request is answered', () => {
    const methods = Object.values(templateOf(newProxy()).findResources('AWS::ApiGateway::Method'));

    expect(methods.map(({ Properties }) => Properties.HttpMethod)).toEqual(['ANY', 'ANY']);
  });

  test('with it both resources answer preflight requests by themselves, as text, without credential or key', () => {
    const template = templateOf(
      newProxy({
        cors: {
          allowOrigins: ['https://app.example.com'],
          allowHeaders: ['Authorization'],
          exposeHeaders: ['ETag'],
          maxAge: Duration.minutes(5),
        },
      }),
    );
    const preflight = Object.values(template.findResources('AWS::ApiGateway::Method')).filter(
      ({ Properties }) => Properties.HttpMethod === 'OPTIONS',
    );

    expect(preflight).toHaveLength(2);
    for (const { Properties } of preflight) {
      expect(Properties).toMatchObject({
        AuthorizationType: 'NONE',
        ApiKeyRequired: false,
        Integration: {
          Type: 'MOCK',
          ContentHandling: 'CONVERT_TO_TEXT',
          RequestTemplates: { 'application/json': '{"statusCode": 204}' },
          IntegrationResponses: [
            {
              StatusCode: '204',
              ContentHandling: 'CONVERT_TO_TEXT',
              ResponseParameters: {
                'method.response.header.Access-Control-Allow-Origin': "'https://app.example.com'",
                'method.response.header.Access-Control-Allow-Methods': "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'",
                'method.response.header.Access-Control-Allow-Headers': "'Authorization'",
                'method.response.header.Access-Control-Max-Age': "'300'",
                'method.response.header.Vary': "'Origin'",
              },
            },
          ],
        },
      });
    }
  });

  test('the forwarder knows it from its API document', () => {
    const proxy = newProxy({ cors: { allowOrigins: ['*'] } });
    const { folder } = functionOf(Stack.of(proxy), FORWARDER);

    expect(readJson(folder, 'api-document.json').cors).toEqual({
      allowOrigin: '*',
      allowHeaders: ['Authorization', 'Content-Type', 'X-Api-Key'],
      exposeHeaders: ['X-Request-Id', 'Retry-After'],
      maxAgeSeconds: 3600,
    });
  });

  test.each([
    [
      { allowOrigins: ['https://a.example.com', 'https://b.example.com'] },
      '[Test/Proxy] cors.allowOrigins: given ["https://a.example.com","https://b.example.com"]; allowed: one origin, or "*". API Gateway cannot repeat the caller’s origin in its own answers: put the pages under one origin, or say "*" — no cookie is ever accepted.',
    ],
    [
      { allowOrigins: ['https://a.example.com/app'] },
      '[Test/Proxy] cors.allowOrigins: given "https://a.example.com/app"; allowed: "*" or an origin such as https://app.example.com, without path. Write scheme, host and port only.',
    ],
    [
      { allowOrigins: ['*'], allowHeaders: ['X Y'] },
      '[Test/Proxy] cors.allowHeaders: given "X Y"; allowed: 1 to 128 token characters of RFC 9110, without "_". Rename it.',
    ],
    [
      { allowOrigins: ['*'], maxAge: Duration.days(2) },
      '[Test/Proxy] cors.maxAge: given 172800; allowed: a whole number of seconds from 0 to 86400. Choose one of them.',
    ],
  ])('%j is refused', (cors, message) => {
    expect(() => newProxy({ cors })).toThrow(new Error(message));
  });

  test('an origin known only at deploy time is refused: the forwarder’s document is written at synth', () => {
    const stack = newStack();
    const origin = new CfnParameter(stack, 'Origin').valueAsString;

    expect(() => newProxy({ cors: { allowOrigins: [origin] } }, stack)).toThrow(
      '[Test/Proxy] cors.allowOrigins: given "a value known only at deploy time"; allowed: text known at synth. Write the text itself, or read it from the CDK context.',
    );
  });

  test('a route for OPTIONS is refused, because it would never be reached', () => {
    const proxy = newProxy({ cors: { allowOrigins: ['*'] } });

    expect(() => newApi(proxy, { routes: [{ method: 'OPTIONS', path: '/x', action: 'Ask' }] }, 'Other')).toThrow(
      '[Test/Other] method of route "OPTIONS /x": given "OPTIONS"; allowed: any other method where the proxy has cors. Preflight requests are answered by API Gateway, so this route would never be reached: remove it.',
    );
  });
});
