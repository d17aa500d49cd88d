import fc from 'fast-check';
import { DOCUMENT_LIMIT_BYTES, documentOf, isTooLarge } from '../../lambda/domain/document';

describe('a stored document', () => {
  it('is named by the SHA-256 of its body', () => {
    expect(documentOf({ b: [null, 'x', { d: 1, c: 2 }], a: true })).toEqual({
      hash: '597e04bc01e67ff65cc84c3b8a701f15572536927cbd2bc8360ff9fcc60d94e3',
      body: '{"a":true,"b":[null,"x",{"c":2,"d":1}]}',
    });
  });

  it('is the same for equal values and reads back as what it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse());
        expect(documentOf(reversed)).toEqual(documentOf(members));
        expect(JSON.parse(documentOf(members).body)).toEqual(JSON.parse(JSON.stringify(members)));
      }),
    );
  });

  it('can be too large, in bytes', () => {
    expect(isTooLarge(documentOf('é'.repeat(DOCUMENT_LIMIT_BYTES / 2)))).toBe(true);
    expect(isTooLarge(documentOf('e'.repeat(DOCUMENT_LIMIT_BYTES - 2)))).toBe(false);
  });
});
