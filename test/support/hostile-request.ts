import fc from 'fast-check';
import type { AuthorizationRequest } from '../../lambda/domain/decide-request';
import { encodePart } from './jwt-forge';

/** A credential that opens something, and who it stands for. */
export interface GoodCredential {
  readonly owner: string;
  readonly text: string;
}

/** What is asked, and the credential text that stands in it unchanged and alone, if any. */
export interface HostileRequest {
  readonly request: Pick<AuthorizationRequest, 'method' | 'path' | 'query' | 'headers'>;
  readonly owner: string | undefined;
}

type Header = readonly [name: string, value: string];

const METHODS = [
  'GET',
  'PUT',
  'POST',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'get',
  'GET ',
  'PUT\r\n',
  '',
  'CONNECT',
];
const PIECES = [
  ...['/shop', '/items', '/files', '/1', '/sealed', '/a', '/Shop', '/SHOP', '/admin', '/', '//', '/.', '/..', '/...'],
  ...[
    '%2f',
    '%2F',
    '%5c',
    '%00',
    '%25',
    '%252f',
    '%2e%2e',
    '/%2e%2e/',
    '%2e',
    '%u002f',
    '%c0%af',
    '%ef%bc%8f',
    '%e2%80%8b',
  ],
  ...[
    '\\',
    ';',
    ';a=1',
    '#',
    '?',
    '*',
    '.',
    ' ',
    '%20',
    '%0d%0a',
    '\r\n',
    '\0',
    'é',
    '%C3%A9',
    '%',
    '%4',
    '%zz',
    '%41',
  ],
  ...['seal%65d', 'sealed%20', 'sealed.', 'ｓealed', 'SEALED', '@evil.example', 'http://evil.example', '{item}', '+'],
];
const GOOD_PATHS = ['/shop/items/1', '/shop/items/sealed', '/shop/files/a/b', '/shop/items/a%20b', '/shop/items/@x'];
const HEADER_NAMES = [
  ...['Authorization', 'authorization', 'AUTHORIZATION', 'Authorization ', 'Authori_zation', 'x-api-key', 'X_API_KEY'],
  ...[
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'x_method_override',
    'X-Original-URL',
    'X-Rewrite-URL',
    'Host',
    'Cookie',
  ],
  ...[
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'Forwarded',
    'Connection',
    'Transfer-Encoding',
    'Content-Length',
    'Expect',
  ],
  ...['X-Amzn-Trace-Id', 'x-gatehouse-principal', 'X-Gatehouse-Tenant', 'Proxy-Authorization', 'Upgrade', 'TE', 'DPoP'],
  ...['', ' ', 'a b', 'a\r\nX-Evil', 'naïve', '__proto__', 'constructor', 'X-Request-Id'],
];
const HEADER_VALUES = [
  ...['PUT', 'GET', 'DELETE', '/shop/items/sealed', 'acme/bob', 'globex', 'chunked', '999', 'Authorization, close'],
  ...['', ' ', 'a\r\nX-Evil: 1', '\0', 'é', '"', '127.0.0.1', 'Bearer', 'Basic YTpi', 'x'.repeat(9_000)],
];
const QUERY_NAMES = [
  'a',
  '_method',
  'X-HTTP-Method-Override',
  'a[]',
  '__proto__',
  '',
  'é',
  ';',
  'access_token',
  '\ud800',
];

/** A JWT's header and claims as an attacker would write them, over the signature of a good one. */
function tampered(jwt: string): string[] {
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, unknown>;
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  const text = Buffer.from(body, 'base64url').toString();
  return [
    `${encodePart({ ...header, alg: 'none' })}.${body}.`,
    `${encodePart({ ...header, alg: 'HS256' })}.${body}.${signature}`,
    `${encodePart({ ...header, crit: ['exp'] })}.${body}.${signature}`,
    `${encodePart({ ...header, kid: '../../key-1' })}.${body}.${signature}`,
    `${encodePart({ ...header, jku: 'https://evil.example' })}.${body}.${signature}`,
    `${head}.${encodePart({ ...claims, groups: ['writer'] })}.${signature}`,
    `${head}.${encodePart({ ...claims, exp: 1e308 })}.${signature}`,
    `${head}.${encodePart(`${text.slice(0, -1)},"org":"globex"}`)}.${signature}`,
    `${head}.${body}.${signature}=`,
    `${head}.${body}.${signature}.${signature}`,
    `${head}.${body}.`,
    `${head}..${signature}`,
    `${head}.${body}`,
  ];
}

function mutated(text: string): fc.Arbitrary<string> {
  const at = fc.nat({ max: text.length - 1 });
  return fc.oneof(
    at.map((index) => text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1)),
    at.map((index) => text.slice(0, index) + text.slice(index + 1)),
    at.map((index) => `${text.slice(0, index)}${text[index]}${text.slice(index)}`),
    fc.constantFrom(
      `${text}=`,
      `${text} `,
      ` ${text}`,
      `${text},${text}`,
      text.toUpperCase(),
      `${text}\n`,
      `"${text}"`,
      '',
    ),
    fc.constantFrom(...(text.split('.').length === 3 ? tampered(text) : [text.replace('gth_', 'GTH_'), `${text}.x`])),
  );
}

/** Headers that carry one of the credentials, or something near it; `owner` only where it stands there as it should. */
function credentialHeaders(
  good: readonly GoodCredential[],
): fc.Arbitrary<{ readonly headers: readonly Header[]; readonly owner: string | undefined }> {
  const one = fc.constantFrom(...good);
  const proper = one.chain(({ text, owner }) =>
    fc
      .constantFrom<Header>(
        ['Authorization', `Bearer ${text}`],
        ['authorization', `bearer ${text}`],
        ...(text.startsWith('gth_') ? [['x-api-key', text] as const] : []),
      )
      .map((header) => ({ headers: [header], owner })),
  );
  const near = one.chain(({ text }) => mutated(text).filter((changed) => changed !== text));
  const broken = fc
    .tuple(
      fc.constantFrom('Authorization', 'X-Api-Key', 'authorization'),
      fc.constantFrom('Bearer ', '', 'Basic ', 'DPoP '),
      near,
    )
    .map(([name, scheme, text]): readonly Header[] => [[name, `${scheme}${text}`]]);
  const twice = fc
    .tuple(one, one, fc.constantFrom('Authorization', 'authorization', 'X-Api-Key', 'x_api_key'))
    .map(([first, second, name]): readonly Header[] => [
      ['Authorization', `Bearer ${first.text}`],
      [name, name.toLowerCase().startsWith('x') ? second.text : `Bearer ${second.text}`],
    ]);
  return fc.oneof(
    { weight: 3, arbitrary: proper },
    { weight: 3, arbitrary: broken.map((headers) => ({ headers, owner: undefined })) },
    { weight: 1, arbitrary: twice.map((headers) => ({ headers, owner: undefined })) },
    { weight: 1, arbitrary: fc.constant({ headers: [], owner: undefined }) },
  );
}

const path = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...GOOD_PATHS) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...GOOD_PATHS), fc.nat({ max: 20 }), fc.constantFrom(...PIECES))
      .map(([base, at, piece]) => base.slice(0, at) + piece + base.slice(at)),
  },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `/shop/items/${text}`) },
);

const extraHeaders = fc.array(
  fc.tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...HEADER_NAMES) }, { weight: 1, arbitrary: fc.string() }),
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...HEADER_VALUES) }, { weight: 1, arbitrary: fc.string() }),
  ),
  { maxLength: 4 },
);

const query = fc.option(
  fc.dictionary(
    fc.oneof(fc.constantFrom(...QUERY_NAMES), fc.string({ maxLength: 6 })),
    fc.array(fc.oneof(fc.constantFrom('PUT', 'GET', '', '\0', 'é', '\udfff', '%2f'), fc.string({ maxLength: 6 })), {
      maxLength: 3,
    }),
    { maxKeys: 3 },
  ),
  { nil: null, freq: 2 },
);

const CREDENTIAL_NAMES = ['authorization', 'x-api-key'];

/** Requests as attackers write them around good credentials and good paths, good requests among them. */
export function hostileRequest(good: readonly GoodCredential[]): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      credential: credentialHeaders(good),
      method: fc.oneof({ weight: 2, arbitrary: fc.constantFrom('GET', 'PUT') }, fc.constantFrom(...METHODS)),
      path,
      extra: fc.oneof({ weight: 2, arbitrary: fc.constant<readonly Header[]>([]) }, extraHeaders),
      query: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, query),
    })
    .map(({ credential, extra, ...rest }) => {
      // A null prototype, as names like `__proto__` are a client's to choose.
      const headers = Object.create(null) as Record<string, string[]>;
      for (const [name, value] of [...credential.headers, ...extra]) {
        (headers[name] ??= []).push(value);
      }
      const disturbed = extra.some(([name]) => CREDENTIAL_NAMES.includes(name.toLowerCase().replace(/_/g, '-').trim()));
      return { request: { ...rest, headers }, owner: disturbed ? undefined : credential.owner };
    });
}
