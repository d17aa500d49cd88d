import type { GatewayMethod, ThrottleModel, UsagePlanModel } from '../../../local/gateway/model';
import { UsageMeter } from '../../../local/gateway/usage-meter';
import {
  type Answer,
  API_ID,
  AUTHORIZER_FUNCTION,
  FUNCTION,
  GUARDED,
  type GatewayUnderTest,
  type ModelParts,
  permit,
  STAGE,
  startGateway,
  stopGateways,
} from './gateway-harness';

afterEach(stopGateways);

const METERED: Partial<GatewayMethod> = { apiKeyRequired: true };
const KEY = 'key-value-of-twenty-characters';
const OTHER_KEY = 'other-value-of-twenty-characters';

async function startMetered(plan: Partial<UsagePlanModel> | undefined, parts: ModelParts = {}, options = {}) {
  const twin = await startGateway({ routes: { 'ANY /{proxy+}': METERED }, ...parts }, options);
  twin.keys.add(KEY, plan);
  return twin;
}

function callWith(twin: GatewayUnderTest, key = KEY, path = '/prod/x', method = 'GET'): Promise<Answer> {
  return twin.call(path, { method, headers: { 'x-api-key': key } });
}

async function statuses(twin: GatewayUnderTest, count: number, key = KEY, path = '/prod/x'): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < count; i++) all.push((await callWith(twin, key, path)).status);
  return all;
}

function stages(throttle: Record<string, ThrottleModel> = {}): UsagePlanModel['apiStages'] {
  return [{ apiId: API_ID, stage: STAGE, throttle: new Map(Object.entries(throttle)) }];
}

function expectForbidden(answer: Answer): void {
  expect(answer).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
  expect(answer.body).toHaveLength(23);
  expect(answer.headers['x-amzn-errortype']).toBe('ForbiddenException');
}

describe('API keys', () => {
  test('4.1 a key in a plan that serves the stage is accepted, and shows in identity', async () => {
    const twin = await startMetered({});
    expect((await callWith(twin)).status).toBe(200);
    expect(twin.invoker.of(FUNCTION)[0].requestContext.identity).toMatchObject({
      apiKey: KEY,
      apiKeyId: `id-of-${KEY}`,
    });
  });

  test.each<[string, (twin: GatewayUnderTest) => Promise<Answer>]>([
    ['missing', (twin) => twin.call('/prod/x')],
    ['empty', (twin) => callWith(twin, '')],
    ['unknown', (twin) => callWith(twin, 'nobody-has-this-key')],
    ['disabled', (twin) => callWith({ ...twin, keys: twin.keys.add('disabled-key', {}, false) }, 'disabled-key')],
    ['in no plan', (twin) => callWith({ ...twin, keys: twin.keys.add('lone-key') }, 'lone-key')],
    [
      'in a plan without this stage',
      (twin) => callWith({ ...twin, keys: twin.keys.add('other-stage-key', { apiStages: [] }) }, 'other-stage-key'),
    ],
  ])('4.1 a key that is %s is 403 Forbidden', async (_case, call) => {
    const twin = await startMetered({});
    expectForbidden(await call(twin));
    expect(twin.invoker.calls).toEqual([]);
    expect(twin.keys.used).toEqual([]);
  });

  test('4.1 is of type INVALID_API_KEY', async () => {
    const twin = await startMetered({}, { responses: { INVALID_API_KEY: { statusCode: 498 } } });
    expect((await twin.call('/prod/x')).status).toBe(498);
  });

  const guarded: ModelParts = {
    apiKeySource: 'AUTHORIZER',
    routes: { 'ANY /{proxy+}': { ...GUARDED, ...METERED }, 'GET /open': METERED },
  };

  test('4.2 source AUTHORIZER takes usageIdentifierKey and ignores the header', async () => {
    const twin = await startMetered({}, guarded);
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ usageIdentifierKey: KEY }));
    expect((await callWith(twin, 'a-proxy-token')).status).toBe(200);
    expect(twin.invoker.of(FUNCTION)[0].requestContext.identity.apiKey).toBe(KEY);
  });

  test.each([
    ['absent', {}],
    ['null', { usageIdentifierKey: null }],
    ['empty', { usageIdentifierKey: '' }],
    ['wrong', { usageIdentifierKey: 'nobody-has-this-key' }],
  ])('4.2 source AUTHORIZER with usageIdentifierKey %s is 403, whatever the header says', async (_case, extra) => {
    const twin = await startMetered({}, guarded);
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit(extra));
    expectForbidden(await callWith(twin));
  });

  test('4.2 source AUTHORIZER on a method without an authorizer is 403', async () => {
    const twin = await startMetered({}, guarded);
    expectForbidden(await callWith(twin, KEY, '/prod/open'));
  });

  test('4.2 source HEADER ignores usageIdentifierKey', async () => {
    const twin = await startMetered({}, { ...guarded, apiKeySource: 'HEADER' });
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ usageIdentifierKey: KEY }));
    expectForbidden(await twin.call('/prod/x'));
    expect((await callWith(twin)).status).toBe(200);
  });

  test('4.3 the authorizer runs before the key is looked at', async () => {
    const twin = await startMetered({}, guarded);
    twin.invoker.on(AUTHORIZER_FUNCTION, () => permit({ usageIdentifierKey: KEY }, { Effect: 'Deny' }));
    expect((await callWith(twin)).headers['x-amzn-errortype']).toBe('AccessDeniedException');
    expect(twin.keys.used).toEqual([]);
  });

  test('4.4 a method without apiKeyRequired ignores the key and counts nothing', async () => {
    const twin = await startMetered(
      { quota: { limit: 0, offset: 0, period: 'DAY' }, throttle: { rateLimit: 0, burstLimit: 0 } },
      { routes: { 'GET /x': {} } },
    );
    expect((await callWith(twin)).status).toBe(200);
    expect(twin.invoker.of(FUNCTION)[0].requestContext.identity).not.toHaveProperty('apiKey');
    expect(twin.keys.used).toEqual([]);
  });
});

describe('throttles', () => {
  function expectThrottled(answer: Answer): void {
    expect(answer).toMatchObject({ status: 429, text: '{"message":"Too Many Requests"}' });
    expect(answer.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
    expect(answer.headers['retry-after']).toBeUndefined();
  }

  test.each(['/{proxy+}/ANY', '*/*'])('4.5 a stage throttle of 0/0 on %s is 429, without keys too', async (setting) => {
    const methodSettings = new Map([[setting, { rateLimit: 0, burstLimit: 0 }]]);
    const twin = await startGateway({ stage: { methodSettings } });
    expectThrottled(await twin.call('/prod/x'));
  });

  test('4.5 is of type THROTTLED', async () => {
    const methodSettings = new Map([['*/*', { rateLimit: 0, burstLimit: 0 }]]);
    const twin = await startGateway({ stage: { methodSettings }, responses: { THROTTLED: { statusCode: 598 } } });
    expect((await twin.call('/prod/x')).status).toBe(598);
  });

  test('4.5 settings of a method win over */*, and -1 means unset', async () => {
    const methodSettings = new Map([
      ['*/*', { rateLimit: 0, burstLimit: 0 }],
      ['/open/GET', { rateLimit: -1, burstLimit: -1 }],
    ]);
    const twin = await startGateway({ stage: { methodSettings }, routes: { 'GET /open': {}, 'GET /shut': {} } });
    expect((await twin.call('/prod/open')).status).toBe(200);
    expect((await twin.call('/prod/shut')).status).toBe(429);
  });

  test('4.5 the root resource has settings too', async () => {
    const methodSettings = new Map([['//GET', { rateLimit: 0, burstLimit: 0 }]]);
    const twin = await startGateway({ stage: { methodSettings }, routes: { 'GET /': {} } });
    expect((await twin.call('/prod/')).status).toBe(429);
  });

  test('4.7 burst is the capacity, rate refills, also below 1 per second', async () => {
    const twin = await startMetered({ throttle: { rateLimit: 0.1, burstLimit: 2 } });
    expect(await statuses(twin, 3)).toEqual([200, 200, 429]);
    twin.clock.advance(9.9);
    expect(await statuses(twin, 1)).toEqual([429]);
    twin.clock.advance(0.1);
    expect(await statuses(twin, 2)).toEqual([200, 429]);
    twin.clock.advance(3_600);
    expect(await statuses(twin, 3)).toEqual([200, 200, 429]);
  });

  test('4.7 tokens earned in fractions add up to a whole one', async () => {
    const twin = await startMetered({ throttle: { rateLimit: 0.1, burstLimit: 1 } });
    expect(await statuses(twin, 1)).toEqual([200]);
    const later: number[] = [];
    for (let second = 1; second <= 10; second++) {
      twin.clock.advance(1);
      later.push(...(await statuses(twin, 1)));
    }
    expect(later).toEqual([...Array(9).fill(429), 200]);
  });

  test('4.7 a burst above the rate is accepted, one token a request', async () => {
    const twin = await startMetered({ throttle: { rateLimit: 1, burstLimit: 5 } });
    expect(await statuses(twin, 6)).toEqual([200, 200, 200, 200, 200, 429]);
    twin.clock.advance(2);
    expect(await statuses(twin, 3)).toEqual([200, 200, 429]);
  });

  test('4.7 a spent plan throttle is 429 THROTTLED and calls no function', async () => {
    const twin = await startMetered({ throttle: { rateLimit: 1, burstLimit: 0 } });
    expectThrottled(await callWith(twin));
    expect(twin.invoker.calls).toEqual([]);
  });

  test('4.8 a throttle of a method in the plan replaces the plan own one there, and is counted apart', async () => {
    const twin = await startMetered(
      {
        throttle: { rateLimit: 0, burstLimit: 2 },
        apiStages: stages({ '/metered/{proxy+}/ANY': { rateLimit: 0, burstLimit: 1 } }),
      },
      { routes: { 'ANY /metered/{proxy+}': METERED, 'GET /x': METERED } },
    );
    expect(await statuses(twin, 2, KEY, '/prod/metered/a')).toEqual([200, 429]);
    expect(await statuses(twin, 1, KEY, '/prod/metered/b')).toEqual([429]);
    expect(await statuses(twin, 3)).toEqual([200, 200, 429]);
  });

  test('4.8 a throttle of */* in the plan is per method', async () => {
    const twin = await startMetered(
      { apiStages: stages({ '*/*': { rateLimit: 0, burstLimit: 1 } }) },
      { routes: { 'GET /x': METERED, 'GET /y': METERED } },
    );
    expect(await statuses(twin, 2)).toEqual([200, 429]);
    expect(await statuses(twin, 1, KEY, '/prod/y')).toEqual([200]);
  });

  test('4.8 the plan is asked before the stage, the stage before the account', async () => {
    const methodSettings = new Map([['*/*', { rateLimit: 0, burstLimit: 3 }]]);
    const limits = { accountRateLimit: 0, accountBurstLimit: 2 };
    const twin = await startMetered(
      { throttle: { rateLimit: 0, burstLimit: 1 } },
      { stage: { methodSettings } },
      { limits },
    );
    twin.keys.add(OTHER_KEY, { id: 'plan2' });
    // The plan stops the second call before it costs the stage or the account anything.
    expect(await statuses(twin, 2)).toEqual([200, 429]);
    expect(await statuses(twin, 2, OTHER_KEY)).toEqual([200, 429]);
  });

  test('4.8 the account throttle applies to every method', async () => {
    const twin = await startGateway({}, { limits: { accountRateLimit: 1, accountBurstLimit: 1 } });
    expect((await twin.call('/prod/x')).status).toBe(200);
    expectThrottled(await twin.call('/prod/x'));
    twin.clock.advance(1);
    expect((await twin.call('/prod/x')).status).toBe(200);
  });

  test('4.9 a limit is summed over the stages of the plan, a stage throttle is not', async () => {
    const meter = new UsageMeter();
    const apiStages = [...stages(), { apiId: API_ID, stage: 'test', throttle: new Map() }];
    const plan = { throttle: { rateLimit: 0, burstLimit: 3 }, apiStages };
    const methodSettings = new Map([['*/*', { rateLimit: 0, burstLimit: 2 }]]);
    const prod = await startMetered(plan, { stage: { methodSettings } }, { meter });
    const test = await startMetered(plan, { stage: { methodSettings, name: 'test' } }, { meter });
    expect(await statuses(prod, 2)).toEqual([200, 200]);
    expect(await statuses(test, 2, KEY, '/test/x')).toEqual([200, 429]);
  });

  test('4.9 a limit applies per key', async () => {
    const throttle = { rateLimit: 0, burstLimit: 1 };
    const twin = await startMetered({ throttle });
    twin.keys.add(OTHER_KEY, { throttle });
    expect(await statuses(twin, 2)).toEqual([200, 429]);
    expect(await statuses(twin, 2, OTHER_KEY)).toEqual([200, 429]);
  });

  test('a clock that is set back earns nothing twice', async () => {
    const twin = await startMetered({ throttle: { rateLimit: 1, burstLimit: 1 } });
    expect(await statuses(twin, 1)).toEqual([200]);
    twin.clock.advance(-10);
    expect(await statuses(twin, 1)).toEqual([429]);
    twin.clock.advance(10);
    expect(await statuses(twin, 1)).toEqual([429]);
  });
});

describe('quotas', () => {
  test('4.6 a spent quota is 429 Limit Exceeded without hints', async () => {
    const twin = await startMetered({ quota: { limit: 1, offset: 0, period: 'DAY' } });
    expect((await callWith(twin)).status).toBe(200);
    const answer = await callWith(twin);
    expect(answer).toMatchObject({ status: 429, text: '{"message":"Limit Exceeded"}' });
    expect(answer.headers['x-amzn-errortype']).toBe('LimitExceededException');
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(Object.keys(answer.headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
    expect(twin.invoker.calls).toHaveLength(1);
  });

  test('4.6 is of type QUOTA_EXCEEDED', async () => {
    const twin = await startMetered(
      { quota: { limit: 0, offset: 0, period: 'DAY' } },
      { responses: { QUOTA_EXCEEDED: { statusCode: 598 } } },
    );
    expect((await callWith(twin)).status).toBe(598);
  });

  // The clock starts on Wednesday, 8 July 2026, 19:19:04.250 UTC.
  test.each([
    ['DAY', Date.UTC(2026, 6, 9)],
    ['WEEK', Date.UTC(2026, 6, 12)],
    ['MONTH', Date.UTC(2026, 7, 1)],
  ] as const)('4.10 a quota by %s starts again at the calendar boundary in UTC', async (period, boundary) => {
    const twin = await startMetered({ quota: { limit: 1, offset: 0, period } });
    expect(await statuses(twin, 2)).toEqual([200, 429]);
    twin.clock.advance((boundary - 1 - twin.clock.now()) / 1000);
    expect(await statuses(twin, 1)).toEqual([429]);
    twin.clock.advance(0.001);
    expect(await statuses(twin, 2)).toEqual([200, 429]);
  });

  test('4.10 a 429 costs no quota and is not recorded', async () => {
    const twin = await startMetered({
      throttle: { rateLimit: 1, burstLimit: 1 },
      quota: { limit: 2, offset: 0, period: 'DAY' },
    });
    expect(await statuses(twin, 3)).toEqual([200, 429, 429]);
    twin.clock.advance(1);
    expect(await statuses(twin, 1)).toEqual([200]);
    twin.clock.advance(1);
    expect((await callWith(twin)).text).toBe('{"message":"Limit Exceeded"}');
    expect(twin.keys.used).toEqual([
      `plan1 id-of-${KEY} 2026-07-08T19:19:04.250Z`,
      `plan1 id-of-${KEY} 2026-07-08T19:19:05.250Z`,
    ]);
  });

  test('4.10 a request that the stage throttles costs no quota', async () => {
    const methodSettings = new Map([['*/*', { rateLimit: 1, burstLimit: 1 }]]);
    const twin = await startMetered({ quota: { limit: 2, offset: 0, period: 'DAY' } }, { stage: { methodSettings } });
    expect(await statuses(twin, 2)).toEqual([200, 429]);
    twin.clock.advance(1);
    expect(await statuses(twin, 1)).toEqual([200]);
  });

  test('4.10 an offset other than 0 is refused, with a warning', async () => {
    const twin = await startMetered({ quota: { limit: 1, offset: 2, period: 'WEEK' } });
    expect((await callWith(twin)).status).toBe(500);
    expect(twin.warnings.join()).toContain('offset of 2');
    expect(twin.invoker.calls).toEqual([]);
  });

  test('4.9 a quota counts per key', async () => {
    const quota = { limit: 1, offset: 0, period: 'DAY' } as const;
    const twin = await startMetered({ quota });
    twin.keys.add(OTHER_KEY, { quota });
    expect(await statuses(twin, 2)).toEqual([200, 429]);
    expect(await statuses(twin, 1, OTHER_KEY)).toEqual([200]);
  });
});
