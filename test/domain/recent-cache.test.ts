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

  test('does not keep what is heavier than all it may hold', () => {
    const cache = new RecentCache<string>(10);
    cache.set('a', 'x', 11);

    expect(cache.get('a')).toBeUndefined();
  });
});
