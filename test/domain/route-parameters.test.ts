import fc from 'fast-check';
import type { ParameterDocument, ValueDocument } from '../../lambda/contract/api-document';
import { fitsParameters } from '../../lambda/domain/route-parameters';
import { propertyRuns } from '../support/property-runs';

const ROUTE = { method: 'GET', path: '/{id}', action: 'Read', maxBodyBytes: 0, contentTypes: [] };

function fits(parameter: Partial<ParameterDocument>, sent: readonly string[]): boolean {
  const place = parameter.in ?? 'query';
  const document: ParameterDocument = { in: place, name: 'id', value: { type: 'string' }, ...parameter };
  return fitsParameters(
    { route: { ...ROUTE, parameters: [document] }, parameters: { id: place === 'path' ? sent[0]! : 'any' } },
    place === 'query' ? [['other', 'x'], ...sent.map((value) => ['id', value] as const)] : [],
    place === 'header' && sent.length > 0 ? { Id: sent } : null,
  );
}

test('a route without checks takes anything', () => {
  expect(fitsParameters({ route: ROUTE, parameters: { id: 'x' } }, [['a', 'b']], { a: ['b'] })).toBe(true);
});

test('what is required must be there, and what is single once', () => {
  expect(fits({}, [])).toBe(true);
  expect(fits({ required: true }, [])).toBe(false);
  expect(fits({ in: 'header', required: true }, [])).toBe(false);
  expect(fits({ required: true }, [''])).toBe(true);
  expect(fits({}, ['a', 'b'])).toBe(false);
});

test.each<[ValueDocument, string[], string[]]>([
  [{ type: 'integer' }, ['0', '-7', '12345678901234567890'], ['', '1.0', '1e3', '0x1', ' 1', '1'.repeat(65), '٣']],
  [{ type: 'integer', minimum: 1, maximum: 5 }, ['1', '5'], ['0', '6']],
  [{ type: 'number' }, ['1', '-1.5', '1e-3', '2.5E+10'], ['', '.5', '1.', 'NaN', 'Infinity', '1e9999']],
  [{ type: 'number', minimum: 1, maximum: 5 }, ['1.0', '5'], ['0.9', '5.1']],
  [{ type: 'boolean' }, ['true', 'false'], ['', '1', 'True']],
  [{ type: 'string' }, ['', 'x'.repeat(9)], []],
  [{ type: 'string', minLength: 2, maxLength: 3 }, ['ab', '😀😀😀'], ['a', 'abcd', '😀😀😀😀']],
  [{ type: 'string', allowed: ['a', 'b'] }, ['a'], ['', 'c', 'A']],
])('%j', (value, good, bad) => {
  for (const place of ['query', 'path', 'header'] as const) {
    expect(good.filter((text) => !fits({ in: place, value }, [text]))).toEqual([]);
    expect(bad.filter((text) => fits({ in: place, value }, [text]))).toEqual([]);
  }
});

test('every value of a list is checked', () => {
  const value = { type: 'integer' } as const;
  expect(fits({ list: 'repeated', value }, ['1', '2'])).toBe(true);
  expect(fits({ list: 'repeated', value }, ['1', 'x'])).toBe(false);
  expect(fits({ list: 'commas', value }, ['1,2', '3'])).toBe(true);
  expect(fits({ list: 'commas', value }, ['1, 2'])).toBe(false);
  expect(fits({ in: 'header', list: 'commas', value }, ['1, 2'])).toBe(true);
  expect(fits({ in: 'header', list: 'commas', value }, ['1,, 2'])).toBe(false);
});

test('no text passes for an integer that JavaScript would not read as one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const passed = fits({ value: { type: 'integer', minimum: -10, maximum: 10 } }, [text]);
      expect(passed).toBe(/^-?\d+$/.test(text) && Math.abs(Number(text)) <= 10 && text.length <= 65);
    }),
    propertyRuns(500),
  );
});
