import fc from 'fast-check';
import { GLOBAL_KEY } from '../../lambda/contract/registry-records';
import { revocationOf } from '../../lambda/domain/revocation';
import { tokenActor } from '../../lambda/domain/token-actor';
import { AuthorizerRig, DECLARATIONS, ISSUER, NOW } from '../support/authorizer-rig';
import { KEY, rigWith, send } from '../support/bound-tokens';
import { propertyRuns } from '../support/property-runs';

function rigWithPolicy(condition: string): AuthorizerRig {
  const rig = new AuthorizerRig();
  rig.registry.publish({
    ...DECLARATIONS,
    policies: [{ id: 'actor', text: `permit(principal, action, resource) when { ${condition} };` }],
  });
  return rig;
}

describe('who acts on a subject’s behalf', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['of the token’s own issuer', { sub: 'agent' }, 'idp|agent'],
    ['of the token’s own issuer, named', { sub: 'agent', iss: ISSUER.issuer }, 'idp|agent'],
    ['of another issuer', { sub: 'agent', iss: 'https://other.example.com' }, 'https://other.example.com|agent'],
    ['with those behind it', { sub: 'agent', act: { sub: 'b', act: { sub: 'c', act: { sub: 'd' } } } }, 'idp|agent'],
  ])('%s is known to policies and in the record', async (_, act, name) => {
    const rig = rigWithPolicy(`context has actor && context.actor == ${JSON.stringify(name)}`);

    expect((await rig.askAs(rig.jwt({ act }))).kind).toBe('pass');
    expect(rig.records[0]?.unmapped).toMatchObject({ principal: 'acme/idp|alice', actor: name });
  });

  test('is nobody where the token names none', async () => {
    const rig = rigWithPolicy('!(context has actor)');

    expect((await rig.askAs(rig.jwt())).kind).toBe('pass');
    expect(rig.records[0]?.unmapped.actor).toBe('-');
  });

  test.each<[string, unknown]>([
    ['text', 'agent'],
    ['nothing', null],
    ['a list', [{ sub: 'agent' }]],
    ['without a subject', {}],
    ['of a subject that is no text', { sub: 1 }],
    ['of an empty subject', { sub: '' }],
    ['of a subject with a bar', { sub: 'a|b' }],
    ['of a subject with a quote', { sub: 'a"b' }],
    ['of a subject with a line end', { sub: 'a\nb' }],
    ['of a long subject', { sub: 'a'.repeat(256) }],
    ['of an issuer that is no text', { sub: 'a', iss: 1 }],
    ['of an issuer with a bar', { sub: 'a', iss: 'https://x|y' }],
    ['with an unreadable one behind it', { sub: 'a', act: { sub: 1 } }],
    ['with four behind it', { sub: 'a', act: { sub: 'b', act: { sub: 'c', act: { sub: 'd', act: { sub: 'e' } } } } }],
  ])('J7 must be readable: %s is refused', async (_, act) => {
    const rig = rigWithPolicy('true');

    expect((await rig.askAs(rig.jwt({ act }))).kind).toBe('unauthorized');
    expect(rig.reason).toBe('jwt_claims');
  });

  test('J7 a name is of one issuer and one subject', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a:/|"\\ \n') });
    const claims = fc.record({ sub: text, iss: fc.option(text, { nil: undefined }) });
    fc.assert(
      fc.property(claims, claims, (one, other) => {
        const [a, b] = [one, other].map((act) => tokenActor(act, ISSUER));
        if (a && b && a.name === b.name) {
          expect([a.issuer, a.subject]).toEqual([b.issuer, b.subject]);
        }
      }),
      propertyRuns(500),
    );
  });

  test('is revoked as the subject that it is, and its own tokens with it', async () => {
    const rig = new AuthorizerRig();
    const { key, record } = revocationOf({ kind: 'subject', issuer: ISSUER.issuer, name: 'agent' }, NOW);
    rig.registry.put(key, record);

    expect((await rig.askAs(rig.jwt({ act: { sub: 'agent' } }))).kind).toBe('unauthorized');
    expect(rig.reason).toBe('actor_revoked');
    expect((await rig.askAs(rig.jwt({ sub: 'agent' }))).kind).toBe('unauthorized');
    expect((await rig.askAs(rig.jwt({ act: { sub: 'other' } }))).kind).toBe('pass');
  });

  test('costs no round trip: one read of six items', async () => {
    const rig = new AuthorizerRig();
    await rig.askAs(rig.jwt());
    rig.registry.reads = [];

    await rig.askAs(rig.jwt({ act: { sub: 'agent' } }));

    expect(rig.registry.reads.map((keys) => keys.length)).toEqual([6]);
    expect(rig.registry.reads[0]?.[0]).toEqual(GLOBAL_KEY);
  });
});

test('how a token is bound to its sender is known to policies', async () => {
  const rig = rigWith('accepted');
  rig.registry.publish({
    ...DECLARATIONS,
    proxy: { version: 1, issuers: [{ ...ISSUER, senderConstraint: 'accepted' }] },
    policies: [
      {
        id: 'bound',
        text: 'permit(principal, action, resource) when { context has senderConstraint && context.senderConstraint == "dpop" };',
      },
    ],
  });

  expect(await send(rig, { cnf: { jkt: KEY.thumbprint } })).toBe('none');
  expect((await rig.askAs(rig.jwt())).kind).toBe('deny');
});
