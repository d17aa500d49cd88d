import { GatewayModelError } from '../../../local/gateway/model-error';
import { GUARDED, type ModelParts, startGateway, stopGateways } from './gateway-harness';

afterEach(stopGateways);

describe('a model that cannot be served is refused when the gateway is made', () => {
  test.each<[string, ModelParts, string]>([
    [
      '3.3 a path parameter as identity source',
      { authorizer: { identitySources: ['method.request.path.id'] } },
      'path',
    ],
    ['3.3 an unknown identity source', { authorizer: { identitySources: ['$request.header.A'] } }, '$request.header.A'],
    ['3 a TTL without identity sources', { authorizer: { resultTtlInSeconds: 300 } }, 'identity source'],
    [
      '3 a TTL above 3,600 s',
      { authorizer: { resultTtlInSeconds: 3_601, identitySources: ['method.request.header.A'] } },
      '3601',
    ],
    ['a method whose authorizer is missing', { routes: { 'GET /x': { ...GUARDED, authorizerId: 'gone' } } }, 'gone'],
    ['7 an access log format without an id', { stage: { accessLog: { format: 'x', logGroupName: 'g' } } }, 'requestId'],
    [
      '7 an access log format of two lines',
      { stage: { accessLog: { format: '$context.requestId\nx', logGroupName: 'g' } } },
      'one line',
    ],
    [
      '5 a response parameter that is no header',
      { responses: { DEFAULT_4XX: { responseParameters: { 'gatewayresponse.body.x': "'a'" } } } },
      'gatewayresponse.body.x',
    ],
    [
      '5 a response parameter with an unknown source',
      { responses: { DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.x': 'a' } } } },
      'literal',
    ],
    ['1.4 a greedy part that is not the last', { routes: { 'GET /{proxy+}/x': {} } }, 'last part'],
  ])('%s', async (_case, parts, message) => {
    const error = await startGateway(parts).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(GatewayModelError);
    expect(String(error)).toContain(message);
    expect(String(error)).toMatch(/got .+, allowed is .+; .+\.$/s);
  });
});
