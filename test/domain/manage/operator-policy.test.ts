import type { OperationsOutput } from '../../../lambda/contract/operations-output';
import { OPERATOR_TASKS } from '../../../lambda/contract/operator-permissions';
import { operatorPolicy } from '../../../lambda/domain/manage/operator-policy';

const FACTS: OperationsOutput = {
  gatehouse: 1,
  proxy: 'Stack/Proxy',
  stackId: 'arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/Stack/0f',
  url: 'https://api.example.com/',
  tableName: 'Registry',
  restApiId: 'api1',
  stageName: 'prod',
  keyPrefix: 'gatehouse-api1-',
  auditLogGroup: 'Audit',
  accessLogGroup: 'Access',
  revocationBound: '5',
  plans: {},
};

describe('the policy of operators', () => {
  test('names this proxy alone, in its own partition, region and account', () => {
    const { Statement: statements } = operatorPolicy(FACTS, OPERATOR_TASKS);
    const resources = new Set(statements.flatMap(({ Resource }) => Resource));

    expect([...resources].filter((arn) => !arn.startsWith('arn:aws-cn:apigateway:cn-north-1::/')).sort()).toEqual([
      FACTS.stackId,
      'arn:aws-cn:dynamodb:cn-north-1:123456789012:table/Registry',
      'arn:aws-cn:logs:cn-north-1:123456789012:log-group:Audit:*',
    ]);
    expect(statements.filter(({ Action }) => Action.some((action) => action.includes('*')))).toEqual([]);
  });

  test('S6 writing is held to partitions, and what tasks share stands once', () => {
    const { Statement: statements } = operatorPolicy(FACTS, OPERATOR_TASKS);
    const writes = statements.filter(({ Action }) =>
      Action.some((action) => /^dynamodb:(Put|Update|Delete)/.test(action)),
    );

    expect(writes.every(({ Condition }) => Condition?.['ForAllValues:StringLike'] !== undefined)).toBe(true);
    expect(new Set(statements.map((statement) => JSON.stringify(statement))).size).toBe(statements.length);
  });

  test('whoever revokes cannot make users, tokens, policies or keys', () => {
    const { Statement: statements } = operatorPolicy(FACTS, ['revoke']);
    const puts = statements.filter(({ Action }) => Action.includes('dynamodb:PutItem'));

    expect(puts.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['REVOKED#*'] } },
    ]);
    expect(statements.some(({ Action }) => Action.some((action) => action.startsWith('apigateway:')))).toBe(false);
  });

  test('S6 a key of the table is used through DynamoDB alone', () => {
    const keyed = operatorPolicy({ ...FACTS, tableKeyArn: 'arn:aws-cn:kms:cn-north-1:123456789012:key/k' }, ['read']);

    expect(keyed.Statement.at(-2)).toEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: ['arn:aws-cn:kms:cn-north-1:123456789012:key/k'],
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.cn-north-1.amazonaws.com' } },
    });
  });
});
