import type { TokenRequest } from '../../local/services/issuer';
import type { AwsClients } from './aws-clients';

export type TargetName = 'ministack' | 'aws';

/** An implementation of AWS that the sample is deployed to. */
export interface DeployTarget {
  readonly name: TargetName;
  /** Environment of the CDK's command line. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clients: AwsClients;
  /** The sample's stack. */
  readonly stackName: string;
  /** Arguments of `cdk bootstrap`; left out where the account and region are bootstrapped already. */
  readonly bootstrap?: readonly string[];
  /**
   * Makes what the sample calls, in an account that is bootstrapped.
   *
   * @returns `https://host`, upstream and issuer alike; `undefined` where the sample's own addresses serve.
   */
  prepareUpstream(): Promise<string | undefined>;
  /** Role of the account that API Gateway writes logs with already: it stays. */
  readonly cloudWatchRoleArn?: string;
  /** The stage's URL, without a trailing slash. */
  stageUrl(restApiId: string, stage: string): string;
  /** A JWT of the sample's issuer. */
  token(request: TokenRequest): Promise<string>;
  /** Version of Node that a function ran on; rejects where it did not run. */
  nodeVersion(functionName: string): Promise<string>;
  /** Undoes what opening it did. */
  close(): Promise<void>;
}
