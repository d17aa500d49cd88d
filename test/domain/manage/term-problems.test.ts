import { termProblems } from '../../../lambda/domain/manage/term-problems';
import type { UserTerms } from '../../../lambda/domain/user-terms';

const GOOD = { tenant: 'acme', user: 'ci', roles: ['reader'], planId: 'plan-a' } as UserTerms;

describe('Terms of a user', () => {
  it.each([
    { expiresAt: '2027-01-31' },
    { expiresAt: '2027-01-31T00:00:00+01:00' },
    { sources: ['192.0.2.0/24', '2001:db8::/32', '192.0.2.7'] },
    { sources: Array.from({ length: 32 }, (_, index) => `192.0.2.${index}`) },
    { kind: 'service' as const },
    { purpose: 'nightly report', federated: { issuerId: 'okta', subject: 's1' } },
  ])('may be %j', (terms) => {
    expect(termProblems({ ...GOOD, ...terms })).toEqual([]);
  });

  it.each([
    ['expiry', { expiresAt: '2027-01-31T00:00:00' }, '2027-01-31T00:00:00'],
    ['expiry', { expiresAt: '2027-13-31' }, '2027-13-31'],
    ['kind', { kind: 'robot' }, 'robot'],
    ['source', { sources: ['192.0.2.0/33'] }, '192.0.2.0/33'],
    ['sources', { sources: Array.from({ length: 33 }, (_, index) => `192.0.2.${index}`) }, '33 ranges'],
    ['tenant', { tenant: 'a/b' }, 'a/b'],
    ['user', { user: 'a|b' }, 'a|b'],
    ['purpose', { purpose: ' x' }, '" x"'],
    ['subject', { federated: { issuerId: 'okta', subject: 's 1 ' } }, 's 1 '],
    ['owner', { owner: '\u0000' }, '\\u0000'],
    ['role', { roles: [''] }, '""'],
  ])('are refused for a wrong %s, with the value and what is allowed', (what, terms, given) => {
    const problems = termProblems({ ...GOOD, ...terms } as UserTerms);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`The ${what} is `);
    expect(problems[0]).toContain(given);
    expect(problems[0]).toMatch(/; allowed: .+\.$/);
  });
});
