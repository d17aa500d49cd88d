import type { IssuerDocument, SubjectRule } from '../../lambda/contract/proxy-document';
import { revocationKey } from '../../lambda/contract/registry-records';
import { userItemKey } from '../../lambda/domain/declared-user';
import { mapFederatedSubject } from '../../lambda/domain/federated-subject';
import { revocationReference } from '../../lambda/domain/reference';
import { AuthorizerRig, DECLARATIONS, ISSUER } from '../support/authorizer-rig';
import { certificate, certifiedRig, present } from '../support/certified-callers';

const CI = { tenant: 'acme', user: 'ci' };
const RULE: SubjectRule = { ...CI, claims: { repository: 'acme/shop', ref: 'main' } };
const MATCHING = { repository: 'acme/shop', ref: 'main' };

function rigWith(change: Partial<IssuerDocument>): AuthorizerRig {
  const rig = new AuthorizerRig();
  rig.registry.publish({ ...DECLARATIONS, proxy: { version: 1, issuers: [{ ...ISSUER, ...change }] } });
  return rig;
}

async function call(rig: AuthorizerRig, claims: Record<string, unknown>): Promise<string | undefined> {
  await rig.askAs(rig.jwt(claims));
  return rig.reason;
}

const principalOf = (rig: AuthorizerRig) => rig.records.at(-1)?.unmapped.principal;

describe('a subject that is a proxy user by rule', () => {
  test('has that user’s name, tenant, roles and metering key, and none of what its token says of them', async () => {
    const rig = rigWith({ subjectRules: [RULE] });

    const verdict = await rig.askAs(rig.jwt({ ...MATCHING, groups: ['writer'] }));

    expect(verdict).toMatchObject({ kind: 'pass', meteringKey: 'metering-key-of-acme-ci' });
    expect(rig.records[0]?.unmapped).toMatchObject({
      principal: 'acme/ci',
      credential: 'jwt:idp',
      policies: ['base.0'],
    });
    await rig.askAs(rig.jwt({ ...MATCHING, groups: ['writer'] }), { method: 'PUT' });
    expect(rig.reason).toBe('policy_no_permit');
  });

  test('needs no tenant in its token, and is refused where that says another', async () => {
    const rig = rigWith({ subjectRules: [RULE] });

    expect(await call(rig, { ...MATCHING, org: undefined })).toBe('none');
    for (const org of ['globex', ['acme', 'globex'], 7]) {
      expect(await call(rig, { ...MATCHING, org })).toBe('jwt_claims');
    }
  });

  test('is of the rule’s tenant, whatever its issuer’s others are fixed to', async () => {
    const rig = rigWith({ subjectRules: [RULE], tenant: { kind: 'fixed', values: ['globex'] } });

    expect(await call(rig, MATCHING)).toBe('none');
    expect(principalOf(rig)).toBe('acme/ci');
    await call(rig, {});
    expect(principalOf(rig)).toBe('globex/idp|alice');
  });

  test.each<[string, Record<string, unknown>]>([
    ['one claim short', { repository: 'acme/shop' }],
    ['another text', { ...MATCHING, ref: 'Main' }],
    ['a longer text', { ...MATCHING, ref: 'main ' }],
    ['a list', { ...MATCHING, ref: ['main'] }],
    ['null', { ...MATCHING, ref: null }],
  ])('with %s it is not: then it is a federated subject, or nobody', async (_name, claims) => {
    const rig = rigWith({ subjectRules: [RULE] });

    expect(await call(rig, claims)).toBe('none');
    expect(principalOf(rig)).toBe('acme/idp|alice');
    expect(await call(rigWith({ subjectRules: [RULE], mappedOnly: true }), claims)).toBe('jwt_claims');
  });

  test('inherits no claim', () => {
    const rule = { ...CI, claims: { constructor: 'x' } };

    expect(mapFederatedSubject({ sub: 'a', org: 'acme' }, { ...ISSUER, subjectRules: [rule] })).not.toHaveProperty(
      'mapped',
    );
  });

  test('is refused where rules leave two users, in whatever order; two rules for one user agree', async () => {
    const other: SubjectRule = { tenant: 'acme', user: 'bob', claims: { ref: 'main' } };
    const namesake: SubjectRule = { tenant: 'globex', user: 'ci', claims: { ref: 'main' } };
    for (const subjectRules of [
      [RULE, other],
      [other, RULE],
      [RULE, namesake],
    ]) {
      expect(await call(rigWith({ subjectRules }), MATCHING)).toBe('jwt_claims');
    }

    expect(await call(rigWith({ subjectRules: [RULE, { ...CI, claims: { ref: 'main' } }] }), MATCHING)).toBe('none');
  });

  test('is nobody without that user’s record, and refused as that user is', async () => {
    const rig = rigWith({ subjectRules: [{ ...RULE, user: 'nobody' }] });
    expect(await call(rig, MATCHING)).toBe('user_unknown');

    const known = rigWith({ subjectRules: [RULE] });
    const key = userItemKey(CI);
    for (const [change, reason] of [
      [{ status: 'suspended' }, 'user_suspended'],
      [{ status: 'active', declared: false }, 'user_undeclared'],
      [{ declared: true, expiresAt: known.time }, 'user_expired'],
    ] as const) {
      known.registry.change(key, change);
      expect(await call(known, MATCHING)).toBe(reason);
    }
  });

  test('a record under its key that names somebody else is a fault', async () => {
    const rig = rigWith({ subjectRules: [RULE] });
    rig.registry.change(userItemKey(CI), { user: 'bob' });

    expect(await call(rig, MATCHING)).toBe('registry_corrupt');
  });

  test('is revoked as a subject of its issuer, while others that are the same user are not', async () => {
    const rig = rigWith({ subjectRules: [RULE] });
    const record = { kind: 'subject', issuer: ISSUER.issuer, name: 'alice', revokedAt: 1 };
    rig.registry.put(revocationKey(revocationReference('subject', ISSUER.issuer, 'alice')), record);

    expect(await call(rig, MATCHING)).toBe('subject_revoked');
    expect(await call(rig, { ...MATCHING, sub: 'bob' })).toBe('none');
  });

  test('takes one round trip of as many items as any', async () => {
    const rig = rigWith({ subjectRules: [RULE] });
    await call(rig, MATCHING);
    rig.registry.reads = [];

    await call(rig, { ...MATCHING, act: { sub: 'agent' } });

    expect(rig.registry.reads.map((keys) => keys.length)).toEqual([6]);
  });

  test('may show a client certificate', async () => {
    const claims = { commonName: 'alice', organization: 'acme' };
    const rig = certifiedRig({ subjectRules: [{ ...CI, claims }], mappedOnly: true });

    expect(await present(rig, certificate())).toBe('none');
    expect(principalOf(rig)).toBe('acme/ci');
    expect(await present(rig, certificate({ subject: ['O=acme', 'CN=bob'] }))).toBe('certificate_names');
  });
});

describe('a client that is a subject', () => {
  const SERVICE = { sub: undefined, client_id: 'batch' };

  test('is never the user of its name, whatever a user is called', async () => {
    const rig = rigWith({ clientAsSubject: true });
    const alice = { tenant: 'acme', user: 'idp|batch', federated: { issuerId: 'idp', subject: 'batch' } };
    rig.registry.put(userItemKey(alice), { ...alice, roles: ['writer'], status: 'active', declared: true });

    await rig.askAs(rig.jwt(SERVICE), { method: 'PUT' });
    expect(rig.records.at(-1)?.unmapped).toMatchObject({
      principal: 'acme/idp.client|batch',
      reason: 'policy_no_permit',
    });
    for (const sub of ['.client|batch', 'client|batch', '|batch']) {
      await call(rig, { sub });
      expect(principalOf(rig)).toBe(`acme/idp|${sub}`);
    }
  });

  test('is revoked with the user of its name: whoever revokes may mean either', async () => {
    const rig = rigWith({ clientAsSubject: true });
    const record = { kind: 'subject', issuer: ISSUER.issuer, name: 'batch', revokedAt: 1 };
    rig.registry.put(revocationKey(revocationReference('subject', ISSUER.issuer, 'batch')), record);

    expect(await call(rig, SERVICE)).toBe('subject_revoked');
    expect(await call(rig, { sub: 'batch' })).toBe('subject_revoked');
  });

  test('can be a proxy user by rule, and users who come through that client are not', async () => {
    const subjectRules = [{ ...CI, claims: {}, client: 'batch' }];
    const rig = rigWith({ clientAsSubject: true, subjectRules });

    expect(await call(rig, SERVICE)).toBe('none');
    expect(principalOf(rig)).toBe('acme/ci');
    await call(rig, { sub: 'alice', client_id: 'batch' });
    expect(principalOf(rig)).toBe('acme/idp|alice');
    await call(rig, { sub: undefined, client_id: 'other' });
    expect(principalOf(rig)).toBe('acme/idp.client|other');
    expect(await call(rigWith({ subjectRules }), SERVICE)).toBe('jwt_claims');
  });
});
