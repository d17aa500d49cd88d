import { type ExplainedDifference, judgeDifferences } from './explained-difference';
import { compareObservations } from './observation';

const line = (change: Partial<ExplainedDifference> = {}): ExplainedDifference => ({
  cases: ['a case'],
  aspect: 'answer',
  twin: '200 *',
  other: '403 *',
  follows: 'twin',
  because: 'It is so.',
  source: 'https://docs.aws.amazon.com/',
  ...change,
});

const planted = compareObservations('a case', { answer: '200 {"a":1}' }, { answer: '403 no' });

describe('judging differences', () => {
  test('one that no line explains is found', () => {
    expect(judgeDifferences(planted, [])).toMatchObject({ unexplained: planted, idle: [], explained: 0 });
  });

  test('one that a line explains is not', () => {
    expect(judgeDifferences(planted, [line()])).toEqual({ unexplained: [], idle: [], explained: 1 });
  });

  test.each([
    ['another case', { cases: ['another case'] }],
    ['another aspect', { aspect: 'header.vary' }],
    ['another text of the twin’s', { twin: '200' }],
    ['another text of the other’s', { other: '404 *' }],
  ])('a line for %s explains nothing, and is to be removed', (_what, change) => {
    const { unexplained, idle } = judgeDifferences(planted, [line(change)]);

    expect(unexplained).toEqual(planted);
    expect(idle).toEqual([expect.stringContaining('remove this line')]);
  });

  test('a line for what no longer differs is to be removed', () => {
    const same = compareObservations('a case', { answer: '200' }, { answer: '200' });

    expect(judgeDifferences(same, [line()])).toEqual({
      unexplained: [],
      idle: [expect.stringContaining('remove this line')],
      explained: 0,
    });
  });

  test('the second line for one difference is to be removed', () => {
    expect(judgeDifferences(planted, [line(), line()]).idle).toHaveLength(1);
  });

  test('each case of a line is judged by itself', () => {
    expect(judgeDifferences(planted, [line({ cases: ['a case', 'gone'] })])).toMatchObject({
      idle: [expect.stringContaining('gone')],
      explained: 1,
    });
  });
});

describe('comparing observations', () => {
  test('an aspect that one side lacks differs', () => {
    expect(compareObservations('a case', { answer: '200', 'header.vary': 'Origin' }, { answer: '200' })).toEqual([
      { case: 'a case', aspect: 'header.vary', twin: 'Origin', other: '(absent)' },
    ]);
  });

  test('answers with other statuses are the only difference', () => {
    const twin = { answer: '200 echo ; 429 x', 'header.vary': 'a' };
    const other = { answer: '200 echo ; 200 echo', 'header.vary': 'b' };

    expect(compareObservations('a case', twin, other).map(({ aspect }) => aspect)).toEqual(['answer']);
  });

  test('answers with the same statuses are not', () => {
    const differences = compareObservations('a case', { answer: '200 a', x: '1' }, { answer: '200 b', x: '2' });

    expect(differences.map(({ aspect }) => aspect)).toEqual(['answer', 'x']);
  });
});
