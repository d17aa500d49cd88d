import { authorityProblems } from '../../lambda/domain/certificate-authority';
import { identifyCertificate } from '../../lambda/domain/identify-certificate';
import { contentOfDeclarations } from '../../lambda/domain/release-content';
import { DECLARATIONS, NOW } from '../support/authorizer-rig';
import { type ForgedCertificate, forgeCertificate, UNKNOWN_KEY } from '../support/certificate-forge';
import { AUTHORITY, certificate, OTHER_AUTHORITY, PARTNERS } from '../support/certified-callers';
import { ecKey, edKey, rsaKey } from '../support/jwt-forge';

describe('declared authorities', () => {
  const problemsOf = (...authorities: string[]): string[] =>
    authorityProblems({ version: 1, issuers: [], certificateIssuers: [{ ...PARTNERS, authorities }] });
  const authority = (change: ForgedCertificate): string =>
    forgeCertificate({ subject: ['CN=Another'], ca: true, ...change }, NOW).pem;

  test('are accepted with strong keys', () => {
    const keys = [ecKey('k', 'P-256'), ecKey('k', 'P-384'), ecKey('k', 'P-521'), edKey('k'), rsaKey('k')];
    // Only their own keys are looked at here; who signed them is not.
    const pems = keys.map((key) => forgeCertificate({ subject: ['CN=Another'], ca: true, key }, NOW, AUTHORITY).pem);

    expect(problemsOf(...pems)).toEqual([]);
    expect(authorityProblems({ version: 1, issuers: [] })).toEqual([]);
  });

  test.each([
    ['no certificate', 'x'],
    ['two in one text', AUTHORITY.pem + OTHER_AUTHORITY.pem],
    ['one of a client', certificate().pem],
    ['one with a short RSA key', forgeCertificate({ ca: true, key: rsaKey('k', 1024) }, NOW, AUTHORITY).pem],
    ['one with a key of an unknown kind', authority({ spki: UNKNOWN_KEY })],
    ['one on another curve', authority({ key: ecKey('k', 'secp256k1') })],
  ])('are refused where one is %s, before anything is published', (_name, pem) => {
    const problem = 'An authority of issuer partners is not accepted';
    const certificateIssuers = [{ ...PARTNERS, authorities: [pem] }];
    const proxy = { ...DECLARATIONS.proxy, certificateIssuers };

    expect(problemsOf(AUTHORITY.pem, pem)).toEqual([expect.stringContaining(problem)]);
    expect(contentOfDeclarations('0'.repeat(64), { ...DECLARATIONS, proxy })).toEqual({
      ok: false,
      problems: [expect.stringContaining(problem)],
    });
  });

  test('are refused where there is none, or where two issuers share one', () => {
    const certificateIssuers = [PARTNERS, { ...PARTNERS, id: 'suppliers' }];

    expect(problemsOf()).toEqual(['Issuer partners has no authority. Name one or more.']);
    expect(problemsOf(AUTHORITY.pem, AUTHORITY.pem)).toEqual([]);
    expect(authorityProblems({ version: 1, issuers: [], certificateIssuers })).toEqual([
      expect.stringContaining('Issuers partners and suppliers have an authority in common'),
    ]);
  });

  test('are a fault where they cannot be read, and no excuse to pass', () => {
    const proxy = { certificateIssuers: [{ ...PARTNERS, authorities: ['x'] }] };

    expect(() => identifyCertificate(certificate().pem, proxy, NOW)).toThrow(
      expect.objectContaining({ dependency: 'registry', kind: 'corrupt' }),
    );
  });
});
