import type { aws_lambda as lambda } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';

/**
 * Lets a function serve a custom resource: it always answers CloudFormation itself, and a second run could meet a rollback.
 *
 * @returns what the custom resource must wait for.
 */
export function answersCloudFormation(resourceFunction: lambda.Function): IConstruct {
  resourceFunction.configureAsyncInvoke({ retryAttempts: 0 });
  const asyncInvoke = resourceFunction.node.findChild('EventInvokeConfig');
  acknowledge(asyncInvoke, {
    noFailureDestination: 'CloudFormation itself is told of a failure, and nobody else need repeat what it rolls back.',
  });
  return asyncInvoke;
}
