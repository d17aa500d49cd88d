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
  /** Where the sample's calls go, where that is not where it says. */
  readonly upstream?: DeployedUpstream;
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

/** A server on the public network that echoes requests and serves the keys of an issuer. */
export interface DeployedUpstream {
  /** `https://host`, upstream and issuer alike. */
  readonly url: string;
}
