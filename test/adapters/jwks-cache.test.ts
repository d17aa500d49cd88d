import { JWKS_INTERVAL_MS, JWKS_MAX_AGE_MS, JwksCache } from '../../lambda/adapters/jwks-cache';
import { DependencyFault } from '../../lambda/domain/ports';
import { ecKey } from '../support/jwt-forge';

const URI = 'https://idp.example.com/jwks.json';
const OTHER = 'https://other.example.com/jwks.json';
const [ONE, TWO] = [ecKey('one'), ecKey('two')];

function cache() {
  const state = {
    time: 1_000_000,
    keys: [ONE.jwk] as unknown,
    fetches: [] as string[],
    answer: undefined as (() => Promise<Buffer>) | undefined,
  };
  const subject = new JwksCache(
    async (uri) => {
      state.fetches.push(uri);
      return state.answer === undefined ? Buffer.from(JSON.stringify({ keys: state.keys })) : await state.answer();
    },
    { now: () => state.time },
  );
  const has = async (kid: string, uri = URI) => (await subject.setWith(uri, kid)) !== undefined;
  return { state, subject, has };
}

const down = (): Promise<Buffer> => Promise.reject(new DependencyFault('issuer', 'unavailable', 'down'));

describe('the cache of key sets', () => {
  test('J3 fetches once, and finds keys by their exact id', async () => {
    const { state, has } = cache();

    expect(await has('one')).toBe(true);
    expect(await has('ONE')).toBe(false);
    expect(await has('__proto__')).toBe(false);
    expect(await has('one')).toBe(true);

    expect(state.fetches).toHaveLength(1);
  });

  test('K2 requests that need a fetch at once share one', async () => {
    const { state, has } = cache();

    let answer: (text: Buffer) => void = () => undefined;
    state.answer = () => new Promise((resolve) => (answer = resolve));

    const early = [has('one'), has('two')];
    // However long it takes: whoever comes meanwhile waits, and asks for nothing.
    state.time += 60_000;
    const late = has('one');
    answer(Buffer.from(JSON.stringify({ keys: state.keys })));

    expect(await Promise.all([...early, late])).toEqual([true, false, true]);
    expect(state.fetches).toHaveLength(1);
  });

  test('K2 whatever key ids come and whatever the issuer does: at most one fetch every ten seconds', async () => {
    const { state, has } = cache();
    for (let second = 0; second < 100; second += 1) {
      state.answer = second % 30 < 15 ? down : undefined;
      await has(`unknown-${second}`).catch(() => undefined);
      state.time += 1_000;
    }

    expect(state.fetches.length).toBeLessThanOrEqual(10);
  });

  test('K3 a new key is known within ten seconds', async () => {
    const { state, has } = cache();
    await has('one');
    state.keys = [ONE.jwk, TWO.jwk];
    expect(await has('two')).toBe(false);

    state.time += 10_000;

    expect(await has('two')).toBe(true);
    expect(await has('one')).toBe(true);
  });

  test('K3 a removed key is trusted for 300 s at the most, under constant traffic or none', async () => {
    for (const pause of [1_000, 300_000]) {
      const { state, has } = cache();
      await has('one');
      state.keys = [TWO.jwk];
      const removedAt = state.time;
      let trustedAt = removedAt;
      while (state.time - removedAt < 2 * 300_000) {
        state.time += pause;
        if (await has('one')) {
          trustedAt = state.time;
        }
      }

      expect(trustedAt - removedAt).toBeLessThan(300_000);
    }
  });

  test('K3 a key that is replaced under its id is replaced here', async () => {
    const { state, subject } = cache();
    const before = await subject.setWith(URI, 'one');
    state.keys = [{ ...TWO.jwk, kid: 'one' }];
    state.time += JWKS_MAX_AGE_MS;

    const after = await subject.setWith(URI, 'one');

    expect(after?.keys.get('one')?.jwk.x).toBe(TWO.jwk.x);
    expect(after).not.toBe(before);
  });

  test('a set that comes again unchanged stays the same, so what was made of it does too', async () => {
    const { state, subject } = cache();
    const before = await subject.setWith(URI, 'one');
    state.time += JWKS_MAX_AGE_MS;

    expect(await subject.setWith(URI, 'one')).toBe(before);
    expect(state.fetches).toHaveLength(2);
  });

  test('K1 while the issuer is down its keys serve until 300 s, then it is a fault', async () => {
    const { state, has } = cache();
    await has('one');
    const fetchedAt = state.time;
    state.answer = down;

    for (; state.time - fetchedAt < JWKS_MAX_AGE_MS; state.time += 10_000) {
      expect(await has('one')).toBe(true);
    }
    await expect(has('one')).rejects.toThrow(DependencyFault);
    state.answer = undefined;
    await expect(has('one')).rejects.toThrow(DependencyFault);
    state.time += JWKS_INTERVAL_MS;

    expect(await has('one')).toBe(true);
  });

  test('K1 while the issuer is down, an unknown key cannot be told from a new one: a fault', async () => {
    const { state, has } = cache();
    await has('one');
    state.answer = down;
    state.time += JWKS_INTERVAL_MS;

    await expect(has('two')).rejects.toThrow(DependencyFault);
    expect(await has('one')).toBe(true);
  });

  test('a set that expires between two fetches is a fault, not an unknown key', async () => {
    const { state, has } = cache();
    await has('one');
    state.answer = down;
    state.time += JWKS_MAX_AGE_MS - 1;
    expect(await has('one')).toBe(true);
    state.time += 1;

    await expect(has('one')).rejects.toThrow(DependencyFault);
  });

  test('K4 the outage of one issuer is nothing to another', async () => {
    const { state, has } = cache();
    await has('one', OTHER);
    state.answer = down;

    await expect(has('one')).rejects.toThrow(DependencyFault);
    expect(await has('one', OTHER)).toBe(true);
  });

  test.each(['not JSON', '[]', 'null', '{}', '{"keys":{}}', '{"keys":[1]}', '{"keys":[],"keys":[]}', ''])(
    'K1 the answer %j is a fault, and the keys at hand stay',
    async (text) => {
      const { state, has } = cache();
      state.answer = async () => Buffer.from(text);
      await expect(has('one')).rejects.toThrow(DependencyFault);
      state.answer = undefined;
      state.time += JWKS_INTERVAL_MS;
      expect(await has('one')).toBe(true);
      state.answer = async () => Buffer.from(text);
      state.time += 200_000;

      expect(await has('one')).toBe(true);
    },
  );

  test('an error that is no fault becomes one', async () => {
    const { state, has } = cache();
    state.answer = () => Promise.reject(new Error('x'));

    await expect(has('one')).rejects.toMatchObject({ dependency: 'issuer', kind: 'unavailable' });
  });

  test('a clock that is put back does not prolong trust', async () => {
    const { state, has } = cache();
    await has('one');
    state.keys = [];
    state.time -= 3_600_000;

    expect(await has('one')).toBe(false);
  });
});
