/** What an upstream that was taken over answers, and what the client may not see of it. */
export interface AnswerAttack {
  readonly name: string;
  /** Everything after the status line’s version, given the upstream’s credential. */
  readonly reply: (secret: string) => string;
  /** In the whole answer that the client gets. */
  readonly hidden: RegExp;
  /** @default any */
  readonly status?: number;
}

function ok(body: string, ...lines: string[]): string {
  return ['200 OK', ...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

const percent = (text: string): string => text.replace(/[^A-Za-z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
const numeric = (text: string): string => text.replace(/[^A-Za-z0-9]/g, (c) => `&#${c.charCodeAt(0)};`);
const hexadecimal = (text: string): string =>
  text.replace(/[^A-Za-z0-9]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`);
const unicode = (text: string): string =>
  text.replace(/[^A-Za-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The ways in which frameworks write a text that they were sent. */
const SPELLINGS: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded but for slashes', (secret) => secret.replaceAll('+', '%2B')],
  ['percent-encoded but for plus signs', (secret) => secret.replaceAll('/', '%2f')],
  ['percent-encoded more than needed', percent],
  ['in JSON with escaped slashes', (secret) => secret.replaceAll('/', '\\/')],
  ['in JSON with escaped signs', unicode],
  ['in HTML with numbers', numeric],
  ['in HTML with hexadecimal numbers', hexadecimal],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64 behind a name', (secret) => Buffer.from(`user:${secret}`).toString('base64')],
  ['in base64url', (secret) => Buffer.from(`x:${secret}`).toString('base64url')],
  ['in hexadecimal', (secret) => Buffer.from(secret).toString('hex')],
];

const NEVER = /this text stands nowhere/;

export const ANSWER_ATTACKS: readonly AnswerAttack[] = [
  ...SPELLINGS.flatMap(([name, spell]): AnswerAttack[] => [
    {
      name: `R2 the credential in a body, ${name}`,
      reply: (secret) => ok(`{"saw":"${spell(secret)}"}`),
      hidden: NEVER,
      status: 502,
    },
    {
      name: `R2 the credential in a header, ${name}`,
      reply: (secret) => ok('', `X-Saw: ${spell(secret)}`),
      hidden: NEVER,
      status: 502,
    },
  ]),
  { name: 'R1 a cookie', reply: () => ok('', 'Set-Cookie: planted=1', 'SET_COOKIE: planted=1'), hidden: /planted/ },
  {
    name: 'R1 a challenge',
    reply: () => '401 No\r\nWWW-Authenticate: Basic realm="planted"\r\nContent-Length: 0\r\n\r\n',
    hidden: /planted/,
    status: 502,
  },
  {
    name: 'R1 what runs there',
    reply: () => ok('', 'Server: planted', 'X-Powered-By: planted', 'Via: planted'),
    hidden: /planted/,
  },
  {
    name: 'R1 an order to the browser',
    reply: () => ok('', 'Strict-Transport-Security: planted', 'Clear-Site-Data: planted'),
    hidden: /planted/,
  },
  {
    name: 'R1 a foreign origin',
    reply: () => ok('', 'Access-Control-Allow-Origin: https://evil.example'),
    hidden: /access-control|evil/i,
  },
  {
    name: 'R1 a request id',
    reply: () => ok('', 'X-Request-Id: planted', 'x_amzn_requestid: planted'),
    hidden: /planted/,
  },
  {
    name: 'R1 an address inside',
    reply: () => '302 Found\r\nLocation: http://169.254.169.254/planted\r\nContent-Length: 0\r\n\r\n',
    hidden: /planted/,
    status: 502,
  },
  {
    name: 'R1 a name inside',
    reply: () => '302 Found\r\nLocation: https://intranet/planted\r\nContent-Length: 0\r\n\r\n',
    hidden: /planted/,
    status: 502,
  },
  {
    name: 'R1 a place beside its base',
    reply: () => '302 Found\r\nLocation: /planted\r\nContent-Length: 0\r\n\r\n',
    hidden: /planted/,
    status: 502,
  },
  {
    name: 'R1 a script',
    reply: () => '302 Found\r\nLocation: javascript:planted\r\nContent-Length: 0\r\n\r\n',
    hidden: /planted/,
    status: 502,
  },
  {
    name: 'R1 two answers',
    reply: () => `${ok('one')}HTTP/1.1 200 OK\r\nX-Planted: planted\r\nContent-Length: 7\r\n\r\nplanted`,
    hidden: /planted/,
  },
  { name: 'R1 a header split by CR', reply: () => ok('', 'X-A: 1\rX-Planted: planted'), hidden: /planted/ },
  { name: 'R1 a header split by LF', reply: () => ok('', 'X-A: 1\nSet-Cookie: planted=1'), hidden: /planted/ },
  { name: 'R1 a header with Latin-1', reply: () => ok('', 'X-A: planted\xe9'), hidden: /planted/ },
  {
    name: 'R1 a header that Connection hides',
    reply: () => ok('', 'Connection: X-Hidden', 'X-Hidden: planted'),
    hidden: /planted/,
  },
  {
    name: 'R1 length and coding at once',
    reply: () => '200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nplanted',
    hidden: /planted/,
    status: 502,
  },
  {
    name: 'R1 a status outside HTTP',
    reply: () => '999 planted\r\nContent-Length: 0\r\n\r\n',
    hidden: /planted/,
    status: 502,
  },
  {
    name: 'R1 another protocol',
    reply: () => '101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nplanted',
    hidden: /planted/,
    status: 502,
  },
];
