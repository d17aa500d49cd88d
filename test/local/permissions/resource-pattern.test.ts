import { matchesArn } from '../../../local/permissions/resource-pattern';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';

describe('a resource pattern', () => {
  test.each([
    ['*', TABLE],
    [TABLE, TABLE],
    ['arn:aws:dynamodb:*:111122223333:table/orders', TABLE],
    ['arn:aws:dynamodb:eu-west-?:*:table/*', TABLE],
    ['arn:aws:dynamodb:eu-west-1:111122223333:*', TABLE],
    // A last * goes on behind its part.
    ['arn:aws:dynamodb:*', TABLE],
    [
      'arn:aws:logs:eu-west-1:111122223333:log-group:audit:*',
      'arn:aws:logs:eu-west-1:111122223333:log-group:audit:log-stream:a',
    ],
    [
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-??????',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-Ab12Cd',
    ],
    ['arn:aws:apigateway:eu-west-1::/usageplans/abc/keys*', 'arn:aws:apigateway:eu-west-1::/usageplans/abc/keys/k1'],
  ])('%s covers %s', (pattern, arn) => {
    expect(matchesArn(pattern, arn)).toBe(true);
  });

  test.each([
    [`${TABLE}2`, TABLE],
    [TABLE, `${TABLE}/index/byName`],
    ['arn:aws:dynamodb:eu-west-1:111122223333:table/Orders', TABLE],
    ['arn:aws:dynamodb:eu-west-1:444455556666:table/*', TABLE],
    // Elsewhere a * stays inside its part.
    ['arn:aws:*:table/orders', TABLE],
    ['arn:aws:dynamodb:eu-*:table/orders', TABLE],
    [
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-??????',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-longer-Ab12Cd',
    ],
    [TABLE, '*'],
  ])('%s does not cover %s', (pattern, arn) => {
    expect(matchesArn(pattern, arn)).toBe(false);
  });
});
