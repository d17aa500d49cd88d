import type { RecordedRequest } from '../forwarder/recording-upstream';

/** One request as `acme/shop`, a buyer. */
export interface RequestAttack {
  /** Rule that it tries, and how. */
  readonly name: string;
  /** Behind the stage; `raw` targets stand for themselves. */
  readonly target: string;
  readonly raw?: boolean;
  readonly method?: string;
  readonly lines?: readonly string[];
  readonly body?: string;
  /**
   * Whether a request that reached the upstream is the one that was decided on, without anything of the attacker's.
   * Left out where nothing may reach it.
   */
  readonly harmless?: (seen: RecordedRequest) => boolean;
}

const LIST = '/orders/orders';

function is(method: string, url: string, body = ''): (seen: RecordedRequest) => boolean {
  return (seen) => seen.method === method && seen.url === url && seen.body === body;
}

/** Header names that an upstream may not get from a client. */
function without(...names: readonly string[]): (seen: RecordedRequest) => boolean {
  return ({ headers }) => headers.every((line) => !names.some((name) => line.startsWith(`${name.toLowerCase()}:`)));
}

const PATHS: readonly (readonly [string, string, string?])[] = [
  ['slashes before the stage', '//prod//orders/orders', '/v1/orders'],
  ['slashes inside', '/prod/orders//audit'],
  ['a dot segment', '/prod/orders/orders/../audit'],
  ['an encoded dot segment', '/prod/orders/orders/%2e%2e/audit'],
  ['a dot segment above the base', '/prod/orders/files/acme/../../../internal'],
  ['dots encoded by half', '/prod/orders/files/acme/.%2e/secret'],
  ['twice encoded dots', '/prod/orders/files/acme/%252e%252e/secret'],
  ['full-width dots', '/prod/orders/files/acme/%EF%BC%8E%EF%BC%8E/secret'],
  ['a two-dot leader', '/prod/orders/files/acme/%E2%80%A5/secret'],
  ['overlong dots', '/prod/orders/files/acme/%c0%ae%c0%ae/secret'],
  ['an encoded slash', '/prod/orders/files/acme/..%2fglobex'],
  ['a full-width slash', '/prod/orders/files/acme%EF%BC%8F..%EF%BC%8Fglobex'],
  ['a backslash', '/prod/orders/files/acme/..\\globex'],
  ['an encoded backslash', '/prod/orders/files/acme/..%5cglobex'],
  ['a NUL', '/prod/orders/orders/1%00/../audit'],
  ['CR and LF', '/prod/orders/orders/1%0d%0aX-Evil:%201'],
  ['a line end of Unicode’s', '/prod/orders/orders/1%C2%85X-Evil:%201'],
  ['a matrix parameter', '/prod/orders/orders;x/../audit'],
  ['an encoded query mark', '/prod/orders/orders/1%3fadmin=1'],
  ['an encoded fragment', '/prod/orders/orders/1%23x'],
  ['a fragment', '/prod/orders/audit#/orders'],
  ['a wildcard', '/prod/orders/*'],
  ['a wildcard for the API', '/prod/*/orders'],
  ['an encoded letter of the route', '/prod/orders/%61udit'],
  ['an encoded letter of the API', '/prod/%6frders/orders'],
  ['an encoded letter of the stage', '/pro%64/orders/orders'],
  ['another case', '/prod/orders/AUDIT'],
  ['a trailing slash', '/prod/orders/audit/'],
  ['a trailing dot', '/prod/orders/orders/audit.'],
  ['a trailing space', '/prod/orders/orders/audit%20'],
  ['a raw control character', '/prod/orders/orders/\x01'],
  ['raw Latin-1', '/prod/orders/orders/\xe9'],
  ['a dot segment before the API', '/prod/legacy/../orders/audit'],
  ['a dot for the stage', '/./prod/orders/orders'],
  ['no stage', '/orders/orders'],
  ['an absolute form', 'http://orders.example.com/prod/orders/orders'],
  ['an absolute form of another host', 'http://169.254.169.254/prod/orders/orders'],
  ['an authority', '//169.254.169.254/prod/orders/orders'],
  ['an at sign', '/prod/orders/orders/@169.254.169.254', '/v1/orders/@169.254.169.254'],
  ['a colon', '/prod/orders/orders/http:', '/v1/orders/http:'],
  ['a URL as a parameter', '/prod/orders/orders/http:%2f%2f169.254.169.254'],
  ['a resource that no policy opens', '/prod/orders/audit'],
  ['another folder that starts alike', '/prod/orders/files/acmeX/1'],
  ['a host out of the path', '/prod/orders/.evil.example/'],
  ['2,049 characters', `/prod/orders/files/acme/${'a'.repeat(2_049)}`],
];

const QUERIES: readonly (readonly [string, string, string?])[] = [
  ['a semicolon', '?a=1;b=2', '?a=1&b=2'],
  ['an encoded semicolon in a name', '?a%3bb=2'],
  ['a repeated name', '?a=2&b=1&a=1', '?a=2&a=1&b=1'],
  ['CR and LF in a value', '?a=%0d%0aX-Evil:%201', '?a=%0D%0AX-Evil%3A%201'],
  ['CR and LF in a name', '?a%0d%0aX-Evil:%201=1'],
  ['a NUL', '?a=%00'],
  ['bytes that are no UTF-8', '?a=%ff'],
  ['a request line', '?a=x%20HTTP/1.1%0d%0aHost:%20evil', '?a=x%20HTTP%2F1.1%0D%0AHost%3A%20evil'],
  ['another query mark', '?a=1?b=2', '?a=1%3Fb%3D2'],
  ['a fragment in a value', '?a=1%23b', '?a=1%23b'],
  ['no name', '?=1'],
  ['names of a prototype', '?__proto__=1&constructor=2', '?__proto__=1&constructor=2'],
  ['9,000 characters', `?a=${'%C3%A9'.repeat(1_500)}`],
];

const OVERRIDES = [
  'X-HTTP-Method-Override',
  'x_http_method_override',
  'X.HTTP.Method.Override',
  'X-HTTP-Method',
  'X-Method-Override',
  'X-Method',
  'HTTP-Method-Override',
  'X-HTTPMethod',
  '_method',
];

const METHOD_PARAMETERS = [
  '_method',
  '_METHOD',
  '.method',
  '+_method',
  '%20_method',
  '_method[]',
  'X-HTTP-Method-Override',
];
const FORM = 'Content-Type: application/x-www-form-urlencoded';
const MULTIPART = 'Content-Type: multipart/form-data; boundary=b';
function part(disposition: string): string {
  return `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nDELETE\r\n--b--\r\n`;
}

/** What gateways and servers tell an upstream with: nobody else may. */
const IDENTITY_LINES = [
  'X-Service-Key: mine',
  'x_service_key: mine',
  'X.Service.Key: mine',
  'X!Forwarded!For: 127.0.0.1',
  'X-Forwarded-Host: evil.example',
  'X-Forwarded-Prefix: /admin',
  'Forwarded: for=127.0.0.1',
  'X-Real-IP: 127.0.0.1',
  'X-Originating-IP: 127.0.0.1',
  'X-Remote-IP: 127.0.0.1',
  'X-Original-URL: /audit',
  'X-Original-Remote-Addr: 127.0.0.1',
  'X-Rewrite-URL: /audit',
  'X-Override-URL: /audit',
  'X-HTTP-Host-Override: evil.example',
  'X-HTTP-DestinationURL: /audit',
  'X-Authenticated-User: root',
  'X-WebAuth-User: root',
  'X-Consumer-Username: root',
  'X-Credential-Identifier: root',
  'X-Goog-IAP-JWT-Assertion: e',
  'X-MS-Token-AAD-Id-Token: e',
  'Cf-Access-Jwt-Assertion: e',
  'X-Amzn-Oidc-Identity: root',
  'X-Gatehouse-Principal: acme/auditor',
  'X-User-Email: root@example.com',
  'Tailscale-User-Login: root',
  'Cookie: session=1',
  'Proxy-Authorization: Basic eDp4',
  'X-Request-Id: mine',
];

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':'));
}

const FRAMING: readonly RequestAttack[] = [
  {
    name: 'W2 Transfer-Encoding beside Content-Length',
    target: LIST,
    method: 'POST',
    lines: ['Transfer-Encoding: chunked', 'Content-Length: 4'],
    body: '0\r\n\r\nGET /prod/orders/audit HTTP/1.1\r\nHost: x\r\n\r\n',
  },
  { name: 'W2 a coding that is almost chunked', target: LIST, method: 'POST', lines: ['Transfer-Encoding: xchunked'] },
  {
    name: 'W2 two lengths',
    target: LIST,
    method: 'POST',
    lines: ['Content-Length: 1', 'Content-Length: 2'],
    body: 'ab',
  },
  { name: 'W2 white space before a colon', target: LIST, lines: ['X-HTTP-Method-Override : DELETE'] },
  { name: 'W2 a folded line', target: LIST, lines: ['X-A: b', ' X-Service-Key: mine'] },
  {
    name: 'W2 a bare line feed',
    target: LIST,
    lines: ['X-A: b\nX-Service-Key: mine'],
    harmless: without('x-service-key: mine'),
  },
  { name: 'W2 two hosts', target: LIST, lines: ['Host: evil.example'] },
  { name: 'W2 TRACE', target: LIST, method: 'TRACE' },
  { name: 'W2 CONNECT', target: 'evil.example:443', raw: true, method: 'CONNECT' },
  { name: 'H6 a verb in lower case', target: LIST, method: 'delete' },
  { name: 'H6 a verb of WebDAV', target: LIST, method: 'PROPFIND' },
  {
    name: 'H4 a trailer',
    target: LIST,
    method: 'POST',
    lines: ['Transfer-Encoding: chunked', 'Trailer: X-Service-Key'],
    body: '2\r\n{}\r\n0\r\nX-Service-Key: mine\r\n\r\n',
    harmless: is('POST', '/v1/orders', '{}'),
  },
  {
    name: 'H4 a second request behind the first',
    target: LIST,
    body: 'GET /prod/orders/audit HTTP/1.1\r\nHost: x\r\n\r\n',
    harmless: is('GET', '/v1/orders'),
  },
  { name: 'H4 an upgrade', target: LIST, lines: ['Upgrade: websocket'], harmless: without('upgrade') },
  {
    name: 'H4 an expectation',
    target: LIST,
    method: 'POST',
    lines: ['Expect: 200-ok', 'Content-Length: 2'],
    body: '{}',
  },
  {
    name: 'H3 Connection names the credential',
    target: LIST,
    lines: ['Connection: X-Service-Key'],
    harmless: is('GET', '/v1/orders'),
  },
  { name: 'H5 Latin-1 in a header', target: LIST, lines: ['X-A: \xe9'] },
  { name: 'H5 11,000 bytes of headers', target: LIST, lines: [`X-A: ${'a'.repeat(11_000)}`] },
  {
    name: 'H2 two media types',
    target: LIST,
    method: 'POST',
    lines: ['Content-Type: a/b', 'content_type: c/d', 'Content-Length: 1'],
    body: 'x',
  },
  {
    name: 'H6 a form that names another method',
    target: LIST,
    method: 'POST',
    lines: [FORM, 'Content-Length: 20'],
    body: 'a=1&%5Fmethod=DELETE',
  },
  {
    name: 'H6 a form whose name PHP turns into _method',
    target: LIST,
    method: 'POST',
    lines: [FORM, 'Content-Length: 14'],
    body: '.method=DELETE',
  },
  ...['name="_method"', 'name=_method', 'filename="x"; name=".method"', 'NAME = "_method"'].map((disposition) => ({
    name: `H6 a part of a form: ${disposition}`,
    target: LIST,
    method: 'POST',
    lines: [MULTIPART, `Content-Length: ${part(disposition).length}`],
    body: part(disposition),
  })),
  { name: 'P4 the parameter of the upstream’s credential', target: '/legacy/page?api_key=mine', lines: [] },
  { name: 'P4 the same as PHP reads it', target: '/legacy/page?api.key=mine', lines: [] },
  { name: 'P4 the same as a list', target: '/legacy/page?api_key[]=mine', lines: [] },
];

export const REQUEST_ATTACKS: readonly RequestAttack[] = [
  ...PATHS.map(
    ([name, target, url]): RequestAttack => ({
      name: `P2 P5 ${name}`,
      target,
      raw: true,
      ...(url === undefined ? {} : { harmless: is('GET', url) }),
    }),
  ),
  ...QUERIES.map(
    ([name, query, url]): RequestAttack => ({
      name: `P4 ${name}`,
      target: `${LIST}${query}`,
      ...(url === undefined ? {} : { harmless: is('GET', `/v1/orders${url}`) }),
    }),
  ),
  ...OVERRIDES.map((name): RequestAttack => ({ name: `H6 ${name}`, target: LIST, lines: [`${name}: DELETE`] })),
  ...METHOD_PARAMETERS.map(
    (name): RequestAttack => ({ name: `H6 ?${name}`, target: `${LIST}?${name}=DELETE`, method: 'POST' }),
  ),
  ...IDENTITY_LINES.map(
    (line): RequestAttack => ({
      name: `H1 ${line}`,
      target: LIST,
      lines: [line],
      harmless: ({ headers }) =>
        !headers.includes(`${nameOf(line).toLowerCase()}:${line.slice(nameOf(line).length + 1)}`),
    }),
  ),
  ...FRAMING,
];
