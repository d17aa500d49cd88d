import { mapEquals } from '../../lambda/adapters/map-condition';

describe('the condition that a map has exactly certain entries', () => {
  test('asks for their number and each of them, by placeholders alone', () => {
    expect(mapEquals('#map', { one: '1', 'a.b': '2' }, 'x')).toEqual({
      expression: 'size(#map) = :xSize AND #map.#x0 = :x0 AND #map.#x1 = :x1',
      names: { '#x0': 'one', '#x1': 'a.b' },
      values: { ':xSize': 2, ':x0': '1', ':x1': '2' },
    });
  });

  test('of none, that it is empty', () => {
    expect(mapEquals('#map', {}, 'x')).toEqual({
      expression: 'size(#map) = :xSize',
      names: {},
      values: { ':xSize': 0 },
    });
  });
});
