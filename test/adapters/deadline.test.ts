import { within } from '../../lambda/adapters/deadline';

describe('within', () => {
  afterEach(() => jest.useRealTimers());

  test('R5 gives up at the deadline', async () => {
    jest.useFakeTimers();
    const waiting = within(new Promise(() => undefined), 2_800);
    const outcome = expect(waiting).rejects.toMatchObject({ reason: 'decision_timeout' });

    await jest.advanceTimersByTimeAsync(2_800);

    await outcome;
  });

  test('hands on what comes in time, and leaves no timer behind', async () => {
    jest.useFakeTimers();

    await expect(within(Promise.resolve(1), 2_800)).resolves.toBe(1);
    await expect(within(Promise.reject(new Error('x')), 2_800)).rejects.toThrow('x');

    expect(jest.getTimerCount()).toBe(0);
  });
});
