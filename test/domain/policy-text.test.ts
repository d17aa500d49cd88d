import { hasInexactInteger, positionOf, textProblem } from '../../lambda/domain/policy-text';

describe('policy text', () => {
  it.each([
    ['', 0, { line: 1, column: 1 }],
    ['ab\ncd', 4, { line: 2, column: 2 }],
    ['"é😀"x', 8, { line: 1, column: 5 }],
    ['ab\n', 3, { line: 2, column: 1 }],
  ])('finds the position in %j of byte %d', (text, byte, position) => {
    expect(positionOf(text, byte)).toEqual(position);
  });

  it.each([
    ['brackets', `permit(principal, action, resource) when { ${'('.repeat(5000)}true${')'.repeat(5000)} };`],
    ['brackets behind a quoted one', `${'"("'.repeat(40)}${'['.repeat(60)}`],
    ['operators', `permit(principal, action, resource) when { ${Array(2000).fill('1').join('+')} == 1 };`],
    ['length', `permit(principal, action, resource) when { ${'x'.repeat(20_000)} };`],
    ['a string that does not end', `"${'('.repeat(20)}`.padEnd(10_050, 'x')],
  ])('S2 refuses what would exhaust the parser: %s', (_, text) => {
    expect(textProblem(text)).toMatch(/allowed: \d+$/);
  });

  it('lets long texts of many statements through, and brackets in strings and comments', () => {
    const statement = `permit(principal, action, resource) when { context.x == "${'('.repeat(100)}" }; // ${'['.repeat(100)}\n`;

    expect(textProblem(statement.repeat(500))).toBeUndefined();
  });

  it('S2 tells integers that cannot be held exactly', () => {
    expect([{ a: [1, 2 ** 53 - 1] }, null, '9007199254740993', true].map(hasInexactInteger)).toEqual(
      Array(4).fill(false),
    );
    expect([{ a: [{ b: 2 ** 53 }] }, [-(2 ** 53)]].map(hasInexactInteger)).toEqual([true, true]);
  });
});
