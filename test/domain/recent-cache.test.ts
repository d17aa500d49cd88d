import { RecentCache } from '../../lambda/domain/recent-cache';

describe('RecentCache', () => {
  test('forgets what was not used for longest', () => {
    const cache = new RecentCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);

    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
  });

  test('counts weights, also of what is replaced and deleted', () => {
    const cache = new RecentCache<string>(10);
    cache.set('a', 'x', 6);
    cache.set('a', 'y', 4);
    cache.set('b', 'z', 6);
    expect(cache.get('a')).toBe('y');
    cache.delete('b');
    cache.delete('never');
    cache.set('c', 'w', 6);

    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['y', undefined, 'w']);
  });

  test('keeps what weighs exactly as much as it may hold, and tells when it is empty', () => {
    const cache = new RecentCache<string>(10);
    expect(cache.isEmpty).toBe(true);
    cache.set('a', 'x', 4);
    cache.set('b', 'y', 6);

    expect(['a', 'b'].map((key) => cache.peek(key))).toEqual(['x', 'y']);
    expect(cache.isEmpty).toBe(false);
  });

  test('a look counts for no use, a second use in a row for none more', () => {
    const cache = new RecentCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.peek('a');
    cache.get('b');
    cache.get('b');
    cache.set('c', 3);

    expect(['a', 'b', 'c'].map((key) => cache.peek(key))).toEqual([undefined, 2, 3]);
  });

  test('what was deleted and comes back is the newest again', () => {
    const cache = new RecentCache<number>(2);
    cache.set('a', 1);
    cache.delete('a');
    cache.set('b', 2);
    cache.set('a', 3);
    cache.get('b');
    cache.set('c', 4);

    expect(['a', 'b', 'c'].map((key) => cache.peek(key))).toEqual([undefined, 2, 4]);
  });

  test('does not keep what is heavier than all it may hold', () => {
    const cache = new RecentCache<string>(10);
    cache.set('a', 'x', 11);

    expect(cache.get('a')).toBeUndefined();
  });
});
