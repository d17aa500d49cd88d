import type { CallerApiKey, Exchange, RoutedExchange } from './exchange';
import { renderRequestTime } from './request-time';

/** Never reaches a function; after "Amazon API Gateway important notes" (api-gateway-known-issues). */
const DROPPED = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

/** Spelled this way whatever the client wrote. */
const CAPITALISED = new Map([
  ['host', 'Host'],
  ['user-agent', 'User-Agent'],
]);

/** The part that a proxy event and an authorizer event have in common. */
export interface RequestFields {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly queryStringParameters: Record<string, string>;
  readonly multiValueQueryStringParameters: Record<string, string[]>;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly stageVariables: Readonly<Record<string, string>>;
}

export function requestFieldsOf(exchange: RoutedExchange): RequestFields {
  const multiValueHeaders = forwardedHeaders(exchange);
  const query = [...exchange.query].map(([name, values]): [string, string[]] => [name, [...values]]);
  return {
    resource: exchange.route.resource.path,
    path: exchange.path,
    httpMethod: exchange.verb,
    headers: lastValues(Object.entries(multiValueHeaders)),
    multiValueHeaders,
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: Object.fromEntries(query),
    pathParameters: exchange.route.pathParameters,
    stageVariables: exchange.model.stage.variables,
  };
}

export function domainNameOf({ model }: Exchange): string {
  return `${model.restApiId}.execute-api.${model.region}.amazonaws.com`;
}

/** `requestContext` without `authorizer`. */
export function requestContextOf(exchange: RoutedExchange, apiKey?: CallerApiKey): Record<string, unknown> {
  const { model, route } = exchange;
  return {
    accountId: model.accountId,
    apiId: model.restApiId,
    deploymentId: model.stage.deploymentId,
    domainName: domainNameOf(exchange),
    domainPrefix: model.restApiId,
    extendedRequestId: exchange.extendedRequestId,
    httpMethod: exchange.verb,
    identity: {
      accessKey: null,
      accountId: null,
      ...(apiKey ? { apiKey: apiKey.value, apiKeyId: apiKey.id } : {}),
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: exchange.sourceIp,
      user: null,
      userAgent: exchange.headers.last('user-agent') ?? null,
      userArn: null,
    },
    path: exchange.pathWithStage,
    protocol: 'HTTP/1.1',
    requestId: exchange.requestId,
    requestTime: renderRequestTime(exchange.arrivedAt),
    requestTimeEpoch: exchange.arrivedAt,
    resourceId: route.resource.id,
    resourcePath: route.resource.path,
    stage: model.stage.name,
  };
}

function forwardedHeaders(exchange: RoutedExchange): Record<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { name, values } of exchange.headers.grouped()) {
    const lowerCase = name.toLowerCase();
    if (DROPPED.has(lowerCase) || isReplaced(lowerCase)) continue;
    if (lowerCase === 'authorization' && values.some((value) => value.startsWith('AWS4-HMAC-'))) continue;
    headers.set(CAPITALISED.get(lowerCase) ?? name, values);
  }
  const hops = [...exchange.headers.all('x-forwarded-for'), exchange.sourceIp];
  headers.set('Host', [domainNameOf(exchange)]);
  headers.set('X-Amzn-Trace-Id', [exchange.traceId]);
  headers.set('X-Forwarded-For', [hops.join(', ')]);
  // As a client on AWS would have reached it: the twin stands in for the TLS endpoint.
  headers.set('X-Forwarded-Port', ['443']);
  headers.set('X-Forwarded-Proto', ['https']);
  return Object.fromEntries(headers);
}

function isReplaced(lowerCaseName: string): boolean {
  return ['host', 'x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto'].includes(
    lowerCaseName,
  );
}

function lastValues(entries: readonly (readonly [string, readonly string[]])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1) ?? '']));
}
