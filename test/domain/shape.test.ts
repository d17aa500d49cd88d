import {
  isEither,
  isFlag,
  isHash,
  isListOf,
  isMapOf,
  isObjectWith,
  isOneOf,
  isOptional,
  isText,
  isWholeNumber,
  type Shape,
} from '../../lambda/domain/shape';

describe('shapes', () => {
  test.each<[string, Shape<unknown>, readonly unknown[], readonly unknown[]]>([
    ['text', isText, ['', 'a'], [1, null, undefined, []]],
    ['a flag', isFlag, [true, false], ['true', 0, undefined]],
    ['a whole number', isWholeNumber, [0, -1, 2 ** 53 - 1], [0.5, 2 ** 53, Number.NaN, '1']],
    ['a hash', isHash, ['0a'.repeat(32)], ['0A'.repeat(32), '0'.repeat(63), `${'0'.repeat(64)}\n`, 1]],
    ['one of some', isOneOf('a', 'b'), ['a', 'b'], ['c', '', undefined]],
    ['an optional one', isOptional(isText), [undefined, 'a'], [null, 1]],
    ['either', isEither(isText, isFlag), ['a', true], [1]],
    ['a list', isListOf(isText), [[], ['a']], [['a', 1], { length: 0 }, 'a']],
    ['a map', isMapOf(isText), [{}, { a: 'b' }], [{ a: 1 }, [], null, 'a']],
  ])('%s', (_, shape, good, bad) => {
    expect(good.map(shape)).not.toContain(false);
    expect(bad.map(shape)).not.toContain(true);
  });

  test('an object has its members as its own; others are let through', () => {
    const shape = isObjectWith({ a: isText, b: isOptional(isText) });

    expect([{ a: '' }, { a: '', b: '', c: 1 }].map(shape)).toEqual([true, true]);
    expect([{}, { b: '' }, { a: '', b: 1 }, [], null, Object.create({ a: '' })].map(shape)).not.toContain(true);
  });
});
