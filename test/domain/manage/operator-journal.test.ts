import type { OperatorRecord } from '../../../lambda/contract/operator-record';
import { recordChange, UnrecordedChange } from '../../../lambda/domain/manage/operator-journal';

const CHANGE = { operation: 'users suspend', target: 'acme/build', by: 'arn:aws:iam::123456789012:user/jane' };

describe('operator records', () => {
  /** @param failing which append, from 1, does not succeed. */
  function journal(failing?: number) {
    const records: OperatorRecord[] = [];
    let appended = 0;
    const ports = {
      journal: {
        append: (line: string) => {
          appended += 1;
          if (appended === failing) {
            return Promise.reject(new Error('no log group'));
          }
          records.push(JSON.parse(line) as OperatorRecord);
          return Promise.resolve();
        },
      },
      clock: { now: () => 1_764_000_000_000 },
      randomness: { base64url: () => 'an-id' },
    };
    return { records, ports };
  }

  test('an attempt before, and what came of it after, joined by an id', async () => {
    const { records, ports } = journal();

    const result = await recordChange(
      ports,
      CHANGE,
      () => Promise.resolve(records.length),
      () => '-',
    );

    expect(result).toBe(1);
    expect(records).toEqual([
      expect.objectContaining({
        class_uid: 3004,
        activity_id: 12,
        type_uid: 300_412,
        status_id: 0,
        timestamp: '2025-11-24T16:00:00.000Z',
        actor: { user: { uid: CHANGE.by } },
        entity: { type: 'users', uid: 'acme/build' },
        unmapped: { ...CHANGE, id: 'an-id', event: 'attempt', result: 'attempted', code: '-' },
      }),
      expect.objectContaining({
        status_id: 1,
        severity_id: 1,
        unmapped: { ...CHANGE, id: 'an-id', event: 'change', result: 'done', code: '-' },
      }),
    ]);
  });

  test('a failure is on record with the code of its message, and is what the caller is told', async () => {
    const { records, ports } = journal();

    const run = recordChange(
      ports,
      CHANGE,
      () => Promise.reject(new Error('it failed')),
      () => 'GH1011',
    );

    await expect(run).rejects.toThrow('it failed');
    expect(records.at(-1)).toMatchObject({
      status_id: 2,
      severity_id: 3,
      level: 'WARN',
      unmapped: { event: 'change', result: 'failed', code: 'GH1011' },
    });
  });

  test('without an attempt on record nothing is changed', async () => {
    const { ports } = journal(1);
    const apply = jest.fn();

    await expect(recordChange(ports, CHANGE, apply, () => '-')).rejects.toThrow('no log group');

    expect(apply).not.toHaveBeenCalled();
  });

  test('what was done and could not be written down is said to be so', async () => {
    const { ports } = journal(2);

    const run = recordChange(
      ports,
      CHANGE,
      () => Promise.resolve(),
      () => '-',
    );

    await expect(run).rejects.toBeInstanceOf(UnrecordedChange);
    await expect(run).rejects.toThrow('users suspend acme/build');
  });

  test('a failure whose record fails as well is still the failure', async () => {
    const { ports } = journal(2);

    const run = recordChange(
      ports,
      CHANGE,
      () => Promise.reject(new Error('it failed')),
      () => '-',
    );

    await expect(run).rejects.toThrow('it failed');
  });

  test('L3 L4 names cannot forge a line, nor hold a credential', async () => {
    const { records, ports } = journal();
    const target = 'acme/\n{"class_uid":3004} gth_canary.secret';

    await recordChange(
      ports,
      { ...CHANGE, operation: 'tidy', target },
      () => Promise.resolve(),
      () => '-',
    );

    expect(records[0]).toMatchObject({ activity_id: 3, entity: { type: 'tidy' } });
    expect(records[0]?.unmapped.target).toBe('acme/\\u{a}{"class_uid":3004} [redacted]');
  });

  test('an operation of no words changes nothing known', async () => {
    const { records, ports } = journal();

    await recordChange(
      ports,
      { ...CHANGE, operation: '' },
      () => Promise.resolve(),
      () => '-',
    );

    expect(records[0]).toMatchObject({ activity_id: 3, entity: { type: '' } });
  });
});
