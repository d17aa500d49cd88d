import type { RegistryReader } from '../../lambda/domain/ports';
import { RELEASE_LOOKUP_INTERVAL_MS, ReleaseCache } from '../../lambda/domain/release-cache';
import { AuthorizerRig } from '../support/authorizer-rig';

function cacheOf(rig: AuthorizerRig) {
  const { registry } = rig.ports;
  const asked = { globals: 0, documents: 0 };
  const reader: RegistryReader = {
    snapshot: (keys) => registry.snapshot(keys),
    ownerOfApiKey: (ref, anew) => registry.ownerOfApiKey(ref, anew),
    global: () => {
      asked.globals += 1;
      return registry.global();
    },
    document: (hash) => {
      asked.documents += 1;
      return registry.document(hash);
    },
  };
  return { asked, cache: new ReleaseCache(reader, rig.clock) };
}

describe('the release that a container decides with', () => {
  test('is looked for anew no more often than the interval, from the first look on', async () => {
    const rig = new AuthorizerRig();
    const { asked, cache } = cacheOf(rig);
    expect(cache.loaded).toBeUndefined();
    const first = await cache.current();
    expect([await cache.current(), cache.loaded]).toEqual([first, first]);

    await cache.newer();
    rig.time += RELEASE_LOOKUP_INTERVAL_MS - 1;
    await cache.newer();
    expect(asked.globals).toBe(1);
    rig.time += 1;
    await cache.newer();
    expect(asked.globals).toBe(2);
  });

  test('is looked for anew where the clock was put back', async () => {
    const rig = new AuthorizerRig();
    const { asked, cache } = cacheOf(rig);
    await cache.current();
    rig.time -= 1;
    await cache.newer();

    expect(asked.globals).toBe(2);
  });

  test('is loaded once for all who wait for it, and again after it could not be', async () => {
    const rig = new AuthorizerRig();
    const { asked, cache } = cacheOf(rig);
    const { release } = (await rig.ports.registry.global())!;
    await Promise.all([cache.load(release), cache.load(release)]);
    const loaded = asked.documents;
    await cache.load(release);

    expect(asked.documents).toBe(loaded);
    await expect(cache.load('0'.repeat(64))).rejects.toThrow();
    await expect(cache.load('0'.repeat(64))).rejects.toThrow();
    expect(asked.documents).toBe(loaded + 2);
    expect(cache.loaded?.hash).toBe(release);
  });
});
