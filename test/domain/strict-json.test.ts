import fc from 'fast-check';
import { parseStrictJson } from '../../lambda/domain/strict-json';

describe('J8 strict JSON', () => {
  test.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"a":{},"b":[],"a":{}}',
    '[{"x":1},{"y":{"z":1,"z":2}}]',
    '{"":1,"":2}',
    '{"\\"":1,"\\u0022":2}',
    '{"a":[1,{"b":"}"},"a"],"a":0}',
    '{"__proto__":1,"__proto__":2}',
    '{"a" :1 , "a"\t:\n2}',
  ])('%s names a member twice', (text) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(parseStrictJson(text)).toBeUndefined();
  });

  test.each(['', '{', '{"a":1,}', "{'a':1}", '{"a":1}}', 'undefined', 'NaN', '\ufeff{}'])('%j is not JSON', (text) => {
    expect(parseStrictJson(text)).toBeUndefined();
  });

  test('what JSON.stringify writes comes back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('a repeated member is found wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
        fc.nat(),
        fc.jsonValue(),
        (members, n, value) => {
          const names = Object.keys(members);
          const name = names[n % names.length]!;
          const text = JSON.stringify(members).replace(
            /\}$/,
            () => `,${JSON.stringify(name)}:${JSON.stringify(value)}}`,
          );
          expect(parseStrictJson(`[0,${text}]`)).toBeUndefined();
        },
      ),
    );
  });
});
