import { forEachBounded } from '../../lambda/domain/bounded-parallel';
import { RegistrarFault } from '../../lambda/domain/registrar-fault';

const NEVER = () => false;

describe('bounded parallel work', () => {
  it('does everything once, never more than the limit at a time', async () => {
    const done: number[] = [];
    let [running, most] = [0, 0];

    await forEachBounded([1, 2, 3, 4, 5, 6, 7], 3, NEVER, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      done.push(item);
      running -= 1;
    });

    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('has nothing to do without items', async () => {
    await expect(forEachBounded([], 3, NEVER, async () => {})).resolves.toBeUndefined();
  });

  it('begins nothing after a failure, and waits for what runs', async () => {
    const begun: number[] = [];
    const ended: number[] = [];

    const work = forEachBounded([1, 2, 3, 4, 5], 2, NEVER, async (item) => {
      begun.push(item);
      if (item === 1) {
        throw new Error('first');
      }
      await new Promise(setImmediate);
      ended.push(item);
    });

    await expect(work).rejects.toThrow('first');
    expect([begun, ended]).toEqual([[1, 2], [2]]);
  });

  it('stops when the time is over', async () => {
    const done: number[] = [];

    const work = forEachBounded(
      [1, 2, 3],
      1,
      () => done.length === 2,
      async (item) => void done.push(item),
    );

    await expect(work).rejects.toThrow(RegistrarFault);
    expect(done).toEqual([1, 2]);
  });
});
