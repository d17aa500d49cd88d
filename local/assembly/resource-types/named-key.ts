import { keyArnOf } from '../../permissions/key-arn';
import type { DeclaredResource, Deployment } from '../resource-type';

/** @returns the ARN of the KMS key that a property names; an alias is listed and counts as none. */
export function namedKey(
  named: string | undefined,
  { stack, place }: DeclaredResource,
  deployment: Deployment,
): string | undefined {
  if (named === undefined) return undefined;
  const arn = keyArnOf(named, stack.region, stack.accountId);
  if (arn === undefined) deployment.notice(`${place}: who may use the key ${named} is not evaluated; name it by ARN.`);
  return arn;
}
