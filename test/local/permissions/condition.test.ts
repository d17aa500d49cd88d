import { conditionHolds, unsupportedCondition } from '../../../local/permissions/condition';

const VIA = 'kms:ViaService';
const KEYS = 'dynamodb:LeadingKeys';
const context = new Map([
  ['kms:viaservice', ['dynamodb.eu-west-1.amazonaws.com']],
  ['dynamodb:leadingkeys', ['TENANT#a', 'TENANT#b']],
  ['aws:sourcearn', ['arn:aws:execute-api:eu-west-1:111122223333:api/prod/GET/orders']],
]);

describe('a condition', () => {
  test.each([
    ['StringEquals', VIA, ['dynamodb.eu-west-1.amazonaws.com'], true],
    ['StringEquals', 'KMS:viaservice', ['other', 'dynamodb.eu-west-1.amazonaws.com'], true],
    ['StringEquals', VIA, ['secretsmanager.eu-west-1.amazonaws.com'], false],
    ['StringEqualsIgnoreCase', VIA, ['DynamoDB.eu-west-1.amazonaws.com'], true],
    ['StringLike', VIA, ['dynamodb.*.amazonaws.com'], true],
    ['StringNotLike', VIA, ['dynamodb.*.amazonaws.com'], false],
    ['StringNotEquals', VIA, ['a', 'b'], true],
    ['StringNotEquals', VIA, ['a', 'dynamodb.eu-west-1.amazonaws.com'], false],
    ['ArnLike', 'aws:SourceArn', ['arn:aws:execute-api:*:*:api/prod/*'], true],
    ['ArnNotLike', 'aws:SourceArn', ['arn:aws:execute-api:*:*:api/prod/*'], false],
    ['ForAllValues:StringLike', KEYS, ['TENANT#*'], true],
    ['ForAllValues:StringEquals', KEYS, ['TENANT#a'], false],
    ['ForAnyValue:StringEquals', KEYS, ['TENANT#a'], true],
    ['ForAnyValue:StringEquals', KEYS, ['TENANT#c'], false],
    ['Null', VIA, ['false'], true],
    ['Null', 'lambda:SourceFunctionArn', ['true'], true],
    ['Null', VIA, ['true'], false],
  ] as const)('%s %s %j: %s', (operator, key, values, expected) => {
    expect(conditionHolds({ operator, key, values }, context)).toBe(expected);
  });

  test.each([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['ArnLike', false],
    ['StringEqualsIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
  ])('%s on a key that the request does not have: %s', (operator, expected) => {
    expect(conditionHolds({ operator, key: 'aws:SourceAccount', values: ['1'] }, context)).toBe(expected);
  });

  test.each([
    ['DateLessThan', VIA, '2027-01-01', /uses DateLessThan; the twin evaluates StringEquals/],
    ['StringEquals', 'aws:SourceIp', '10.0.0.0', /reads aws:SourceIp; the twin knows aws:PrincipalAccount/],
    ['ForAllValues:StringEquals', 'dynamodb:Attributes', 'pk', /reads dynamodb:Attributes/],
    ['StringEquals', VIA, '${aws:PrincipalTag/service}', /the twin resolves no policy variables/],
  ])('%s on %s is not evaluated', (operator, key, value, fault) => {
    expect(unsupportedCondition({ operator, key, values: [value] })).toMatch(fault);
  });

  test.each([
    ['StringLike', 'kms:EncryptionContext:SecretARN'],
    ['ForAllValues:StringEqualsIfExists', VIA],
    ['Null', 'lambda:SourceFunctionArn'],
    ['ForAllValues:StringLike', KEYS],
  ])('%s on %s is evaluated', (operator, key) => {
    expect(unsupportedCondition({ operator, key, values: ['x'] })).toBeUndefined();
  });
});
