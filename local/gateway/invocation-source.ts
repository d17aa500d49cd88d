import type { InvocationSource } from '../permissions/invoke-permissions';
import type { RoutedExchange } from './exchange';
import type { GatewayModel } from './model';

const SERVICE = 'apigateway.amazonaws.com';

/**
 * How API Gateway introduces itself to a method's function: verb and resource of the request, not its path.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html (2026-11-24)
 */
export function methodSource({ model, verb, route }: RoutedExchange): InvocationSource {
  return source(model, `${model.stage.name}/${verb}${route.resource.path}`);
}

/** How API Gateway introduces itself to an authorizer's function. */
export function authorizerSource(model: GatewayModel, authorizerId: string): InvocationSource {
  return source(model, `authorizers/${authorizerId}`);
}

function source({ region, accountId, restApiId }: GatewayModel, rest: string): InvocationSource {
  return {
    service: SERVICE,
    sourceArn: `arn:aws:execute-api:${region}:${accountId}:${restApiId}/${rest}`,
    sourceAccount: accountId,
  };
}
