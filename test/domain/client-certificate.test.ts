import { X509Certificate } from 'node:crypto';
import type { CertificateIssuerDocument } from '../../lambda/contract/proxy-document';
import { revocationKey } from '../../lambda/contract/registry-records';
import { userItemKey } from '../../lambda/domain/declared-user';
import { revocationReference } from '../../lambda/domain/reference';
import { revocationOf } from '../../lambda/domain/revocation';
import type { AuthorizerRig } from '../support/authorizer-rig';
import { DECLARATIONS } from '../support/authorizer-rig';
import { type ForgedCertificate, malleated } from '../support/certificate-forge';
import { AUTHORITY, certificate, certifiedRig, OTHER_AUTHORITY, PARTNERS, present } from '../support/certified-callers';
import { ecKey } from '../support/jwt-forge';

const ALICE = { tenant: 'acme', user: 'partners|alice', federated: { issuerId: 'partners', subject: 'alice' } };

describe('a client certificate of a declared authority', () => {
  test('names its holder, who is decided on as the subject of a token is', async () => {
    const rig = certifiedRig();

    const verdict = await rig.ask({ clientCertificate: certificate().pem });

    expect(verdict).toMatchObject({ kind: 'pass', meteringKey: 'metering-key-of-tenant-acme' });
    expect(rig.records[0]?.unmapped).toMatchObject({
      principal: 'acme/partners|alice',
      tenant: 'acme',
      credential: 'certificate:partners',
      credentialId: '0701',
      policies: ['base.0'],
    });
  });

  test('gives no more than policies do', async () => {
    const rig = certifiedRig();

    expect(await present(rig, certificate(), { method: 'PUT' })).toBe('policy_no_permit');
    expect(
      await present(
        rig,
        certificate({
          subject: ['O=acme', 'CN=alice'],
        }),
      ),
    ).toBe('policy_no_permit');
  });

  test('may come from any of several authorities of its issuer', async () => {
    const rig = certifiedRig({ authorities: [AUTHORITY.pem, OTHER_AUTHORITY.pem] });

    expect(await present(rig, certificate({}, OTHER_AUTHORITY))).toBe('none');
    expect(await present(rig, certificate())).toBe('none');
  });

  test.each<[CertificateIssuerDocument['subjectClaim'], ForgedCertificate, string]>([
    ['dnsName', { names: ['dns:Node-1.Example.com'] }, 'node-1.example.com'],
    [
      'uri',
      {
        names: ['dns:x', 'uri:spiffe://acme/ns/ci'],
      },
      'spiffe://acme/ns/ci',
    ],
    [
      'email',
      {
        names: ['email:alice@example.com', 'ip:\n\0\0\x01'],
      },
      'alice@example.com',
    ],
    ['organizationalUnit', {}, 'reader'],
  ])('names it by its %s where the issuer says so', async (subjectClaim, change, subject) => {
    const rig = certifiedRig({ subjectClaim });

    expect(await present(rig, certificate(change))).toBe('none');
    expect(rig.records[0]?.unmapped.principal).toBe(`acme/partners|${subject}`);
  });

  test('tells policies what is declared of it, how it was shown, and how old it is', async () => {
    const rig = certifiedRig();
    rig.registry.publish({
      ...DECLARATIONS,
      proxy: { version: 1, issuers: [], certificateIssuers: [PARTNERS] },
      policies: [
        {
          id: 'base',
          text: `permit(principal, action, resource) when { context.claims has host && context.claims.host == "a.example"
            && context.credential == "certificate" && context has senderConstraint && context.senderConstraint == "mutualTls"
            && context has issuer && context.issuer == "partners" && context has tokenAge && context.tokenAge == 86400 };`,
        },
      ],
    });

    expect(await present(rig, certificate({ names: ['dns:a.example'] }))).toBe('none');
    expect(await present(rig, certificate({ names: ['dns:b.example'] }))).toBe('policy_no_permit');
  });

  test('is as good as a bound token to a route that demands one', async () => {
    const rig = certifiedRig();
    const [shop] = DECLARATIONS.apis as [(typeof DECLARATIONS.apis)[number]];
    const routes = shop.routes.map((route) => ({ ...route, senderConstrained: true }));
    const proxy = { ...DECLARATIONS.proxy, certificateIssuers: [PARTNERS] };
    rig.registry.publish({ ...DECLARATIONS, proxy, apis: [{ ...shop, routes }] });

    expect(await present(rig, certificate())).toBe('none');
  });

  test('has the tenant and roles that its issuer is fixed to', async () => {
    const rig = certifiedRig({
      tenant: { kind: 'fixed', values: ['globex'] },
      roles: { kind: 'fixed', values: ['writer'] },
    });

    await present(rig, certificate());

    expect(rig.records[0]?.unmapped).toMatchObject({ principal: 'globex/partners|alice', reason: 'none' });
  });

  test('is the declared user whose subject it names, with that user’s record', async () => {
    const rig = certifiedRig();
    rig.registry.put(userItemKey(ALICE), {
      tenant: 'acme',
      user: 'ann',
      roles: ['writer'],
      status: 'active',
      declared: true,
      meteringKey: 'own',
      expiresAt: rig.time + 10,
    });

    await present(rig, certificate(), { method: 'PUT' });
    expect(rig.records[0]?.unmapped).toMatchObject({ principal: 'acme/ann', reason: 'none' });

    rig.registry.change(userItemKey(ALICE), { status: 'suspended' });
    expect(await present(rig, certificate())).toBe('user_suspended');
    rig.registry.change(userItemKey(ALICE), { status: 'active' });
    rig.time += 10;
    expect(await present(rig, certificate())).toBe('user_expired');
  });
});

describe('a token beside a client certificate', () => {
  test('is the credential; the certificate names nobody then', async () => {
    const rig = certifiedRig();
    const clientCertificate = certificate({
      subject: ['O=acme', 'OU=writer', 'CN=bob'],
    }).pem;

    await rig.askAs(rig.jwt(), { clientCertificate });
    expect(rig.records.at(-1)?.unmapped).toMatchObject({ principal: 'acme/idp|alice', credential: 'jwt:idp' });
    await rig.askAs(rig.registry.mint('acme', 'ci').text, { clientCertificate });
    expect(rig.records.at(-1)?.unmapped).toMatchObject({ principal: 'acme/ci', credential: 'proxyToken' });
  });

  test.each<[string, Record<string, string[]>, string]>([
    ['a bad one', { Authorization: ['Bearer x.y.z'] }, 'jwt_malformed'],
    ['another scheme', { Authorization: ['Basic eDp5'] }, 'credential_malformed'],
    ['an empty one', { 'x-api-key': [''] }, 'credential_malformed'],
    ['a proof of nothing', { DPoP: ['x'] }, 'credential_conflict'],
    ['two', { 'x-api-key': ['a', 'b'] }, 'credential_conflict'],
  ])('%s is refused: the certificate does not stand in', async (_name, headers, reason) => {
    expect(await present(certifiedRig(), certificate(), { headers })).toBe(reason);
  });

  test('no header brings a certificate', async () => {
    const rig = certifiedRig();
    const value = encodeURIComponent(certificate().pem);
    const names = [
      'X-Client-Cert',
      'X-Forwarded-Client-Cert',
      'X-Amzn-Mtls-Clientcert',
      'SSL-Client-Cert',
      'Client-Cert',
    ];

    await rig.ask({ headers: Object.fromEntries(names.map((name) => [name, [value]])) });

    expect(rig.reason).toBe('credential_missing');
  });
});

describe('a client certificate is revoked', () => {
  const revoke = (rig: AuthorizerRig, kind: 'jwt' | 'subject', name: string): void => {
    const { key, record } = revocationOf({ kind, issuer: 'partners', name }, rig.time);
    rig.registry.put(key, record);
  };

  test('by its holder, whichever certificate comes', async () => {
    const rig = certifiedRig();
    revoke(rig, 'subject', 'alice');

    expect(await present(rig, certificate())).toBe('subject_revoked');
    expect(await present(rig, certificate({ serial: Buffer.from([9]), key: ecKey('new') }))).toBe('subject_revoked');
    expect(
      await present(
        rig,
        certificate({
          subject: ['O=acme', 'OU=reader', 'CN=bob'],
        }),
      ),
    ).toBe('none');
  });

  test('by its serial number, and not by what its holder could change', async () => {
    const rig = certifiedRig();
    const shown = certificate();
    expect(await present(rig, malleated(shown))).toBe('none');
    expect(new X509Certificate(malleated(shown)).fingerprint256).not.toBe(
      new X509Certificate(shown.pem).fingerprint256,
    );
    revoke(rig, 'jwt', '0701');

    expect(await present(rig, shown)).toBe('certificate_revoked');
    expect(await present(rig, malleated(shown))).toBe('certificate_revoked');
    expect(await present(rig, certificate({ serial: Buffer.from([7, 2]) }))).toBe('none');
  });

  test('with its tenant, its role, and everything', async () => {
    const rig = certifiedRig();
    rig.registry.change({ pk: 'GLOBAL', sk: 'STATE' }, { revokedRoles: ['reader'] });
    expect(await present(rig, certificate())).toBe('role_revoked');
    rig.registry.change({ pk: 'GLOBAL', sk: 'STATE' }, { status: 'closed' });
    expect(await present(rig, certificate())).toBe('everything_revoked');
  });

  test('and a subject of an issuer of tokens is another one', async () => {
    const rig = certifiedRig();
    rig.registry.put(revocationKey(revocationReference('subject', 'https://idp.example.com', 'alice')), {
      kind: 'subject',
      issuer: 'https://idp.example.com',
      name: 'alice',
      revokedAt: 1,
    });

    expect(await present(rig, certificate())).toBe('none');
  });

  test('asking for all of it takes one round trip of five items', async () => {
    const rig = certifiedRig();
    await present(rig, certificate());
    rig.registry.reads = [];

    await present(rig, certificate());

    expect(rig.registry.reads.map((keys) => keys.length)).toEqual([5]);
  });
});
