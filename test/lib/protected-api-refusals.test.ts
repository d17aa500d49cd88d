import { Duration, Size, Stack } from 'aws-cdk-lib';
import type { ProtectedApiProps } from '../../lib';
import { newApi, newProxy, refusalsOf } from './synthesized';

const proxy = newProxy();
let count = 0;

function declaring(props: Partial<ProtectedApiProps>): () => unknown {
  count += 1;
  const id = `Api${count}`;
  return () => newApi(proxy, props, id);
}

function refusal(message: string): Error {
  return new Error(message.replace('[]', `[Test/Api${count}]`));
}

describe('a protected API refuses', () => {
  test.each([
    ['http://api.example.com', 'has the scheme "http:"; allowed: https:, or http: where insecure is declared.'],
    ['https://10.0.0.1/v1', 'has the host "10.0.0.1"'],
    ['https://0x7f.1/', 'has the host "127.0.0.1"'],
    ['https://[::1]/', 'has the host "[::1]"'],
    ['https://localhost:8080', 'has the host "localhost"'],
    ['https://app.localhost', 'has the host "app.localhost"'],
    ['https://169.254.169.254/latest/meta-data', 'has the host "169.254.169.254"'],
    ['https://metadata.google.internal', 'has the host "metadata.google.internal"'],
    ['https://api.example.com?key=1', 'has a query or fragment'],
    ['https://api.example.com/#x', 'has a query or fragment'],
    ['api.example.com', 'is no absolute URL'],
    ['ftp://api.example.com', 'has the scheme "ftp:"'],
    ['https://api.example.com/a;b', 'has a path that servers read in more than one way'],
  ])('P5 the upstream %s', (upstream, problem) => {
    const declare = declaring({ upstream });

    expect(declare).toThrow(
      `[Test/Api${count}] upstream: given ${JSON.stringify(upstream)}; allowed: an absolute https:// URL with a fully qualified host name. The upstream's base URL ${problem}`,
    );
  });

  test('P5 an upstream with a user, whose password is not repeated', () => {
    const declare = declaring({ upstream: 'https://me:hunter2@api.example.com' });

    expect(declare).toThrow(/given "https:\/\/\[redacted\]@api.example.com".*put them into the secret/);
    expect(declare).not.toThrow(/hunter2/);
  });

  test('P5 plain HTTP in front of a value known only at deploy time', () => {
    const declare = declaring({ upstream: `http://${Stack.of(proxy).account}.example.com` });

    expect(declare).toThrow(/upstream: .*Start it with https:\/\/\./);
  });

  test.each([
    [
      { name: 'Orders!' },
      '[] name: given "Orders!"; allowed: 1 to 64 of a-z, 0-9 and "-", starting with a letter. Rename it.',
    ],
    [
      { name: 'sping' },
      '[] name: given "sping"; allowed: any name but ping, sping. API Gateway keeps these paths for health checks of its own: rename it.',
    ],
    [
      { timeout: Duration.seconds(26) },
      '[] timeout: given 26000; allowed: a whole number of milliseconds from 100 to 25000. Choose one of them.',
    ],
    [
      { memorySize: 64 },
      '[] memorySize: given 64; allowed: a whole number of MB from 128 to 10240. Choose one of them.',
    ],
    [
      { routes: [{ method: 'get', path: '/x', action: 'Read' }] },
      '[] method of route "get /x": given "get"; allowed: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT. Use one of them.',
    ],
    [
      { routes: [{ method: 'TRACE', path: '/x', action: 'Read' }] },
      '[] method of route "TRACE /x": given "TRACE"; allowed: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT. Use one of them.',
    ],
    [
      { routes: [{ method: 'GET', path: '/x', action: '9' }] },
      '[] action of route "GET /x": given "9"; allowed: 1 to 128 of letters, digits, "_", "." and "-", starting with a letter. Rename it.',
    ],
    [
      { routes: [{ method: 'GET', path: 'x', action: 'Read' }] },
      '[] path of route "GET x": given "x"; allowed: "/" and segments, {name} and a last {name+}. Path template "x" does not start with "/"; put one in front.',
    ],
    [
      { routes: [{ method: 'PUT', path: '/x', action: 'Write', maxBodySize: Size.mebibytes(5) }] },
      '[] maxBodySize of route "PUT /x": given 5242880; allowed: a whole number of bytes from 0 to 4400000. Choose one of them.',
    ],
    [
      { routes: [{ method: 'PUT', path: '/x', action: 'Write', contentTypes: ['Text/Plain; charset=utf-8'] }] },
      '[] contentTypes of route "PUT /x": given "Text/Plain; charset=utf-8"; allowed: media types in lower case without parameters, such as application/json. Write type and subtype only.',
    ],
    [
      {
        routes: [
          { method: 'GET', path: '/users/{id}', action: 'Read' },
          { method: 'GET', path: '/users/{name}', action: 'Read' },
        ],
      },
      '[] route "GET /users/{name}": given "/users/{name}"; allowed: a path of another shape than "GET /users/{id}". Both match the same paths, whatever their parameters are called: remove one.',
    ],
  ])('%j', (props, message) => {
    const declare = declaring(props);

    expect(declare).toThrow(refusal(message));
  });

  test('a literal beside a parameter is fine', () => {
    const declare = declaring({
      routes: [
        { method: 'GET', path: '/users/me', action: 'ReadSelf' },
        { method: 'GET', path: '/users/{id}', action: 'ReadUser' },
        { method: 'GET', path: '/users/{rest+}', action: 'ReadMore' },
      ],
    });

    expect(declare).not.toThrow();
  });

  test('a name that another API of the proxy has', () => {
    const declare = declaring({ name: 'orders' });

    expect(declare).toThrow(
      `[Test/Api${count}] name: given "orders"; allowed: a name that is not taken; this one is, at Test/Orders. Choose another name, or declare it once.`,
    );
  });

  test('more than API Gateway’s resources allow', () => {
    const full = newProxy();
    for (let index = 1; index < 149; index += 1) {
      newApi(full, {}, `Api${index}`);
    }

    expect(() => newApi(full, {}, 'OneMore')).toThrow(
      '[Test/OneMore] protected APIs: given 150; allowed: at most 149 for one proxy. Make a second AccessProxy.',
    );
  });

  test('an environment over Lambda’s limit', () => {
    const declare = declaring({ upstream: `https://api.example.com/${'x'.repeat(4096)}` });

    expect(declare).toThrow(
      new RegExp(
        `\\[Test/Api${count}/Forwarder\\] environment: given "4\\d{3} bytes"; allowed: at most 4096 bytes for all names and values. Shorten the values, such as the upstream URL.`,
      ),
    );
  });

  test('a name that is a CDK token', () => {
    const declare = declaring({ name: Stack.of(proxy).account });

    expect(declare).toThrow(
      refusal(
        '[] name: given "a value known only at deploy time"; allowed: text known at synth. Write the text itself, or read it from the CDK context.',
      ),
    );
  });
});

test('what remains synthesizes', () => {
  const fresh = newProxy();
  newApi(fresh, {}, 'Another');

  expect(refusalsOf(Stack.of(fresh))).toBe('');
});
