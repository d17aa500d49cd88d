import { PacedApiKeys } from '../../lambda/domain/paced-api-keys';
import { type ApiKeys, ThrottledError } from '../../lambda/domain/ports';

function throttledFor(times: number, fault: Error = new ThrottledError('slow')) {
  let left = times;
  const call = async () => {
    left -= 1;
    if (left >= 0) {
      throw fault;
    }
  };
  const keys: ApiKeys = { ensureKey: async () => (await call(), 'id'), ensurePlan: call, deleteKey: call };
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return { keys, pauses, pause };
}

describe('paced API keys', () => {
  it('calls again after ever longer waits while it is throttled', async () => {
    const { keys, pauses, pause } = throttledFor(7);

    const id = await new PacedApiKeys(keys, pause, () => false).ensureKey('name', 'value');

    expect(id).toBe('id');
    expect(pauses).toEqual([400, 800, 1600, 3200, 6400, 6400, 6400]);
  });

  it('does so for plans and deletions too', async () => {
    const { keys, pauses, pause } = throttledFor(1);
    const other = throttledFor(1);

    await new PacedApiKeys(keys, pause, () => false).ensurePlan('key', 'plan', []);
    await new PacedApiKeys(other.keys, pause, () => false).deleteKey('key');

    expect(pauses).toEqual([400, 400]);
  });

  it('gives up at once for another fault, and when the time is over', async () => {
    const broken = throttledFor(1, new Error('broken'));
    const late = throttledFor(1);

    await expect(new PacedApiKeys(broken.keys, broken.pause, () => false).deleteKey('key')).rejects.toThrow('broken');
    await expect(new PacedApiKeys(late.keys, late.pause, () => true).deleteKey('key')).rejects.toThrow(ThrottledError);
    expect([...broken.pauses, ...late.pauses]).toEqual([]);
  });
});
