import type { ResourceType } from '../resource-type';
import { draftOf } from './rest-api';

/** `AWS::ApiGateway::Resource`. */
export const restApiResource: ResourceType = {
  applied: ['RestApiId', 'ParentId', 'PathPart'],
  create(resource, deployment) {
    const id = resource.physicalId.short(6);
    draftOf(resource, deployment).addResource(
      id,
      resource.properties.text('ParentId'),
      resource.properties.text('PathPart'),
    );
    return { ref: id, attributes: { ResourceId: id } };
  },
};

/** `AWS::ApiGateway::Deployment`. The twin serves what the template declares now, not an earlier snapshot. */
export const restApiDeployment: ResourceType = {
  applied: ['RestApiId'],
  harmless: ['Description'],
  create(resource) {
    const id = resource.physicalId.short(6);
    return { ref: id, attributes: { DeploymentId: id } };
  },
};

/** `AWS::ApiGateway::GatewayResponse`. */
export const gatewayResponse: ResourceType = {
  applied: ['RestApiId', 'ResponseType', 'StatusCode', 'ResponseParameters', 'ResponseTemplates'],
  create(resource, deployment) {
    const { properties } = resource;
    const responseType = properties.text('ResponseType');
    const statusCode = properties.number('StatusCode');
    draftOf(resource, deployment).responses.set(responseType, {
      responseType,
      ...(statusCode === undefined ? {} : { statusCode }),
      responseParameters: properties.textMap('ResponseParameters'),
      responseTemplates: properties.textMap('ResponseTemplates'),
    });
    return { ref: resource.physicalId.short(), attributes: { Id: resource.physicalId.short() } };
  },
};

/** `AWS::ApiGateway::Account`: the role for execution logs, which the twin does not write. */
export const restApiAccount: ResourceType = {
  applied: ['CloudWatchRoleArn'],
  create: (resource) => ({ ref: resource.physicalId.short(), attributes: { Id: resource.physicalId.short() } }),
};

/** `AWS::ApiGateway::DomainName`. */
export const domainName: ResourceType = {
  applied: [],
  harmless: [
    'DomainName',
    'CertificateArn',
    'RegionalCertificateArn',
    'EndpointConfiguration',
    'SecurityPolicy',
    'EndpointAccessMode',
    'MutualTlsAuthentication',
    'OwnershipVerificationCertificateArn',
    'Tags',
    'RoutingMode',
  ],
  notice: 'custom domains are not served by the twin; call its loopback URL',
  create(resource) {
    const name = resource.properties.text('DomainName');
    const regional = `d-${resource.physicalId.short()}.execute-api.${resource.stack.region}.amazonaws.com`;
    return {
      ref: name,
      attributes: {
        RegionalDomainName: regional,
        RegionalHostedZoneId: 'Z00000000000000000000',
        DistributionDomainName: `${resource.physicalId.short(14)}.cloudfront.net`,
        DistributionHostedZoneId: 'Z2FDTNDATAQYW2',
        DomainNameArn: `arn:aws:apigateway:${resource.stack.region}::/domainnames/${name}`,
      },
    };
  },
};

/** `AWS::ApiGateway::BasePathMapping`. */
export const basePathMapping: ResourceType = {
  applied: [],
  harmless: ['DomainName', 'BasePath', 'RestApiId', 'Stage', 'Id'],
  notice: 'custom domains are not served by the twin; call its loopback URL',
  create: (resource) => ({ ref: resource.physicalId.short() }),
};
