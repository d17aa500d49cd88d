import { auditPattern, type AuditLog } from '../../../lambda/domain/manage/audit-log';
import { lastUses } from '../../../lambda/domain/manage/last-use';

function logOf(lines: readonly object[], asked: unknown[]): AuditLog {
  return {
    search: async function* (pattern, since) {
      asked.push([pattern, since]);
      yield* lines.map((line) => JSON.stringify(line));
    },
  };
}

describe('searching audit records', () => {
  test('a pattern holds values as they are', () => {
    expect(auditPattern({ 'unmapped.event': 'decision', 'a.b': 'x"\\y' })).toBe(
      '{ $.unmapped.event = "decision" && $.a.b = "x\\"\\\\y" }',
    );
  });

  test('the last use of each token, of this principal alone', async () => {
    const asked: unknown[] = [];
    const line = (time: number, principal: string, credentialId: string) => ({
      time,
      unmapped: { principal, credentialId },
    });
    const log = logOf(
      [
        line(5, 'acme/a', 'one'),
        line(9, 'acme/a', 'one'),
        line(7, 'acme/a', 'one'),
        line(8, 'acme/ab', 'one'),
        line(3, 'acme/a', 'two'),
      ],
      asked,
    );

    expect([...(await lastUses(log, 'acme/a', 2))]).toEqual([
      ['one', 9],
      ['two', 3],
    ]);
    expect(asked).toEqual([['{ $.unmapped.event = "decision" && $.unmapped.principal = "acme/a" }', 2]]);
  });
});
