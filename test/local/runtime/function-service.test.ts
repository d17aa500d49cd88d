import { runningFunctions, type RunningFunctions } from '../support/lambda-service';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory';

const DEADLINE_MS = 20_000;

describe('a function in the twin', () => {
  let functions: RunningFunctions;

  beforeEach(() => {
    functions = runningFunctions({ maxEnvironments: 3 });
  });

  afterEach(() => functions.service.stop());
  afterAll(removeTemporaryDirectories);

  const invoke = (arn: string, event: unknown = {}, deadlineMs = DEADLINE_MS) =>
    functions.service.invoke(arn, event, deadlineMs);

  test('gets the event and Lambda’s context, and answers with its payload', async () => {
    const arn = functions.add(`
      exports.handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() });
    `);

    const result = await invoke(arn, { a: [1, 'ü'] });

    expect(result).toMatchObject({
      ok: true,
      payload: {
        event: { a: [1, 'ü'] },
        context: {
          awsRequestId: result.requestId,
          functionName: 'fn1',
          invokedFunctionArn: arn,
          memoryLimitInMB: '128',
          logGroupName: '/aws/lambda/fn1',
        },
      },
    });
    expect((result as { payload: { left: number } }).payload.left).toBeGreaterThan(4000);
    expect((result as { payload: { left: number } }).payload.left).toBeLessThanOrEqual(5000);
  });

  test('sees its own environment, Lambda’s, and nothing of this process', async () => {
    process.env['TWIN_TEST_SECRET'] = 'of the machine';
    const arn = functions.add('exports.handler = async () => process.env;', { environment: { TABLE: 't' } });

    const { payload } = (await invoke(arn)) as unknown as { payload: Record<string, string> };

    delete process.env['TWIN_TEST_SECRET'];
    expect(payload).toMatchObject({
      TABLE: 't',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'fn1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ACCESS_KEY_ID: 'TWIN',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    const others = Object.keys(payload).filter((name) => !/^(AWS_|LAMBDA_|_HANDLER$|PATH$|TZ$|TABLE$)/.test(name));
    expect(others).toEqual([]);
  });

  test('keeps its state between invocations: one environment while one is enough', async () => {
    const arn = functions.add('let count = 0; exports.handler = async () => ++count;');

    const counts = [await invoke(arn), await invoke(arn), await invoke(arn)];

    expect(counts.map((result) => result.ok && result.payload)).toEqual([1, 2, 3]);
  });

  test('runs in more environments when load asks, up to the limit, and one invocation at a time in each', async () => {
    const arn = functions.add(`
      const { threadId } = require('node:worker_threads');
      let running = 0;
      exports.handler = async () => {
        running += 1;
        const seen = running;
        await new Promise((resolve) => setTimeout(resolve, 50));
        running -= 1;
        return { threadId, seen };
      };`);

    const results = await Promise.all(Array.from({ length: 9 }, () => invoke(arn)));

    const payloads = results.map((result) => (result as { payload: { threadId: number; seen: number } }).payload);
    expect(new Set(payloads.map(({ threadId }) => threadId)).size).toBe(3);
    expect(payloads.every(({ seen }) => seen === 1)).toBe(true);
  });

  test('is throttled beyond its reserved concurrency', async () => {
    const arn = functions.add('exports.handler = async () => new Promise((r) => setTimeout(r, 50, 1));', {
      reservedConcurrency: 1,
    });

    const results = await Promise.all([invoke(arn), invoke(arn)]);

    expect(results).toMatchObject([
      { ok: true },
      { ok: false, errorType: 'TooManyRequestsException', timedOut: false },
    ]);
  });

  test('that throws answers with type and message, and lives on', async () => {
    const arn = functions.add(`
      let count = 0;
      exports.handler = async () => { count += 1; if (count === 1) throw new RangeError('too far'); return count; };
    `);

    const results = [await invoke(arn), await invoke(arn)];

    expect(results).toMatchObject([
      { ok: false, errorType: 'RangeError', errorMessage: 'too far', timedOut: false },
      { ok: true, payload: 2 },
    ]);
    expect(functions.lines).toEqual([
      expect.stringMatching(
        /^\/aws\/lambda\/fn1 \S+Z\t[0-9a-f-]{36}\tERROR\tInvoke Error \t\{"errorType":"RangeError"/,
      ),
    ]);
  });

  test('that exceeds its own timeout is ended, and the next invocation has a fresh environment', async () => {
    const arn = functions.add(
      `let count = 0;
       exports.handler = async (event) => { count += 1; if (event.hang) for (;;); return count; };`,
      { timeoutSeconds: 0.3 },
    );
    await invoke(arn);

    const late = await invoke(arn, { hang: true });
    const next = await invoke(arn);

    expect(late).toMatchObject({
      ok: false,
      timedOut: true,
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${late.requestId} Error: Task timed out after 0.30 seconds`,
    });
    expect(next).toMatchObject({ ok: true, payload: 1 });
  });

  test('runs on when its caller stops waiting', async () => {
    const one = runningFunctions({ maxEnvironments: 1 });
    const arn = one.add(`
      let done = 0;
      exports.handler = async (event) => { await new Promise((r) => setTimeout(r, event.wait)); done += 1; return done; };
    `);
    await one.service.invoke(arn, { wait: 0 }, DEADLINE_MS);

    const abandoned = await one.service.invoke(arn, { wait: 150 }, 20);
    const next = await one.service.invoke(arn, { wait: 0 }, DEADLINE_MS);
    await one.service.stop();

    expect(abandoned).toMatchObject({ ok: false, timedOut: true });
    expect(next).toMatchObject({ ok: true, payload: 3 });
  });

  test.each([
    ['exits', 'process.exit(3);', 'Runtime.ExitError', 'exited with code 3'],
    [
      'throws outside its promise',
      "setImmediate(() => { throw new Error('loose'); }); await new Promise(() => {});",
      'Error',
      'loose',
    ],
    [
      'leaves a rejection without a handler',
      "Promise.reject(new Error('loose')); await new Promise(() => {});",
      'Error',
      'loose',
    ],
  ])(
    'that %s ends with an error, and the next invocation has a fresh environment',
    async (_, body, errorType, message) => {
      const arn = functions.add(
        `let count = 0; exports.handler = async (event) => { count += 1; if (event.crash) { ${body} } return count; };`,
      );
      await invoke(arn);

      const crashed = await invoke(arn, { crash: true });
      const next = await invoke(arn);

      expect(crashed).toMatchObject({
        ok: false,
        errorType,
        errorMessage: expect.stringContaining(message),
        timedOut: false,
      });
      expect(next).toMatchObject({ ok: true, payload: 1 });
    },
  );

  test.each([
    ['a bundle that fails to load', "throw new TypeError('no table');", 'index.handler', 'TypeError', 'no table'],
    ['a file that is not there', '', 'other.handler', 'Runtime.ImportModuleError', "Cannot find module 'other'"],
    [
      'an export that is not there',
      '',
      'index.handler',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    ['a handler string without an export', '', 'index', 'Runtime.MalformedHandlerName', 'file.export is expected'],
    [
      'a callback handler',
      'exports.handler = (event, context, callback) => callback();',
      'index.handler',
      'Runtime.CallbackHandlerDeprecated',
      'return a promise',
    ],
    [
      'a handler that returns no promise',
      'exports.handler = () => 1;',
      'index.handler',
      'TypeError',
      'returned no promise',
    ],
  ])('%s is an error of the invocation', async (_, source, handler, errorType, message) => {
    const arn = functions.add(source, { handler });

    const result = await invoke(arn);

    expect(result).toMatchObject({ ok: false, errorType, errorMessage: expect.stringContaining(message) });
  });

  test('may be an ES module', async () => {
    const codeDirectory = temporaryDirectory({
      'src/main.mjs': 'export const handler = async () => import.meta.url.length > 0;',
    });
    const arn = functions.add('', { codeDirectory, handler: 'src/main.handler' });

    expect(await invoke(arn)).toMatchObject({ ok: true, payload: true });
  });

  test('that returns nothing answers null', async () => {
    const arn = functions.add('exports.handler = async () => {};');

    expect(await invoke(arn)).toMatchObject({ ok: true, payload: null });
  });

  test('is not given more than 6 MB, and may not answer with more', async () => {
    const arn = functions.add("exports.handler = async (event) => 'x'.repeat(event.size ?? 1);");

    const results = [
      await invoke(arn, { pad: 'x'.repeat(6_291_556) }),
      await invoke(arn, { size: 6_291_556 }),
      await invoke(arn, { size: 6_291_554 }),
    ];

    expect(results).toMatchObject([
      { ok: false, errorType: 'RequestTooLargeException' },
      { ok: false, errorType: 'Function.ResponseSizeTooLarge' },
      { ok: true },
    ]);
  });

  test('that nobody declared is not found; a version of a declared one is that function', async () => {
    const arn = functions.add('exports.handler = async () => 1;');

    const results = [await invoke(`${arn}x`), await invoke(`${arn}:1`)];

    expect(results).toMatchObject([
      { ok: false, errorType: 'ResourceNotFoundException' },
      { ok: true, payload: 1 },
    ]);
  });

  test('writes lines to its log group before its answer is there, console calls in Lambda’s form', async () => {
    const arn = functions.add(
      `const fs = require('node:fs');
       exports.handler = async () => {
         fs.writeSync(1, Buffer.from('xx{"audit":1}\\nyy'), 2, 12);
         process.stdout.write('two\\nthr');
         process.stderr.write('ee\\n');
         console.warn('a\\nb', { c: 1 });
         process.stdout.write('no line end');
       };`,
      { logGroupName: 'audit' },
    );

    const { requestId } = await invoke(arn);

    expect(functions.lines).toEqual([
      'audit {"audit":1}',
      'audit two',
      'audit three',
      expect.stringMatching(new RegExp(`^audit \\d{4}-\\S+Z\t${requestId}\tWARN\ta\rb \\{ c: 1 \\}$`)),
      'audit no line end',
    ]);
  });

  test('reports a failure as JSON where its log format says so', async () => {
    const arn = functions.add("exports.handler = async () => { throw new RangeError('no'); };", { logFormat: 'JSON' });

    const { requestId } = await invoke(arn);

    expect(JSON.parse(functions.lines[0]?.replace(/^\S+ /, '') ?? '')).toMatchObject({
      level: 'ERROR',
      requestId,
      message: { errorType: 'RangeError', errorMessage: 'no', stack: expect.any(Array) },
    });
  });

  test('writes console calls as JSON where its log format says so', async () => {
    const arn = functions.add("exports.handler = async () => console.log('hi');", { logFormat: 'JSON' });

    const { requestId } = await invoke(arn);

    expect(JSON.parse(functions.lines[0]?.replace(/^\S+ /, '') ?? '')).toEqual({
      timestamp: expect.any(String),
      level: 'INFO',
      requestId,
      message: 'hi',
    });
  });

  test('lives in the twin’s time', async () => {
    const arn = functions.add(`
      exports.handler = async () => [Date.now(), new Date().getTime(), new Date(0).getTime(), Date.UTC(2000, 0), new Date() instanceof Date, new Date().constructor === Date, typeof Date()];
    `);
    await invoke(arn);

    functions.clock.advance(86_400_000);
    const result = (await invoke(arn)) as unknown as { payload: number[] };

    const [now, constructed, ...rest] = result.payload;
    expect(Math.abs((now as number) - functions.clock.now())).toBeLessThan(10_000);
    expect(Math.abs((constructed as number) - functions.clock.now())).toBeLessThan(10_000);
    expect(rest).toEqual([0, Date.UTC(2000, 0), true, true, 'string']);
  });

  test('that still waits when the service stops ends with an error', async () => {
    const arn = functions.add('exports.handler = async () => new Promise(() => {});', { reservedConcurrency: 9 });
    const waiting = Array.from({ length: 4 }, () => invoke(arn));

    await functions.service.stop();

    for (const result of await Promise.all(waiting)) expect(result.ok).toBe(false);
  });
});
