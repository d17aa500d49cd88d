/** The sample gateway, changed as a scenario says: what `npm run test:deploy` deploys after the sample itself. */
import {
  aws_apigateway as apigateway,
  CfnResource,
  type CfnCustomResource,
  type aws_lambda as lambda,
  Stack,
} from 'aws-cdk-lib';
import { orders, packages, proxy } from '../../bin/app';
import { addChanges } from './changes';
import { decodeScenario } from './scenario';
import { amendForMiniStack } from './unsupported-by-ministack';

const { step, filtered, upstreamUrl, cloudWatchRoleArn } = decodeScenario(process.env);
const stack = Stack.of(proxy);
const resources = (): CfnResource[] =>
  stack.node.findAll().filter((one): one is CfnResource => CfnResource.isCfnResource(one));

if (step !== 'sample') {
  addChanges({ proxy, orders, packages }, step);
}
if (filtered) {
  amendForMiniStack(resources());
  // What a stage serves is fixed by its deployment, which the changes above do not know of.
  for (const one of stack.node.findAll()) {
    if (one instanceof apigateway.Deployment) {
      one.addToLogicalId({ filtered });
    }
  }
}
if (upstreamUrl !== undefined) {
  for (const [api, url] of [
    [orders, `${upstreamUrl}/v1`],
    [packages, upstreamUrl],
  ] as const) {
    (api.forwarder as lambda.Function).addEnvironment('GATEHOUSE_UPSTREAM_URL', url);
  }
  for (const registrar of resources().filter(
    ({ cfnResourceType }) => cfnResourceType === 'Custom::GatehouseRegistry',
  )) {
    (registrar as CfnCustomResource).addPropertyOverride('Values.issuer/workforce/issuer', upstreamUrl);
    registrar.addPropertyOverride('Values.issuer/workforce/jwksUri', `${upstreamUrl}/.well-known/jwks.json`);
  }
}
if (cloudWatchRoleArn !== undefined) {
  for (const account of resources().filter(({ cfnResourceType }) => cfnResourceType === 'AWS::ApiGateway::Account')) {
    (account as apigateway.CfnAccount).cloudWatchRoleArn = cloudWatchRoleArn;
  }
}
