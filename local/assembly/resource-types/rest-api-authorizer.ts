import type { ResourceType } from '../resource-type';
import { draftOf } from './rest-api';
import { functionArnOf } from './rest-api-method';

/** `AWS::ApiGateway::Authorizer` of type REQUEST. */
export const restApiAuthorizer: ResourceType = {
  applied: ['RestApiId', 'Name', 'Type', 'AuthorizerUri', 'IdentitySource', 'AuthorizerResultTtlInSeconds'],
  harmless: ['AuthType'],
  create(resource, deployment) {
    const { properties, physicalId } = resource;
    const type = properties.text('Type');
    if (type !== 'REQUEST') properties.fail('Type', `is ${type}, the twin serves REQUEST`, 'Use a REQUEST authorizer');
    const id = physicalId.short(6);
    draftOf(resource, deployment).authorizers.set(id, {
      id,
      name: properties.optionalText('Name') ?? resource.logicalId,
      type: 'REQUEST',
      functionArn: functionArnOf(properties.text('AuthorizerUri'), resource, 'AuthorizerUri'),
      identitySources: (properties.optionalText('IdentitySource') ?? '')
        .split(',')
        .map((source) => source.trim())
        .filter((source) => source !== ''),
      resultTtlInSeconds: properties.number('AuthorizerResultTtlInSeconds') ?? 300,
    });
    return { ref: id, attributes: { AuthorizerId: id } };
  },
};
