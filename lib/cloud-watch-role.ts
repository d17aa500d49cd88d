import { aws_apigateway as apigateway, aws_iam as iam, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { acknowledgeManagedPolicy } from './private/acknowledge';

const SHARED_ID = 'GatehouseApiGatewayAccount';

/**
 * The role with which API Gateway writes logs. There is one for a whole account and region; without it the stage of a
 * fresh account cannot be created.
 */
export class CloudWatchRole {
  /** A role of the stack's own, shared by the proxies in it and kept when the stack goes. */
  public static created(): CloudWatchRole {
    return new CloudWatchRole((scope) => {
      const stack = Stack.of(scope);
      return (stack.node.tryFindChild(SHARED_ID) as apigateway.CfnAccount | undefined) ?? createAccount(stack);
    });
  }

  /** A role that exists and that this stack makes API Gateway use. */
  public static existing(role: iam.IRole): CloudWatchRole {
    return new CloudWatchRole((scope) => setAccount(scope, 'ApiGatewayAccount', role));
  }

  /** The account and region are set up already. */
  public static alreadySet(): CloudWatchRole {
    return new CloudWatchRole(() => undefined);
  }

  private constructor(
    /** @internal */
    public readonly _bind: (scope: Construct) => IDependable | undefined,
  ) {}
}

function createAccount(stack: Stack): apigateway.CfnAccount {
  const policy = iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs');
  const role = new iam.Role(stack, `${SHARED_ID}Role`, {
    description: 'Lets API Gateway write the logs of this account and region',
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [policy],
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  acknowledgeManagedPolicy(
    role,
    policy.managedPolicyArn,
    'API Gateway writes logs of every API of the account with this one role; this is the policy that it asks for.',
  );
  return setAccount(stack, SHARED_ID, role);
}

function setAccount(scope: Construct, id: string, role: iam.IRole): apigateway.CfnAccount {
  const account = new apigateway.CfnAccount(scope, id, { cloudWatchRoleArn: role.roleArn });
  account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return account;
}
