import fc from 'fast-check';
import { evaluatePolicy, parsePolicy } from '../../../local/gateway/authorizer-policy';
import { propertyRuns } from '../../support/property-runs';

const ARN = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/test/GET/pets/1';

function decide(Statement: unknown, arn = ARN) {
  return evaluatePolicy(parsePolicy({ Version: '2012-10-17', Statement }, 512), arn);
}

function allow(Resource: unknown, Action: unknown = 'execute-api:Invoke') {
  return { Effect: 'Allow', Action, Resource };
}

/** Straight from the definition, letter by letter. */
function isMatch(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*') return isMatch(rest, text) || (text !== '' && isMatch(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && isMatch(rest, text.slice(1));
}

describe('policy evaluation', () => {
  test.each([
    ['*'],
    ['arn:aws:execute-api:*:*:*'],
    ['arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/test/*'],
    ['arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*/GET/*'],
    ['arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/test/GET/pets/?'],
    [ARN],
  ])('3 policy: the resource %s covers the method', (resource) => {
    expect(decide(allow(resource))).toBe('ALLOW');
  });

  test.each([
    [''],
    ['arn:aws:execute-api:*:*:*/prod/*'],
    [`${ARN}?`],
    [ARN.slice(0, -1)],
    [ARN.replace('pets', 'Pets')],
    [`${ARN}/`],
  ])('3 policy: the resource %j does not cover the method', (resource) => {
    expect(decide(allow(resource))).toBe('IMPLICIT_DENY');
  });

  test.each([['execute-api:*'], ['*'], ['execute-api:Invoke'], ['EXECUTE-API:invoke'], ['execute-api:Inv?ke']])(
    '3 policy: the action %s is accepted',
    (action) => {
      expect(decide(allow('*', action))).toBe('ALLOW');
    },
  );

  test.each([['execute-api:InvalidateCache'], ['lambda:*'], ['execute-api:ManageConnections']])(
    '3 policy: the action %s gives nothing',
    (action) => {
      expect(decide(allow('*', action))).toBe('IMPLICIT_DENY');
    },
  );

  test('3 policy: arrays of actions, resources and statements', () => {
    expect(decide([allow('x'), allow(['y', ARN], ['lambda:x', 'execute-api:Invoke'])])).toBe('ALLOW');
  });

  test('3 policy: a Deny wins in either order', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: ARN };
    expect(decide([allow('*'), deny])).toBe('EXPLICIT_DENY');
    expect(decide([deny, allow('*')])).toBe('EXPLICIT_DENY');
  });

  test('3 policy: a wildcard in the requested path is a character, not a wildcard', () => {
    expect(decide(allow('arn:x/GET/a/*/c'), 'arn:x/GET/*')).toBe('IMPLICIT_DENY');
    expect(decide([allow('*'), { Effect: 'Deny', Action: '*', Resource: 'arn:x/GET/secret' }], 'arn:x/GET/*')).toBe(
      'ALLOW',
    );
  });

  test('3 policy: no statement at all is an implicit deny', () => {
    expect(decide([])).toBe('IMPLICIT_DENY');
  });

  test('3 policy: evaluation equals an independent model', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.oneof(
        fc.constantFrom('*', 'execute-api:*', 'execute-api:Invoke', 'lambda:*'),
        fc.array(fc.constantFrom('execute-api:invoke', 's3:Get*'), { minLength: 1, maxLength: 2 }),
      ),
      Resource: fc.oneof(pattern, fc.array(pattern, { minLength: 1, maxLength: 3 })),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), text, (statements, arn) => {
        const effects = statements
          .filter(({ Action }) => [Action].flat().some((each) => isMatch(each.toLowerCase(), 'execute-api:invoke')))
          .filter(({ Resource }) => [Resource].flat().some((each) => isMatch(each, arn)))
          .map(({ Effect }) => Effect);
        const expected = effects.includes('Deny') ? 'EXPLICIT_DENY' : effects.length > 0 ? 'ALLOW' : 'IMPLICIT_DENY';
        expect(decide(statements, arn)).toBe(expected);
      }),
      propertyRuns(2_000),
    );
  });
});
