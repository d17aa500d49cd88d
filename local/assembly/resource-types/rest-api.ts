import { AssemblyError } from '../assembly-error';
import { GatewayDraft } from '../gateway-draft';
import type { DeclaredResource, Deployment, ResourceType } from '../resource-type';

/** `AWS::ApiGateway::RestApi`. */
export const restApi: ResourceType = {
  applied: ['Name', 'ApiKeySourceType', 'BinaryMediaTypes', 'EndpointConfiguration', 'DisableExecuteApiEndpoint'],
  harmless: ['Description', 'Tags', 'FailOnWarnings', 'Mode'],
  notApplied: {
    SecurityPolicy: 'TLS settings (the twin listens without TLS)',
    EndpointAccessMode: 'TLS settings (the twin listens without TLS)',
  },
  create(resource, deployment) {
    const { properties, physicalId, stack } = resource;
    const restApiId = physicalId.short();
    const rootResourceId = restApiId.split('').reverse().join('');
    const apiKeySource = properties.optionalText('ApiKeySourceType') ?? 'HEADER';
    if (apiKeySource !== 'HEADER' && apiKeySource !== 'AUTHORIZER') {
      return properties.fail('ApiKeySourceType', `is ${apiKeySource}, HEADER or AUTHORIZER is expected`, 'Correct it');
    }
    const endpointTypes = properties.nested('EndpointConfiguration')?.texts('Types') ?? ['EDGE'];
    if (!endpointTypes.includes('REGIONAL')) {
      deployment.notice(`${resource.place}: endpoint type ${endpointTypes.join(', ')} is served as REGIONAL.`);
    }
    if (properties.flag('DisableExecuteApiEndpoint')) {
      deployment.notice(`${resource.place}: the execute-api endpoint is disabled on AWS, the twin serves it.`);
    }
    const identity = {
      restApiId,
      name: properties.optionalText('Name') ?? resource.logicalId,
      region: stack.region,
      accountId: stack.accountId,
      apiKeySource,
      binaryMediaTypes: properties.texts('BinaryMediaTypes'),
    } as const;
    deployment.gateways.set(restApiId, new GatewayDraft(rootResourceId, identity, resource.place));
    return { ref: restApiId, attributes: { RootResourceId: rootResourceId, RestApiId: restApiId } };
  },
};

/** The REST API that a resource's `RestApiId` names. */
export function draftOf(resource: DeclaredResource, deployment: Deployment): GatewayDraft {
  const id = resource.properties.text('RestApiId');
  const draft = deployment.gateways.get(id);
  if (draft !== undefined) return draft;
  throw new AssemblyError(
    resource.place,
    `property RestApiId names ${id}, which is not in this assembly`,
    'Synthesize that REST API into the same assembly',
  );
}
