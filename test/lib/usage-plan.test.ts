import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { QuotaPeriod, type UsagePlanOptions } from '../../lib';
import { newApi, newProxy, refusalsOf, templateOf } from './synthesized';

describe('a usage plan', () => {
  test('limits rate, burst and quota over the proxy’s stage', () => {
    const proxy = newProxy({
      usagePlans: { gold: { rateLimit: 0.5, burstLimit: 10, quota: { limit: 1000, period: QuotaPeriod.MONTH } } },
    });

    templateOf(proxy).hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: 0.5, BurstLimit: 10 },
      Quota: { Limit: 1000, Period: 'MONTH' },
      ApiStages: [{ Stage: { Ref: Match.stringLikeRegexp('Stageprod') }, Throttle: {} }],
    });
  });

  test('limits single APIs on both of their methods, whichever is declared first', () => {
    const orders = { rateLimit: 1, burstLimit: 1 };
    const proxy = newProxy({ usagePlans: { early: { apis: { orders, late: { rateLimit: 2, burstLimit: 2 } } } } });
    newApi(proxy, {}, 'Late');
    proxy.addUsagePlan('after', { apis: { orders: {}, late: { rateLimit: 3, burstLimit: 4 } } });
    const plans = Object.values(templateOf(proxy).findResources('AWS::ApiGateway::UsagePlan'));

    expect(plans.map(({ Properties }) => Properties.ApiStages[0].Throttle)).toEqual([
      {
        '/orders/ANY': { RateLimit: 1, BurstLimit: 1 },
        '/orders/{proxy+}/ANY': { RateLimit: 1, BurstLimit: 1 },
        '/late/ANY': { RateLimit: 2, BurstLimit: 2 },
        '/late/{proxy+}/ANY': { RateLimit: 2, BurstLimit: 2 },
      },
      {
        '/late/ANY': { RateLimit: 3, BurstLimit: 4 },
        '/late/{proxy+}/ANY': { RateLimit: 3, BurstLimit: 4 },
      },
    ]);
  });
});

describe('a usage plan refuses', () => {
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`api${index}`, {}]));

  test.each<[string, UsagePlanOptions, string]>([
    [
      'a b',
      {},
      '[Test/Proxy/UsagePlan-a b] name: given "a b"; allowed: 1 to 64 of letters, digits, "_" and "-", starting with a letter or digit. Rename it.',
    ],
    [
      'free',
      {},
      '[Test/Proxy/UsagePlan-free] name: given "free"; allowed: a name that no other plan has; taken: free. Choose another name, or declare the plan once.',
    ],
    [
      'p1',
      { rateLimit: -1 },
      '[Test/Proxy/UsagePlan-p1] rateLimit: given -1; allowed: a number of requests a second from 0. Leave it out for no limit.',
    ],
    [
      'p2',
      { burstLimit: 0.5 },
      '[Test/Proxy/UsagePlan-p2] burstLimit: given 0.5; allowed: a whole number of requests from 0 to 2147483647. Choose one of them.',
    ],
    [
      'p3',
      { quota: { limit: 0, period: QuotaPeriod.DAY } },
      '[Test/Proxy/UsagePlan-p3] quota.limit: given 0; allowed: a whole number of requests from 1 to 2147483647. Choose one of them.',
    ],
    [
      'p4',
      { apis: { orders: { burstLimit: -1 } } },
      '[Test/Proxy/UsagePlan-p4] apis.orders.burstLimit: given -1; allowed: a whole number of requests from 0 to 2147483647. Choose one of them.',
    ],
    [
      'p5',
      { apis: eleven },
      '[Test/Proxy/UsagePlan-p5] apis: given 11; allowed: at most 10 APIs with limits of their own. API Gateway takes 20 methods a plan and stage, and an API has two; let the others share the plan’s limits.',
    ],
    [
      'p6',
      { rateLimit: 1 },
      '[Test/Proxy/UsagePlan-p6] rateLimit and burstLimit: given {"rateLimit":1}; allowed: both, or neither. API Gateway may take one that is left out for 0 and refuse every call: name both.',
    ],
    [
      'p7',
      { apis: { orders: { burstLimit: 5 } } },
      '[Test/Proxy/UsagePlan-p7] apis.orders.rateLimit and burstLimit: given {"burstLimit":5}; allowed: both, or neither. API Gateway may take one that is left out for 0 and refuse every call: name both.',
    ],
  ])('%s %j', (name, options, message) => {
    const proxy = newProxy({ usagePlans: { free: {} } });

    expect(() => proxy.addUsagePlan(name, options)).toThrow(new Error(message));
  });

  test('limits for an API that nobody declares, and more plans than the registrar can be granted', () => {
    const proxy = newProxy({ usagePlans: { free: { apis: { nosuch: {} } } } });
    for (let index = 0; index < 25; index += 1) {
      proxy.addUsagePlan(`plan${index}`);
    }

    const refusals = refusalsOf(Stack.of(proxy));
    expect(refusals).toContain(
      '[Test/Proxy/UsagePlan-free] apis: given "nosuch"; allowed: orders. Name a protected API of the proxy.',
    );
    expect(refusals).toContain(
      '[Test/Proxy] usage plans: given 26; allowed: at most 25. Share plans: each can meter any number of users.',
    );
  });

  test('a tenant’s plan that nobody declares', () => {
    const proxy = newProxy();
    proxy.addTenant('acme', { usagePlan: 'gold' });

    expect(refusalsOf(Stack.of(proxy))).toContain(
      '[Test/Proxy] usagePlan: given "gold"; allowed: no plan is declared yet. Declare it with addUsagePlan(\'gold\', …).',
    );
  });
});
