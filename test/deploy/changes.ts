import { CustomResource, Duration, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { AccessPolicy, type AccessProxy, PolicyText, type ProtectedApi, ProxyUser } from '../../lib';

export interface Sample {
  readonly proxy: AccessProxy;
  readonly orders: ProtectedApi;
  readonly packages: ProtectedApi;
}

/** Answers every request to make something with a failure, and everything else with success. */
const REFUSING = `exports.handler = async (event) => {
  const { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    Status: RequestType === 'Create' ? 'FAILED' : 'SUCCESS',
    Reason: 'made to fail',
    PhysicalResourceId: 'refusing',
    StackId, RequestId, LogicalResourceId,
  });
  await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
};`;

/**
 * Changes the sample: a route, a policy and a proxy user more.
 *
 * `failing` goes on from there: the new user moves to a new usage plan, another user comes, every order is forbidden,
 * the new route is gone; and last, when all of that has been published, a resource fails.
 */
export function addChanges({ proxy, orders }: Sample, step: 'changed' | 'failing'): void {
  const stack = Stack.of(proxy);
  const failing = step === 'failing';
  new AccessPolicy(stack, 'Audit', {
    proxy,
    policies: PolicyText.inline(
      'permit (principal in Gatehouse::Role::"auditor", action == Gatehouse::Action::"packages:ReadPackage", resource);',
    ),
  });
  if (failing) {
    proxy.addUsagePlan('slow', { rateLimit: 1, burstLimit: 1 });
  } else {
    orders.addRoute('DELETE', '/orders/{order}', { action: 'CancelOrder' });
  }
  new ProxyUser(stack, 'Auditor', {
    proxy,
    tenant: 'globex',
    userName: 'auditor',
    roles: ['auditor'],
    usagePlan: failing ? 'slow' : 'standard',
    firstToken: true,
  });
  if (!failing) {
    return;
  }
  new ProxyUser(stack, 'Late', { proxy, tenant: 'globex', userName: 'late', roles: ['clerk'], usagePlan: 'slow' });
  new AccessPolicy(stack, 'Closed', {
    proxy,
    policies: PolicyText.inline('forbid (principal, action in Gatehouse::Action::"orders:*", resource);'),
  });
  const refusing = new CustomResource(stack, 'Refusing', {
    serviceToken: new lambda.Function(stack, 'RefusingFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(REFUSING),
    }).functionArn,
    serviceTimeout: Duration.minutes(2),
  });
  refusing.node.addDependency(proxy);
}
