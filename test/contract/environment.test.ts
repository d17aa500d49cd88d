import fc from 'fast-check';
import {
  decodeEnvironment,
  EnvironmentError,
  encodeEnvironment,
  integer,
  optionalInteger,
  optionalText,
  text,
} from '../../lambda/contract/environment';

const SHAPE = { table: text('TABLE'), secret: optionalText('SECRET'), age: integer('AGE', 0, 60_000) };

function faultOf(environment: Record<string, string | undefined>): string {
  try {
    decodeEnvironment(SHAPE, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return (error as Error).message;
  }
  throw new Error('The environment was let through.');
}

describe('a function’s environment', () => {
  test('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        fc.integer({ min: 0, max: 60_000 }),
        (table, secret, age) => {
          const values = { table, secret, age };

          expect(decodeEnvironment(SHAPE, encodeEnvironment(SHAPE, values))).toEqual(values);
        },
      ),
    );
  });

  test('what is optional is left out', () => {
    expect(encodeEnvironment(SHAPE, { table: 't', secret: undefined, age: 1 })).toEqual({ TABLE: 't', AGE: '1' });
  });

  test('an optional variable that is empty is as good as none', () => {
    expect(decodeEnvironment(SHAPE, { TABLE: 't', SECRET: '', AGE: '0' })).toEqual({
      table: 't',
      secret: undefined,
      age: 0,
    });
  });

  test.each(['-1', '60001', '1.5', '01', '1e3', ' 1', '', 'seven', '9'.repeat(16)])(
    'a number that is %j is refused',
    (age) => {
      expect(faultOf({ TABLE: 't', AGE: age })).toContain('AGE is not allowed: a whole number from 0 to 60000');
    },
  );

  test('a number may be left out, and is otherwise held to the same', () => {
    const shape = { ttl: optionalInteger('TTL', 1, 3_600) };

    expect(encodeEnvironment(shape, { ttl: undefined })).toEqual({});
    expect(encodeEnvironment(shape, { ttl: 60 })).toEqual({ TTL: '60' });
    expect(decodeEnvironment(shape, {})).toEqual({ ttl: undefined });
    expect(decodeEnvironment(shape, { TTL: '60' })).toEqual({ ttl: 60 });
    expect(() => decodeEnvironment(shape, { TTL: '0' })).toThrow(/a whole number from 1 to 3600, or left out/);
  });

  test('L4 everything that does not fit is named at once, and no value', () => {
    const message = faultOf({ TABLE: '', AGE: 's3cret' });

    expect(message).toContain('TABLE is not allowed: text that is not empty');
    expect(message).toContain('AGE is not allowed');
    expect(message).not.toContain('s3cret');
    expect(faultOf({ TABLE: 't' })).toContain('AGE is missing');
  });
});
