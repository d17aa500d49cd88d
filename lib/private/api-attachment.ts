import { Arn, ArnFormat, aws_apigateway as apigateway, aws_lambda as lambda, Duration, Stack } from 'aws-cdk-lib';
import type { CorsDocument } from '../../lambda/contract/api-document';
import { acknowledge } from './acknowledge';
import { addPreflight } from './cors';
import { acknowledgeInvocation } from './proxy-api';

/** API Gateway's own longest without a raised quota. @see API Gateway quotas, read 24 November 2026 */
const INTEGRATION_TIMEOUT = Duration.seconds(29);

/** The gateway that an API is put on, of this app or another. */
export interface Gateway {
  readonly restApi: apigateway.IRestApi;
  readonly stageName: string;
  readonly authorizer: apigateway.IAuthorizer;
}

/** What was made of an API there. */
export interface AttachedApi {
  /** For usage plans to limit. */
  readonly methods: apigateway.Method[];
  /** `/{api}`, beneath which all of it stands. */
  readonly resource: apigateway.Resource;
}

export interface ApiAttachmentProps {
  readonly gateway: Gateway;
  readonly name: string;
  readonly forwarder: lambda.IFunction;
  readonly cors: CorsDocument | undefined;
}

/**
 * Puts a protected API on the gateway: `/{api}` and `/{api}/{proxy+}`, every verb behind the authorizer. All of it
 * stands in the stack of the proxy, or of what stands for a proxy of another app, whichever stack the API is in.
 */
export function attachApi({ gateway, name, forwarder, cors }: ApiAttachmentProps): AttachedApi {
  const { restApi, stageName, authorizer } = gateway;
  const stack = Stack.of(restApi);
  const integration = new apigateway.Integration({
    type: apigateway.IntegrationType.AWS_PROXY,
    integrationHttpMethod: 'POST',
    uri: stack.formatArn({
      service: 'apigateway',
      account: 'lambda',
      resource: 'path',
      resourceName: `2015-03-31/functions/${forwarder.functionArn}/invocations`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }),
    options: { timeout: INTEGRATION_TIMEOUT },
  });
  const resource = restApi.root.addResource(name);
  const resources = [resource, resource.addResource('{proxy+}')];
  const methods = resources.map((one) =>
    one.addMethod('ANY', integration, {
      authorizer,
      authorizationType: apigateway.AuthorizationType.CUSTOM,
      apiKeyRequired: true,
    }),
  );
  for (const method of methods) {
    acknowledge(method, {
      ownAuthorizer:
        "The proxy's authorizer verifies proxy tokens and any issuer's, Cognito's among them, and decides by policy.",
    });
  }
  if (cors !== undefined) {
    for (const one of resources) {
      addPreflight(one, cors);
    }
  }
  // One for both methods, and none for the console's test calls, which would pass by the authorizer.
  const permission = new lambda.CfnPermission(resource, 'Invoke', {
    action: 'lambda:InvokeFunction',
    principal: 'apigateway.amazonaws.com',
    functionName: forwarder.functionArn,
    sourceAccount: restApi.env.account,
    sourceArn: Arn.format(
      {
        service: 'execute-api',
        resource: restApi.restApiId,
        resourceName: `${stageName}/*/${name}*`,
      },
      stack,
    ),
  });
  acknowledgeInvocation(permission);
  return { methods, resource };
}
