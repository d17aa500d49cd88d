import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './aws-clients';

/** What CloudFormation says of a stack at one moment. */
export class DeployedStack {
  /** @returns `undefined` where there is no such stack. */
  public static async read({ cloudFormation }: AwsClients, stackName: string): Promise<DeployedStack | undefined> {
    const named = { StackName: stackName };
    try {
      const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand(named));
      const { StackResources: resources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand(named));
      return new DeployedStack(stack?.StackStatus ?? '', resources);
    } catch (error) {
      if (/does not exist/.test((error as Error).message)) {
        return undefined;
      }
      throw error;
    }
  }

  private constructor(
    public readonly status: string,
    public readonly resources: readonly StackResource[],
  ) {}

  /** Physical ids of a type's resources whose logical id starts with some text. */
  public ids(type: string, logicalId = ''): string[] {
    return this.resources
      .filter((one) => one.ResourceType === type && one.LogicalResourceId?.startsWith(logicalId))
      .map(({ PhysicalResourceId: id }) => String(id));
  }

  /** @throws Error where there is not exactly one. */
  public id(type: string, logicalId = ''): string {
    const [id, ...others] = this.ids(type, logicalId);
    if (id === undefined || others.length > 0) {
      throw new Error(`The stack has ${id === undefined ? 'no' : 'more than one'} ${type} ${logicalId}….`);
    }
    return id;
  }
}
