import type { aws_ec2 as ec2 } from 'aws-cdk-lib';

/** In which network functions run. */
export interface NetworkOptions {
  /**
   * Network that the functions run in; it must let them out to the AWS services they call.
   *
   * @default - none
   */
  readonly vpc?: ec2.IVpc;
  /**
   * Subnets of the network.
   *
   * @default - the private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * Security groups inside the network.
   *
   * @default - a new one that lets everything out
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}
