import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { certificateNames } from '../../lambda/domain/certificate-names';
import { CERTIFICATE_LIMIT } from '../../lambda/domain/certificate-pem';
import { AuthorizerRig, NOW } from '../support/authorizer-rig';
import { type ForgedCertificate, forgeCertificate, pemOf } from '../support/certificate-forge';
import { AUTHORITY, certificate, certifiedRig, OTHER_AUTHORITY, present } from '../support/certified-callers';
import { ecKey } from '../support/jwt-forge';
import { propertyRuns } from '../support/property-runs';

describe('a client certificate is refused', () => {
  test('where no authority is declared, as if there were none', async () => {
    const rig = new AuthorizerRig();

    expect(await present(rig, certificate())).toBe('credential_missing');
    expect(rig.records[0]?.unmapped.credential).toBe('-');
  });

  const KEY = ecKey('forger');
  test.each([
    ['of another authority of the truststore', certificate({}, OTHER_AUTHORITY)],
    [
      'of an authority of the same name',
      certificate({}, forgeCertificate({ subject: ['CN=Partners'], ca: true, key: KEY }, NOW)),
    ],
    ['of its own', forgeCertificate({ subject: ['CN=Partners'], key: KEY }, NOW)],
    ['of an authority that a client made itself', certificate({}, certificate({ ca: true, key: KEY }))],
    ['signed by the right key under another name', certificate({}, { ...AUTHORITY, subject: OTHER_AUTHORITY.subject })],
  ])('%s', async (_name, shown) => {
    const rig = certifiedRig();

    expect(await present(rig, shown)).toBe('certificate_authority');
    expect(rig.records[0]?.unmapped).toMatchObject({ credential: 'certificate', principal: '-' });
  });

  test('that was changed after it was signed', async () => {
    const rig = certifiedRig();
    const { der } = certificate();
    const changed = Buffer.from(der);
    changed.write('alicf', der.indexOf('alice'));

    expect(await present(rig, pemOf(changed))).toBe('certificate_authority');
  });

  test.each<[string, ForgedCertificate]>([
    ['an authority of its own', { ca: true }],
    ['a server', { purposes: ['1.3.6.1.5.5.7.3.1'] }],
    ['a signer of code', { purposes: ['1.3.6.1.5.5.7.3.3', '1.3.6.1.5.5.7.3.4'] }],
  ])('of %s', async (_name, change) => {
    expect(await present(certifiedRig(), certificate(change))).toBe('certificate_purpose');
  });

  test.each([
    ['none', null],
    ['any', ['2.5.29.37.0']],
    ['a client beside others', ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']],
  ])('not where its purpose is %s', async (_name, purposes) => {
    expect(await present(certifiedRig(), certificate({ purposes }))).toBe('none');
  });

  test('by our own clock, to the second, on a connection that outlived it too', async () => {
    const rig = certifiedRig();
    const shown = certificate({ notBefore: NOW + 30_000, notAfter: NOW + 60_000 });

    expect(await present(rig, shown)).toBe('none');
    rig.time = NOW - 1;
    expect(await present(rig, shown)).toBe('certificate_not_yet_valid');
    rig.time = NOW + 60_000 - 1;
    expect(await present(rig, shown)).toBe('none');
    rig.time = NOW + 60_000;
    expect(await present(rig, shown)).toBe('certificate_expired');
  });

  test('once its authority’s time is over, and before it began', async () => {
    const authority = forgeCertificate(
      { subject: ['CN=Brief'], ca: true, notBefore: NOW, notAfter: NOW + 10_000, key: KEY },
      NOW,
    );
    const rig = certifiedRig({ authorities: [authority.pem] });
    const shown = certificate({}, authority);

    expect(await present(rig, shown)).toBe('none');
    rig.time += 10_000;
    expect(await present(rig, shown)).toBe('certificate_authority');
    rig.time = NOW - 1;
    expect(await present(rig, shown)).toBe('certificate_authority');
  });

  test.each([
    ['empty', ''],
    ['no PEM', 'x'],
    ['PEM of nothing', pemOf(Buffer.from('nothing'))],
    ['two', certificate().pem + certificate().pem],
    ['text before it', `x\n${certificate().pem}`],
    ['bytes after it', pemOf(Buffer.concat([certificate().der, Buffer.from([0])]))],
    ['a second one inside the PEM', pemOf(Buffer.concat([certificate().der, certificate().der]))],
    ['URL-encoded', encodeURIComponent(certificate().pem)],
    ['larger than is looked at', `${certificate().pem}${'\n'.repeat(CERTIFICATE_LIMIT)}`],
  ])('that is %s', async (_name, pem) => {
    expect(await present(certifiedRig(), pem)).toBe('certificate_malformed');
  });

  test.each<[string, ForgedCertificate]>([
    ['no name', { subject: ['O=acme'] }],
    ['nothing at all', { subject: [] }],
    [
      'two names',
      {
        subject: ['O=acme', 'CN=alice', 'CN=bob'],
      },
    ],
    [
      'the same name twice',
      {
        subject: ['O=acme', 'CN=alice', 'CN=alice'],
      },
    ],
    ['no tenant', { subject: ['CN=alice'] }],
    [
      'two tenants',
      {
        subject: ['O=acme', 'O=globex', 'CN=alice'],
      },
    ],
    [
      'an empty name',
      {
        subject: ['O=acme', 'CN='],
      },
    ],
    [
      'a name with a line end',
      {
        subject: ['O=acme', 'CN=alice\nO=globex'],
      },
    ],
    [
      'a name with NUL',
      {
        subject: ['O=acme', 'CN=alice\0.evil.example'],
      },
    ],
    [
      'a name with a quote',
      {
        subject: ['O=acme', 'CN=a"b'],
      },
    ],
    [
      'a name with a backslash',
      {
        subject: ['O=acme', 'CN=a\\0'],
      },
    ],
    [
      'a name beyond ASCII',
      {
        subject: ['O=acme', 'CN=аlice'],
      },
    ],
    [
      'a long name',
      {
        subject: ['O=acme', `CN=${'a'.repeat(256)}`],
      },
    ],
    [
      'a tenant that holds the slash after it',
      {
        subject: ['O=acme/bob', 'CN=alice'],
      },
    ],
    [
      'a role with a line end',
      {
        subject: ['O=acme', 'OU=reader\nwriter', 'CN=alice'],
      },
    ],
  ])('that says %s', async (_name, change) => {
    const rig = certifiedRig();

    expect(await present(rig, certificate(change))).toBe('certificate_names');
    expect(rig.lines[0]).not.toContain('evil');
  });

  test.each<[string, string, ForgedCertificate['names']]>([
    ['two DNS names', 'dnsName', ['dns:a.example', 'dns:b.example']],
    ['one that reads like two', 'dnsName', ['dns:a.example, DNS:b.example']],
    ['one that hides another kind', 'uri', ['dns:x, URI:spiffe://acme/admin']],
    ['one with a quote', 'dnsName', ['dns:a"']],
    ['one with NUL', 'dnsName', ['dns:a.example\0.evil.example']],
    ['one of another kind alone', 'dnsName', ['email:a.example']],
    ['a URI with a line end', 'uri', ['uri:spiffe://acme/a\nURI:spiffe://acme/b']],
    ['any DNS name', 'dnsName', ['dns:*.example.com']],
  ])('whose alternative names are %s', async (_name, subjectClaim, names) => {
    const rig = certifiedRig({ subjectClaim });

    expect(await present(rig, certificate(names === undefined ? {} : { names }))).toBe('certificate_names');
  });

  test('whose alternative names cannot be read to their end', () => {
    const shown = new X509Certificate(certificate().pem);
    const named = (subjectAltName: string) =>
      certificateNames({ subjectAltName, toLegacyObject: () => shown.toLegacyObject() });

    expect(named('DNS:a, DNS:b"c')).toBeUndefined();
    expect(named('DNS:a, othername:<unsupported>')).toMatchObject({ dnsName: ['a'], commonName: ['alice'] });
  });

  test('whatever stands in it: nobody is named but by its one name, and nothing else fails', async () => {
    const text = fc.oneof(
      fc.constantFrom('alice', 'bob', 'acme', 'globex', '', 'a, CN=bob', 'alice\0', 'a+b', '=', '#', 'DNS:bob'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const attribute = fc
      .tuple(fc.constantFrom('CN' as const, 'O' as const, 'OU' as const), text)
      .map(([name, value]) => `${name}=${value}` as const);
    const name = fc
      .tuple(fc.constantFrom('dns' as const, 'uri' as const, 'email' as const), text)
      .map(([kind, value]) => `${kind}:${value}` as const);
    const rig = certifiedRig({ subjectClaim: 'commonName' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(attribute, { maxLength: 5 }),
        fc.array(name, { maxLength: 3 }),
        async (subject, names) => {
          const reason = await present(rig, certificate({ subject, names }));

          const of = (kind: string) =>
            subject.filter((one) => one.startsWith(`${kind}=`)).map((one) => one.slice(kind.length + 1));
          const { principal } = rig.records.at(-1)!.unmapped;
          expect([
            'certificate_names',
            'tenant_unknown',
            'policy_no_permit',
            'none',
            'certificate_malformed',
          ]).toContain(reason);
          if (reason === 'none' || reason === 'policy_no_permit') {
            expect([`${of('O').join()}/partners|${of('CN').join()}`]).toEqual([principal]);
            expect([of('O').length, of('CN').length]).toEqual([1, 1]);
          }
        },
      ),
      propertyRuns(150),
    );
  });
});
