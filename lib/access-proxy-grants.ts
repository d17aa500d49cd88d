import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { OPERATOR_PERMISSIONS, type OperatorTask } from '../lambda/contract/operator-permissions';
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
  /**
   * ARN of the stack that the proxy is in.
   *
   * @default - unknown, and the command line needs a permission of its own to find the proxy
   */
  readonly stackId?: string;
}

/** Lets people and programs work on a proxy. Calls through it are decided by policies, not by IAM. */
export class AccessProxyGrants {
  public constructor(private readonly props: AccessProxyGrantsProps) {}

  /** Reads proxy users, tokens' state and policies. Tokens themselves are in no table. */
  public readRegistry(grantee: iam.IGrantable): iam.Grant {
    return this.grantTable(grantee, ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], undefined);
  }

  /**
   * Everything that the command line does. Whoever has it can give himself any access through the proxy.
   *
   * Each task has a grant of its own; `gatehouse operator policy` prints the same for roles outside of the CDK.
   */
  public operate(grantee: iam.IGrantable): iam.Grant {
    return this.operateUsers(grantee)
      .combine(this.operateTokens(grantee))
      .combine(this.operatePolicies(grantee))
      .combine(this.revoke(grantee))
      .combine(this.inspect(grantee));
  }

  /** Shows users, tokens' state, policies, plans and audit records; changes nothing. */
  public inspect(grantee: iam.IGrantable): iam.Grant {
    return this.grantTask(grantee, 'read');
  }

  /** Makes, changes, suspends and deletes proxy users and tenants, with their keys. */
  public operateUsers(grantee: iam.IGrantable): iam.Grant {
    return this.grantTask(grantee, 'users');
  }

  /** Mints and revokes proxy tokens. */
  public operateTokens(grantee: iam.IGrantable): iam.Grant {
    return this.grantTask(grantee, 'tokens');
  }

  /** Writes policies. */
  public operatePolicies(grantee: iam.IGrantable): iam.Grant {
    return this.grantTask(grantee, 'policies');
  }

  /** Revokes tokens, users, tenants, roles, APIs, or everything; makes nothing. */
  public revoke(grantee: iam.IGrantable): iam.Grant {
    return this.grantTask(grantee, 'revoke');
  }

  /** Reads and searches audit records. */
  public readAudit(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:DescribeLogStreams', 'logs:StartQuery'],
      resourceArns: [this.props.auditLogGroupArn],
    });
  }

  private grantTask(grantee: iam.IGrantable, task: OperatorTask): iam.Grant {
    const { scope, stackId, auditLogGroupArn } = this.props;
    const grants = OPERATOR_PERMISSIONS[task].map(({ actions, on, paths = [], partitions }) => {
      if (on === 'table') {
        return this.grantTable(grantee, actions, partitions);
      }
      const resourceArns = on === 'auditLog' ? [auditLogGroupArn] : paths.map((path) => controlPlaneArn(scope, path));
      return iam.Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns });
    });
    if (stackId !== undefined) {
      // How the command finds the proxy: by the outputs of its stack.
      grants.push(
        iam.Grant.addToPrincipal({ grantee, actions: ['cloudformation:DescribeStacks'], resourceArns: [stackId] }),
      );
    }
    return grants.reduce((all, grant) => all.combine(grant));
  }

  private grantTable(
    grantee: iam.IGrantable,
    actions: readonly string[],
    partitions: readonly string[] | undefined,
  ): iam.Grant {
    const { scope, tableArn, registryKeyArn } = this.props;
    const table = iam.Grant.addToPrincipal({
      grantee,
      actions: [...actions],
      resourceArns: [tableArn],
      conditions: partitions && { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } },
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
