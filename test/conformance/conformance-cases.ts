import type { ConformanceCase } from './conformance-case';

const SHOP = { tenant: 'acme', principal: 'acme/shop' };
const DESK = { tenant: 'globex', principal: 'globex/desk' };
/** Answers of API Gateway itself may come as plain JSON: how it chooses among templates is not documented. */
const PROBLEM = /^application\/(problem\+)?json/;
const CREDENTIALS = ['authorization', 'x-api-key', 'cookie', 'x-forwarded-for', 'x-amzn-trace-id'];

function unauthorized(reason: string): ConformanceCase['expected'] {
  return {
    status: 401,
    code: 'unauthorized',
    headers: { 'www-authenticate': /^Bearer /, 'x-request-id': /.+/, 'content-type': PROBLEM },
    upstream: null,
    audit: { event: 'decision', decision: 'forbid', reason },
  };
}

function ambiguous(reason: string): ConformanceCase['expected'] {
  return {
    status: 403,
    code: 'forbidden',
    upstream: null,
    audit: { event: 'decision', decision: 'forbid', reason, ...SHOP },
  };
}

/** Requests as `acme/shop` that two readers could read in two ways. */
const AMBIGUOUS_PATHS: readonly (readonly [string, string])[] = [
  ['an encoded slash', '/orders/orders/a%2Fb'],
  ['an encoded backslash', '/orders/orders/a%5Cb'],
  ['an encoded percent sign', '/orders/orders/a%2541'],
  ['an encoded NUL', '/orders/orders/a%00'],
  ['an encoded dot segment', '/orders/orders/%2e%2e'],
  ['a dot segment within', '/orders/receipts/acme/../globex'],
  ['an empty segment', '/orders/receipts/acme//1'],
  ['a path parameter', '/orders/orders/1;v=2'],
  ['a wildcard', '/orders/orders/*'],
  ['an encoded letter', '/orders/%6Frders'],
  ['a malformed escape', '/orders/orders/%zz'],
  ['a trailing dot', '/orders/orders/1.'],
];

export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  {
    name: 'a permitted call reaches the upstream with the upstream’s credential and without the client’s',
    caller: 'acme/shop',
    request: { method: 'GET', path: '/orders/orders', headers: { 'X-Forwarded-For': '6.6.6.6', Cookie: 'a=b' } },
    expected: {
      status: 200,
      headers: { 'x-request-id': /.+/, 'set-cookie': null },
      upstream: { method: 'GET', url: '/v1/orders', headers: { 'x-service-key': /.+/ }, absent: CREDENTIALS },
      audit: { event: 'outcome', decision: 'permit', reason: 'none', action: 'orders:ListOrders', ...SHOP },
    },
  },
  {
    name: 'path parameters and query reach the upstream as they were decided on',
    caller: 'acme/shop',
    request: { method: 'GET', path: '/orders/orders/A-1_2.3~?b=2&a=x%20y&a=%2B' },
    expected: {
      status: 200,
      upstream: { method: 'GET', url: '/v1/orders/A-1_2.3~?a=x%20y&a=%2B&b=2' },
      audit: { event: 'outcome', decision: 'permit', reason: 'none', action: 'orders:ReadOrder', ...SHOP },
    },
  },
  {
    name: 'a body goes through unchanged',
    caller: 'acme/shop',
    request: {
      method: 'POST',
      path: '/orders/orders',
      headers: { 'Content-Type': 'application/json' },
      body: '{"item":"é"}',
    },
    expected: {
      status: 200,
      upstream: { method: 'POST', url: '/v1/orders', bodyBytes: 13, headers: { 'content-type': 'application/json' } },
      audit: { event: 'outcome', decision: 'permit', reason: 'none', action: 'orders:PlaceOrder', ...SHOP },
    },
  },
  {
    name: 'a greedy route takes several segments',
    caller: 'acme/shop',
    request: { method: 'GET', path: '/orders/receipts/acme/2026/11' },
    expected: {
      status: 200,
      upstream: { method: 'GET', url: '/v1/receipts/acme/2026/11' },
      audit: { event: 'outcome', decision: 'permit', reason: 'none', action: 'orders:ReadReceipt', ...SHOP },
    },
  },
  {
    name: 'a JWT of a declared issuer is as good as a proxy token',
    caller: 'jwt:acme/buyer',
    request: { method: 'GET', path: '/orders/orders' },
    expected: {
      status: 200,
      upstream: { method: 'GET', url: '/v1/orders', absent: CREDENTIALS },
      audit: { event: 'outcome', decision: 'permit', reason: 'none', tenant: 'acme', action: 'orders:ListOrders' },
    },
  },
  {
    name: 'no credential',
    caller: 'nobody',
    request: { method: 'GET', path: '/orders/orders' },
    expected: unauthorized('credential_missing'),
  },
  {
    name: 'a credential that is none',
    caller: 'nobody',
    request: { method: 'GET', path: '/orders/orders', headers: { Authorization: 'Bearer nonsense' } },
    expected: unauthorized('jwt_malformed'),
  },
  {
    name: 'a scheme that is not spoken',
    caller: 'nobody',
    request: { method: 'GET', path: '/orders/orders', headers: { Authorization: 'Basic dXNlcjpwYXNz' } },
    expected: unauthorized('credential_malformed'),
  },
  {
    name: 'two credentials at once',
    caller: 'acme/shop',
    request: { method: 'GET', path: '/orders/orders', headers: { 'x-api-key': 'another' } },
    expected: unauthorized('credential_conflict'),
  },
  {
    name: 'an unknown path tells nobody without a credential that it is unknown',
    caller: 'nobody',
    request: { method: 'GET', path: '/orders/nowhere' },
    expected: unauthorized('credential_missing'),
  },
  {
    name: 'an action that no policy permits',
    caller: 'globex/desk',
    request: { method: 'POST', path: '/orders/orders', headers: { 'Content-Type': 'application/json' }, body: '{}' },
    expected: {
      status: 403,
      code: 'forbidden',
      headers: { 'www-authenticate': null, 'x-request-id': /.+/, 'content-type': PROBLEM },
      upstream: null,
      audit: {
        event: 'decision',
        decision: 'forbid',
        reason: 'policy_no_permit',
        action: 'orders:PlaceOrder',
        ...DESK,
      },
    },
  },
  {
    name: 'a forbid wins over a permit',
    caller: 'acme/shop',
    request: { method: 'GET', path: '/orders/receipts/globex/1' },
    expected: {
      status: 403,
      code: 'forbidden',
      upstream: null,
      audit: { event: 'decision', decision: 'forbid', reason: 'policy_forbid', action: 'orders:ReadReceipt', ...SHOP },
    },
  },
  {
    name: 'another API of the same proxy stays closed to a role that does not open it',
    caller: 'globex/desk',
    request: { method: 'GET', path: '/packages/hello-gatehouse' },
    expected: {
      status: 403,
      code: 'forbidden',
      upstream: null,
      audit: { event: 'decision', decision: 'forbid', reason: 'policy_no_permit', ...DESK },
    },
  },
  ...(
    [
      ['an unknown path', 'GET', '/orders/nowhere'],
      ['an unknown method', 'DELETE', '/orders/orders'],
      ['a trailing slash', 'GET', '/orders/orders/'],
      ['another case', 'GET', '/orders/Orders'],
      ['the bare API', 'GET', '/orders'],
    ] as const
  ).map(
    ([name, method, path]): ConformanceCase => ({
      name: `${name} is not found`,
      caller: 'acme/shop',
      request: { method, path },
      expected: {
        status: 404,
        code: 'not_found',
        upstream: null,
        audit: { event: 'outcome', decision: 'forbid', reason: 'route_unknown', ...SHOP },
      },
    }),
  ),
  {
    name: 'a media type that the route does not take',
    caller: 'acme/shop',
    request: { method: 'POST', path: '/orders/orders', headers: { 'Content-Type': 'text/xml' }, body: '<order/>' },
    expected: {
      status: 415,
      code: 'unsupported_media_type',
      upstream: null,
      audit: { event: 'outcome', decision: 'forbid', reason: 'media_type_unsupported', ...SHOP },
    },
  },
  {
    name: 'a body over the route’s size',
    caller: 'acme/shop',
    request: {
      method: 'POST',
      path: '/orders/orders',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify('x'.repeat(1_048_576)),
    },
    expected: {
      status: 413,
      code: 'content_too_large',
      upstream: null,
      audit: { event: 'outcome', decision: 'forbid', reason: 'body_too_large', ...SHOP },
    },
  },
  {
    name: 'a method override is not followed',
    caller: 'acme/shop',
    request: { method: 'GET', path: '/orders/orders', headers: { 'X-HTTP-Method-Override': 'POST' } },
    expected: ambiguous('method_unsupported'),
  },
  ...AMBIGUOUS_PATHS.map(
    ([name, path]): ConformanceCase => ({
      name: `a path with ${name} is refused, not repaired`,
      caller: 'acme/shop',
      request: { method: 'GET', path },
      expected: ambiguous('path_ambiguous'),
    }),
  ),
];
