import { PROBLEM_TITLES, type ProblemCode } from '../../lambda/contract/reason';
import { newProxy, templateOf } from './synthesized';

interface GatewayResponse {
  readonly ResponseType: string;
  readonly StatusCode: string;
  readonly ResponseParameters: Readonly<Record<string, string>>;
  readonly ResponseTemplates: Readonly<Record<string, string>>;
}

function responses(cors?: string): Map<string, GatewayResponse> {
  const proxy = newProxy(cors === undefined ? {} : { cors: { allowOrigins: [cors] } });
  const found = Object.values(templateOf(proxy).findResources('AWS::ApiGateway::GatewayResponse'));
  return new Map(found.map(({ Properties }) => [Properties.ResponseType, Properties]));
}

const EXPECTED: Readonly<Record<string, readonly [number, ProblemCode]>> = {
  ACCESS_DENIED: [403, 'forbidden'],
  API_CONFIGURATION_ERROR: [500, 'internal_error'],
  AUTHORIZER_CONFIGURATION_ERROR: [503, 'service_unavailable'],
  AUTHORIZER_FAILURE: [503, 'service_unavailable'],
  BAD_REQUEST_BODY: [400, 'bad_request'],
  BAD_REQUEST_PARAMETERS: [400, 'bad_request'],
  DEFAULT_4XX: [403, 'forbidden'],
  DEFAULT_5XX: [500, 'internal_error'],
  EXPIRED_TOKEN: [403, 'forbidden'],
  INTEGRATION_FAILURE: [502, 'bad_gateway'],
  INTEGRATION_TIMEOUT: [504, 'gateway_timeout'],
  INVALID_API_KEY: [403, 'forbidden'],
  INVALID_SIGNATURE: [403, 'forbidden'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'forbidden'],
  QUOTA_EXCEEDED: [429, 'quota_exceeded'],
  RESOURCE_NOT_FOUND: [404, 'not_found'],
  THROTTLED: [429, 'too_many_requests'],
  UNAUTHORIZED: [401, 'unauthorized'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'unsupported_media_type'],
  WAF_FILTERED: [403, 'forbidden'],
};

describe('gateway responses', () => {
  const plain = responses();

  test('every type that can be customised is, and no other', () => {
    expect([...plain.keys()].sort()).toEqual(Object.keys(EXPECTED));
  });

  test.each(Object.entries(EXPECTED))('%s is a problem of %j', (type, [status, code]) => {
    const response = plain.get(type)!;

    expect(response.StatusCode).toBe(String(status));
    expect(Object.keys(response.ResponseTemplates)).toEqual(['application/json', 'application/problem+json']);
    expect(response.ResponseTemplates['application/json']).toBe(response.ResponseTemplates['application/problem+json']);
    expect(JSON.parse(response.ResponseTemplates['application/problem+json']!)).toEqual({
      type: 'about:blank',
      title: PROBLEM_TITLES[code],
      status,
      code,
      id: '$context.extendedRequestId',
    });
    expect(response.ResponseParameters['gatewayresponse.header.X-Request-Id']).toBe('context.extendedRequestId');
  });

  test('401 asks for a bearer token and says nothing else', () => {
    expect(plain.get('UNAUTHORIZED')!.ResponseParameters).toEqual({
      'gatewayresponse.header.X-Request-Id': 'context.extendedRequestId',
      'gatewayresponse.header.WWW-Authenticate': '\'Bearer realm="gatehouse"\'',
    });
  });

  test('a throttled caller is told when to come back, one without quota is not', () => {
    expect(plain.get('THROTTLED')!.ResponseParameters['gatewayresponse.header.Retry-After']).toBe("'1'");
    expect(plain.get('QUOTA_EXCEEDED')!.ResponseParameters).not.toHaveProperty(['gatewayresponse.header.Retry-After']);
  });

  test('pages of the declared origin can read every one of them', () => {
    for (const { ResponseParameters } of responses('https://app.example.com').values()) {
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.Access-Control-Allow-Origin': "'https://app.example.com'",
        'gatewayresponse.header.Access-Control-Expose-Headers': "'X-Request-Id,Retry-After'",
        'gatewayresponse.header.Vary': "'Origin'",
      });
    }
  });

  test('with any origin allowed, answers do not vary by it', () => {
    for (const { ResponseParameters } of responses('*').values()) {
      expect(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe("'*'");
      expect(ResponseParameters).not.toHaveProperty(['gatewayresponse.header.Vary']);
    }
  });
});
