import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { controlPlaneArn, TABLE_KEY_ACTIONS } from './private/statements';

/** What grants are made for. */
export interface AccessProxyGrantsProps {
  readonly scope: IConstruct;
  readonly tableArn: string;
  readonly auditLogGroupArn: string;
  /**
   * Key that encrypts the registry.
   *
   * @default - none
   */
  readonly registryKeyArn?: string;
}

/** Lets people and programs work on a proxy. Calls through it are decided by policies, not by IAM. */
export class AccessProxyGrants {
  public constructor(private readonly props: AccessProxyGrantsProps) {}

  /** Reads proxy users, tokens' state and policies. Tokens themselves are in no table. */
  public readRegistry(grantee: iam.IGrantable): iam.Grant {
    return this.grantTable(grantee, ['GetItem', 'BatchGetItem', 'Query']);
  }

  /**
   * What the command line's day-2 work needs: writes to the registry, API Gateway's keys, and their links to plans.
   * Whoever has it can give himself any access through the proxy.
   */
  public administer(grantee: iam.IGrantable): iam.Grant {
    const { scope } = this.props;
    const table = this.grantTable(grantee, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']);
    const controlPlane = (action: string, paths: string[]): iam.Grant =>
      iam.Grant.addToPrincipal({
        grantee,
        actions: [action],
        resourceArns: paths.map((path) => controlPlaneArn(scope, path)),
      });
    return controlPlane('apigateway:GET', ['/apikeys', '/apikeys/*', '/usageplans', '/usageplans/*'])
      .combine(controlPlane('apigateway:POST', ['/apikeys', '/usageplans/*/keys']))
      .combine(controlPlane('apigateway:DELETE', ['/apikeys/*', '/usageplans/*/keys/*']))
      .combine(table);
  }

  /** Reads and searches audit records. */
  public readAudit(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:DescribeLogStreams', 'logs:StartQuery'],
      resourceArns: [this.props.auditLogGroupArn],
    });
  }

  private grantTable(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    const { scope, tableArn, registryKeyArn } = this.props;
    const table = iam.Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [tableArn],
    });
    if (registryKeyArn === undefined) {
      return table;
    }
    return iam.Grant.addToPrincipal({
      grantee,
      actions: [...TABLE_KEY_ACTIONS],
      resourceArns: [registryKeyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(scope).region}.amazonaws.com` } },
    }).combine(table);
  }
}
