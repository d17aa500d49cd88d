import type { OperationsOutput } from '../../contract/operations-output';
import { OPERATOR_PERMISSIONS, type OperatorStatement, type OperatorTask } from '../../contract/operator-permissions';

/** A policy document of IAM. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

interface IamStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What somebody needs for some tasks on one proxy: the same as the grants of the construct. */
export function operatorPolicy(facts: OperationsOutput, tasks: readonly OperatorTask[]): IamPolicy {
  const [, partition = '', , region = '', account = ''] = facts.stackId.split(':');
  const arn = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const resources: Readonly<Record<OperatorStatement['on'], (paths: readonly string[]) => string[]>> = {
    table: () => [arn('dynamodb', `table/${facts.tableName}`)],
    auditLog: () => [arn('logs', `log-group:${facts.auditLogGroup}:*`)],
    controlPlane: (paths) => paths.map((path) => `arn:${partition}:apigateway:${region}::${path}`),
  };
  const statements = tasks
    .flatMap((task) => OPERATOR_PERMISSIONS[task])
    .map(
      ({ actions, on, paths = [], partitions }): IamStatement => ({
        Effect: 'Allow',
        Action: actions,
        Resource: resources[on](paths),
        ...(partitions && { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } } }),
      }),
    );
  const key: IamStatement[] =
    facts.tableKeyArn === undefined
      ? []
      : [
          {
            Effect: 'Allow',
            Action: ['kms:Decrypt'],
            Resource: [facts.tableKeyArn],
            Condition: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` } },
          },
        ];
  const find: IamStatement = {
    Effect: 'Allow',
    Action: ['cloudformation:DescribeStacks'],
    Resource: [facts.stackId],
  };
  return { Version: '2012-10-17', Statement: [...unique(statements), ...key, find] };
}

/** Tasks share statements. */
function unique(statements: readonly IamStatement[]): IamStatement[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
}
