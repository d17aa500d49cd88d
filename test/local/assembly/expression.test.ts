import { type ExpressionScope, NO_VALUE, resolveExpression } from '../../../local/assembly/expression';
import { collectReferences } from '../../../local/assembly/references';

const scope: ExpressionScope = {
  place: 'Stack/R (T)',
  ref: (name) => (name === 'AWS::NoValue' ? NO_VALUE : `<${name}>`),
  attribute: (id, name) => `<${id}.${name}>`,
  importValue: (name) => `<import ${name}>`,
  condition: (name) => name === 'Yes',
  mapping: (...keys) => keys.join('/'),
};

describe('a template expression', () => {
  test.each<[unknown, unknown]>([
    ['plain', 'plain'],
    [3, 3],
    [{ Ref: 'Table' }, '<Table>'],
    [{ 'Fn::GetAtt': ['Fn', 'Arn'] }, '<Fn.Arn>'],
    [{ 'Fn::GetAtt': 'Custom.Outer.Inner' }, '<Custom.Outer.Inner>'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }, 1]] }, 'a-<B>-1'],
    [{ 'Fn::Sub': 'x${A}y${B.C}z${!D}' }, 'x<A>y<B.C>z${D}'],
    [{ 'Fn::Sub': ['${A}/${Own}', { Own: { Ref: 'B' } }] }, '<A>/<B>'],
    [{ 'Fn::Select': [1, ['a', { Ref: 'B' }]] }, '<B>'],
    [{ 'Fn::Select': ['0', { 'Fn::Split': ['|', 'a|b'] }] }, 'a'],
    [{ 'Fn::Split': [',', { Ref: 'A' }] }, ['<A>']],
    [{ 'Fn::If': ['Yes', 1, { 'Fn::Unknown': 1 }] }, 1],
    [{ 'Fn::If': ['No', { 'Fn::Unknown': 1 }, 2] }, 2],
    [{ 'Fn::Equals': [{ Ref: 'A' }, '<A>'] }, true],
    [{ 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
    [{ 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
    [{ 'Fn::Not': [{ Condition: 'No' }] }, true],
    [{ 'Fn::ImportValue': { 'Fn::Sub': '${A}:x' } }, '<import <A>:x>'],
    [{ 'Fn::FindInMap': ['M', { Ref: 'A' }, 'k'] }, 'M/<A>/k'],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [{ a: [{ Ref: 'AWS::NoValue' }, 1], b: { Ref: 'AWS::NoValue' } }, { a: [1] }],
    [
      { Ref: 'A', other: 1 },
      { Ref: 'A', other: 1 },
    ],
  ])('%j gives %j', (expression, value) => {
    expect(resolveExpression(expression, scope)).toEqual(value);
  });

  test.each<[string, unknown, string]>([
    ['an unknown function', { 'Fn::GetAZs': '' }, 'uses Fn::GetAZs; the twin resolves Ref, Fn::GetAtt'],
    [
      'a dynamic reference',
      'x{{resolve:secretsmanager:arn:SecretString}}',
      'holds a dynamic reference ({{resolve:secretsmanager:…}})',
    ],
    ['an index beyond the list', { 'Fn::Select': [2, ['a']] }, 'asks for an entry that the list does not have'],
    ['a list where text is joined', { 'Fn::Join': ['', [['a']]] }, 'something that is not text where text is joined'],
    ['text where a list is expected', { 'Fn::Join': ['', 'a'] }, 'Fn::Join has string where a list is expected'],
  ])('%s is refused with its place', (_, expression, fault) => {
    expect(() => resolveExpression(expression, scope)).toThrow('Stack/R (T): ');
    expect(() => resolveExpression(expression, scope)).toThrow(fault);
  });

  test('refers to what Ref, Fn::GetAtt and Fn::Sub name, in either branch of Fn::If', () => {
    const expression = {
      a: { Ref: 'A' },
      b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::GetAtt': 'C.Arn' }],
      c: { 'Fn::Sub': ['${D} ${E.Arn} ${Own} ${!Literal}', { Own: { Ref: 'F' } }] },
      d: { 'Fn::If': ['X', { Ref: 'G' }, { Ref: 'H' }] },
    };

    expect([...collectReferences(expression)].sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']);
  });
});
