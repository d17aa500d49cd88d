import fc from 'fast-check';
import type { Declarations } from '../../lambda/contract/declarations';
import type { OpaqueIssuerDocument } from '../../lambda/contract/proxy-document';
import { tenantKey, type UserRecord } from '../../lambda/contract/registry-records';
import type { AuthorizerPorts, Verdict } from '../../lambda/domain/authorize';
import { userItemKey } from '../../lambda/domain/declared-user';
import { KEEPING_DELAY_MS } from '../../lambda/domain/kept-answer';
import { tenantReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS, NOW } from '../support/authorizer-rig';
import { PEM, X5T } from '../support/bound-tokens';
import { propertyRuns } from '../support/property-runs';

const TTL_SECONDS = 60;
/** What must be left of everything, in seconds. */
const MARGIN_SECONDS = TTL_SECONDS + KEEPING_DELAY_MS / 1_000;
const CI = { tenant: 'acme', user: 'ci' };

function keeping(replaced: Partial<AuthorizerPorts> = {}): AuthorizerRig {
  return new AuthorizerRig(0, { answerTtlSeconds: TTL_SECONDS, ...replaced });
}

function mint(rig: AuthorizerRig): string {
  return rig.registry.mint(CI.tenant, CI.user).text;
}

function contextOf(verdict: Verdict) {
  if (verdict.kind !== 'pass' && verdict.kind !== 'deny') {
    throw new Error(`The verdict is ${verdict.kind}.`);
  }
  return verdict.context;
}

describe('an answer that API Gateway may keep', () => {
  test('A2 names the header that it is keyed by, and depends on method and path alone', async () => {
    const rig = keeping();
    const token = mint(rig);

    const plain = await rig.askAs(token);
    const others = [
      await rig.askAs(token, { query: { page: ['2'] } }),
      await rig.askAs(token, { query: { 'a;b': ['2'], _method: ['DELETE'] } }),
      await rig.askAs(token, { sourceAddress: '192.0.2.1' }),
      await rig.ask({ headers: { Authorization: [`Bearer ${token}`], 'X-HTTP-Method-Override': ['PUT'] } }),
    ];
    const byKey = await rig.ask({ headers: { 'x-api-key': [token] } });
    const elsewhere = await rig.askAs(token, { path: '/shop/items/2' });

    expect(contextOf(plain)).toMatchObject({ verdict: 'forward', keyedBy: 'authorization' });
    for (const other of others) {
      expect({ ...contextOf(other), id: '-' }).toEqual({ ...contextOf(plain), id: '-' });
    }
    expect(contextOf(byKey)).toMatchObject({ keyedBy: 'x-api-key', digest: contextOf(plain).digest });
    expect(contextOf(elsewhere).digest).not.toBe(contextOf(plain).digest);
  });

  test('without a time to live none is kept', async () => {
    const rig = new AuthorizerRig();

    expect(contextOf(await rig.askAs(mint(rig)))).not.toHaveProperty('keyedBy');
  });

  test('P1 P4 whatever query and headers come along, the answer is the same', async () => {
    const rig = keeping();
    const token = mint(rig);
    const expected = { ...contextOf(await rig.askAs(token)), id: '-' };
    const values = fc.dictionary(fc.string({ maxLength: 8 }), fc.array(fc.string({ maxLength: 8 }), { maxLength: 2 }), {
      maxKeys: 4,
    });
    await fc.assert(
      fc.asyncProperty(values, values, fc.ipV4(), async (query, others, sourceAddress) => {
        const headers = Object.fromEntries(Object.entries(others).map(([name, value]) => [`x-own-${name}`, value]));
        const verdict = await rig.ask({
          query,
          headers: { ...headers, Authorization: [`Bearer ${token}`] },
          sourceAddress,
        });

        expect({ ...contextOf(verdict), id: '-' }).toEqual(expected);
      }),
      propertyRuns(60),
    );
  });

  test('is kept as long as function or release say, the longer of both', async () => {
    const proxy = { ...DECLARATIONS.proxy, answerTtlSeconds: 2 * TTL_SECONDS };
    const [both, released] = [keeping(), new AuthorizerRig()];
    for (const rig of [both, released]) {
      rig.registry.publish({ ...DECLARATIONS, proxy });
      const exp = rig.time / 1_000 + 2 * TTL_SECONDS + KEEPING_DELAY_MS / 1_000;

      expect((await rig.askAs(rig.jwt({ exp }))).kind).toBe('unauthorized');
      expect(contextOf(await rig.askAs(rig.jwt({ exp: exp + 1 })))).toMatchObject({ keyedBy: 'authorization' });
    }
  });

  test('J6 a JWT that could end before it is refused as one that has', async () => {
    const rig = keeping();

    expect((await rig.askAs(rig.jwt({ exp: NOW / 1_000 + MARGIN_SECONDS }))).kind).toBe('unauthorized');
    expect(rig.reason).toBe('jwt_expired');
    expect((await rig.askAs(rig.jwt({ exp: NOW / 1_000 + MARGIN_SECONDS + 1 }))).kind).toBe('pass');
  });

  test('so is a proxy token, and a user', async () => {
    const rig = keeping();
    const { text: token, key } = rig.registry.mint(CI.tenant, CI.user);
    const until = NOW + MARGIN_SECONDS * 1_000;

    rig.registry.change(key, { expiresAt: until });
    expect((await rig.askAs(token)).kind).toBe('unauthorized');
    expect(rig.reason).toBe('token_expired');
    rig.registry.change(key, { expiresAt: until + 1 });
    expect((await rig.askAs(token)).kind).toBe('pass');

    rig.registry.change(userItemKey(CI), { expiresAt: until });
    expect((await rig.askAs(token)).kind).toBe('unauthorized');
    expect(rig.reason).toBe('user_expired');
    rig.registry.change(userItemKey(CI), { expiresAt: until + 1 });
    expect((await rig.askAs(token)).kind).toBe('pass');
  });

  test('so is an opaque token whose issuer says when it ends', async () => {
    const rig = keeping();
    const opaque: OpaqueIssuerDocument = {
      id: 'legacy',
      issuer: 'https://legacy.example.com',
      audiences: ['api://gateway'],
      clientIds: [],
      scopes: [],
      subjectClaim: 'sub',
      tenant: { kind: 'claim', claim: 'org' },
      roles: { kind: 'claim', claim: 'groups' },
      claims: [],
      introspectionUrl: 'https://legacy.example.com/introspect',
      clientId: 'gatehouse',
      secretArn: 'arn:secret',
    };
    rig.registry.publish({ ...DECLARATIONS, proxy: { ...DECLARATIONS.proxy, opaqueIssuers: [opaque] } });
    const active = { active: true, aud: 'api://gateway', sub: 'alice', org: 'acme', groups: ['reader'] };
    rig.introspections.set('ends-soon-0123456789', { ...active, exp: NOW / 1_000 + MARGIN_SECONDS });
    rig.introspections.set('ends-later-0123456789', { ...active, exp: NOW / 1_000 + MARGIN_SECONDS + 1 });
    rig.introspections.set('ends-never-0123456789', active);

    expect((await rig.askAs('ends-soon-0123456789')).kind).toBe('unauthorized');
    expect(rig.reason).toBe('opaque_inactive');
    expect((await rig.askAs('ends-later-0123456789')).kind).toBe('pass');
    expect((await rig.askAs('ends-never-0123456789')).kind).toBe('pass');
  });

  test('a grant for a task counts only where it holds until then', async () => {
    const rig = keeping();
    const token = mint(rig);
    const grantUntil = (expiresAt: number) => {
      const grants: UserRecord['grants'] = { one: { api: 'shop', action: 'WriteItem', expiresAt } };
      rig.registry.change(userItemKey(CI), { grants });
    };

    grantUntil(NOW + MARGIN_SECONDS * 1_000);
    expect((await rig.askAs(token, { method: 'PUT' })).kind).toBe('deny');
    expect(rig.reason).toBe('policy_no_permit');
    grantUntil(NOW + (MARGIN_SECONDS + 1) * 1_000);
    expect((await rig.askAs(token, { method: 'PUT' })).kind).toBe('pass');
  });

  test('nobody gets one who is expected from certain addresses: the next caller may come from another', async () => {
    const rig = keeping();
    const token = mint(rig);
    rig.registry.change(userItemKey(CI), { sources: ['192.0.2.0/24'] });

    const verdicts = [
      await rig.askAs(token, { sourceAddress: '192.0.2.1' }),
      await rig.askAs(token, { sourceAddress: '198.51.100.1' }),
    ];

    expect(verdicts.map(({ kind }) => kind)).toEqual(['unauthorized', 'unauthorized']);
  });

  test('nobody gets one by a token that is bound to a sender, proven or not', async () => {
    const [rig, uncached] = [keeping(), new AuthorizerRig()];
    const ask = (one: AuthorizerRig, clientCertificate: string | undefined) =>
      one.askAs(one.jwt({ cnf: { 'x5t#S256': X5T } }), clientCertificate === undefined ? {} : { clientCertificate });

    expect((await ask(uncached, PEM)).kind).toBe('pass');
    expect((await ask(rig, PEM)).kind).toBe('unauthorized');
    expect(rig.reason).toBe('sender_unsupported');
    expect((await ask(rig, undefined)).kind).toBe('unauthorized');
  });

  test('while policies in force read what it does not tell apart, they are not asked', async () => {
    const reading = (when: string): Declarations => ({
      ...DECLARATIONS,
      policies: [{ id: 'base', text: `permit(principal, action, resource) when { ${when} };` }],
    });
    for (const when of ['context.now > 1', 'context.sourceAddress.isLoopback()', 'context == context']) {
      const [rig, uncached] = [keeping(), new AuthorizerRig()];
      rig.registry.publish(reading(when));
      uncached.registry.publish(reading(when));

      expect((await rig.askAs(mint(rig))).kind).toBe('fault');
      expect(rig.reason).toBe('policy_unavailable');
      expect((await uncached.askAs(mint(uncached))).kind).not.toBe('fault');
    }
  });

  test('revoked is refused at once, whoever asks the authorizer', async () => {
    const rig = keeping();
    const token = mint(rig);
    rig.registry.change(tenantKey(tenantReference('acme')), { status: 'suspended' });

    expect((await rig.askAs(token)).kind).toBe('unauthorized');
  });
});
