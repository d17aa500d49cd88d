import { reportPlans } from '../../../lambda/domain/manage/plan-report';
import type { UsagePlanReader } from '../../../lambda/domain/manage/usage-plan-reader';

const PREFIX = 'gatehouse-api1-';

describe('reporting usage plans', () => {
  const asked: string[] = [];
  const plans: UsagePlanReader = {
    limits: (id) =>
      Promise.resolve(
        id === 'gone' ? undefined : { methods: {}, ...(id === 'free' ? {} : { quota: { limit: 10, period: 'DAY' } }) },
      ),
    keys: () =>
      Promise.resolve([
        { keyId: 'k1', name: `${PREFIX}acme/build` },
        { keyId: 'k2', name: 'somebody else' },
        { keyId: 'k3' },
      ]),
    usage: (_id, day) => {
      asked.push(day);
      return Promise.resolve(
        new Map([
          ['k1', { used: 4, remaining: 6 }],
          ['left', { used: 1, remaining: 9 }],
        ]),
      );
    },
  };
  const ports = { plans, clock: { now: () => Date.UTC(2026, 10, 25, 23, 59) }, keyPrefix: PREFIX };

  test('limits by name; a plan that is gone has none, and usage only where it is wanted', async () => {
    const reports = await reportPlans(
      ports,
      new Map([
        ['gold', 'p1'],
        ['old', 'gone'],
      ]),
      false,
    );

    expect(reports).toEqual([
      { name: 'gold', id: 'p1', limits: { methods: {}, quota: { limit: 10, period: 'DAY' } } },
      { name: 'old', id: 'gone' },
    ]);
    expect(asked).toEqual([]);
  });

  test('usage by principal: keys that were not used, keys of others, and keys that left the plan', async () => {
    const [report] = await reportPlans(ports, new Map([['gold', 'p1']]), true);

    expect(asked).toEqual(['2026-11-25']);
    expect(report?.usage).toEqual([
      { principal: 'acme/build', keyId: 'k1', usedToday: 4, remaining: 6 },
      { principal: 'somebody else', keyId: 'k2', usedToday: 0, remaining: 10 },
      { principal: 'k3', keyId: 'k3', usedToday: 0, remaining: 10 },
      { principal: 'left', keyId: 'left', usedToday: 1, remaining: 9 },
    ]);
  });

  test('a plan without a quota leaves nothing over, and a plan that is gone no usage', async () => {
    const reports = await reportPlans(
      ports,
      new Map([
        ['free', 'free'],
        ['old', 'gone'],
      ]),
      true,
    );

    expect(reports[0]?.usage?.[0]).toEqual({ principal: 'acme/build', keyId: 'k1', usedToday: 4 });
    expect(reports[1]).toEqual({ name: 'old', id: 'gone' });
  });
});
