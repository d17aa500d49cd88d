import { apiKeyKey, tenantKey, userKey } from '../../lambda/contract/registry-records';
import { digestApiKey } from '../../lambda/domain/api-key';
import { apiKeyReference, tenantReference, userReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS } from '../support/authorizer-rig';

const VALUE = 'an-existing-key-of-API-Gateway-1234';
const REF = apiKeyReference(digestApiKey(VALUE));
const ACCEPTING = { ...DECLARATIONS, proxy: { ...DECLARATIONS.proxy, apiKeysAsCredential: true } };

function placeOf(tenant: string, user: string) {
  return { tenantRef: tenantReference(tenant), userRef: userReference(tenant, user) };
}

function adopt(rig: AuthorizerRig, tenant = 'acme', user = 'ci', value = VALUE): void {
  const place = placeOf(tenant, user);
  const ref = apiKeyReference(digestApiKey(value));
  rig.registry.put(apiKeyKey(ref), { tenant, user, ...place, keyId: 'key-7', digest: digestApiKey(value) });
  rig.registry.change(userKey(place.tenantRef, place.userRef), { adoptedKey: { keyId: 'key-7', planId: 'plan', ref } });
}

function accepting(freshnessMs = 0): AuthorizerRig {
  const rig = new AuthorizerRig(freshnessMs);
  rig.registry.publish(ACCEPTING);
  return rig;
}

const ask = (rig: AuthorizerRig, value = VALUE) => rig.ask({ headers: { 'x-api-key': [value] } });

describe('an API Gateway key as a credential', () => {
  it('opens nothing where the proxy does not say so', async () => {
    const rig = new AuthorizerRig();
    adopt(rig);

    expect((await ask(rig)).kind).toBe('unauthorized');
    expect(rig.reason).toBe('credential_malformed');
  });

  it('lets its user in, is metered by itself, and is told by its id alone', async () => {
    const rig = accepting();
    adopt(rig);

    expect(await ask(rig)).toMatchObject({ kind: 'pass', meteringKey: VALUE });
    expect(rig.records.at(-1)?.unmapped).toMatchObject({ credential: 'apiKey', credentialId: 'key-7' });
    expect(rig.lines.join()).not.toContain(VALUE);
    expect(JSON.stringify([...rig.registry.items.values()])).not.toContain(VALUE);
  });

  it('costs one read of at most six items, once the container knows whose it is', async () => {
    const rig = accepting();
    adopt(rig);
    await ask(rig);
    rig.registry.reads = [];

    await ask(rig);

    expect(rig.registry.reads).toHaveLength(1);
    expect(rig.registry.reads[0]?.length).toBeLessThanOrEqual(6);
  });

  it('Q3 unknown, disabled and foreign keys look the same, and read the same', async () => {
    const seen = [];
    const cases: ((rig: AuthorizerRig) => void)[] = [
      () => {},
      (rig) => adopt(rig, 'acme', 'ci', 'another-key-of-API-Gateway-12345678'),
      (rig) => {
        adopt(rig);
        const { tenantRef, userRef } = placeOf('acme', 'ci');
        rig.registry.change(userKey(tenantRef, userRef), { adoptedKey: undefined });
      },
      (rig) => {
        adopt(rig);
        rig.registry.change(apiKeyKey(REF), { digest: digestApiKey('something-else-of-some-length') });
      },
      (rig) => {
        adopt(rig);
        const { tenantRef, userRef } = placeOf('acme', 'ci');
        rig.registry.change(userKey(tenantRef, userRef), { status: 'suspended' });
      },
      (rig) => {
        adopt(rig);
        rig.registry.change(tenantKey(tenantReference('acme')), { status: 'suspended' });
      },
    ];
    for (const prepare of cases) {
      const rig = accepting();
      prepare(rig);
      await rig.ports.releases.current();
      rig.registry.reads = [];
      const verdict = await ask(rig);
      seen.push({ kind: verdict.kind, reads: rig.registry.reads.map((keys) => keys.length) });
    }

    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]?.kind).toBe('unauthorized');
  });

  it('is the new user’s alone, once it came to another', async () => {
    const rig = accepting();
    adopt(rig);
    await ask(rig);
    const { tenantRef, userRef } = placeOf('acme', 'ci');
    rig.registry.change(userKey(tenantRef, userRef), { adoptedKey: undefined });
    adopt(rig, 'acme', 'bob');

    expect((await ask(rig)).kind).toBe('pass');
    expect(JSON.stringify(rig.records.at(-1))).toContain('acme/bob');
  });

  it('opens nothing any more when a release says so, and something when the next one does', async () => {
    const rig = accepting();
    adopt(rig);
    expect((await ask(rig)).kind).toBe('pass');
    const user = placeOf('acme', 'ci');
    const adopted = rig.registry.items.get(`TENANT#${user.tenantRef} USER#${user.userRef}`);

    rig.registry.publish(DECLARATIONS);
    rig.registry.put(userKey(user.tenantRef, user.userRef), { ...adopted });
    expect((await ask(rig)).kind).toBe('unauthorized');

    rig.registry.publish(ACCEPTING);
    rig.registry.put(userKey(user.tenantRef, user.userRef), { ...adopted });
    rig.time += 10_000;
    expect((await ask(rig)).kind).toBe('pass');
  });

  it('is none where it is too short, or spelled like a proxy token: nothing is read', async () => {
    const rig = accepting();
    rig.registry.reads = [];
    for (const value of ['short', `gth_${'x'.repeat(40)}`, 'y'.repeat(129), 'with a space in the midst of it']) {
      await ask(rig, value);
      expect(rig.reason).toBe('credential_malformed');
    }
    expect(rig.registry.reads).toEqual([]);
  });
});

describe('expected sources', () => {
  const { tenantRef, userRef } = placeOf('acme', 'ci');
  it.each([
    [['203.0.113.0/24'], '203.0.113.9', undefined],
    [['198.51.100.0/24', '2001:db8::/32'], '203.0.113.9', 'source_unexpected'],
    [['2001:db8::/32'], '2001:db8::7', undefined],
    [[], '203.0.113.9', 'source_unexpected'],
    [['nonsense'], '203.0.113.9', 'source_unexpected'],
    [['0.0.0.0/0'], '-', 'source_unexpected'],
  ])('%j and a request from %s: %s', async (sources, sourceAddress, reason) => {
    const rig = new AuthorizerRig();
    rig.registry.change(userKey(tenantRef, userRef), { sources });
    const { text } = rig.registry.mint('acme', 'ci');

    const verdict = await rig.askAs(text, { sourceAddress });

    expect(verdict.kind).toBe(reason === undefined ? 'pass' : 'deny');
    expect(rig.reason).toBe(reason ?? 'none');
  });
});
