import type { CreatedResource, DeclaredResource, ResourceType } from '../resource-type';

/** A type whose whole effect lies outside what the twin runs: it only has to give names to others. */
function named(create: (resource: DeclaredResource) => CreatedResource, notice?: string): ResourceType {
  return { applied: 'any', ...(notice === undefined ? {} : { notice }), create };
}

const nameOf = (resource: DeclaredResource, property: string, maxLength?: number) =>
  resource.properties.optionalText(property) ?? resource.physicalId.name(maxLength);

const keyAlias = named((resource) => ({ ref: resource.properties.text('AliasName') }));

const logGroup = named((resource) => {
  const name = nameOf(resource, 'LogGroupName');
  return { ref: name, attributes: { Arn: resource.arn('logs', `log-group:${name}:*`) } };
});

const metricFilter = named(
  (resource) => ({ ref: resource.physicalId.name() }),
  'metric filters, alarms and dashboards do nothing in the twin',
);

const alarm = named((resource) => {
  const name = nameOf(resource, 'AlarmName');
  return { ref: name, attributes: { Arn: resource.arn('cloudwatch', `alarm:${name}`) } };
}, 'metric filters, alarms and dashboards do nothing in the twin');

const dashboard = named(
  (resource) => ({ ref: nameOf(resource, 'DashboardName') }),
  'metric filters, alarms and dashboards do nothing in the twin',
);

const ssmParameter = named(
  (resource) => ({
    ref: nameOf(resource, 'Name'),
    attributes: { Type: resource.properties.optionalText('Type'), Value: resource.properties.optionalText('Value') },
  }),
  'Parameter Store is not served by the twin: declared parameters give their names and values to the template only',
);

const webAclAssociation = named(
  (resource) => ({ ref: resource.physicalId.name() }),
  'AWS WAF is not applied by the twin',
);

const rotationSchedule = named(
  (resource) => ({
    ref: resource.properties.text('SecretId'),
    attributes: { Id: resource.properties.text('SecretId') },
  }),
  'rotation schedules are not run by the twin: secrets keep the value they have',
);

const cdkMetadata = named((resource) => ({ ref: resource.physicalId.name() }));

/** Types that the twin accepts with any property, because nothing that it runs depends on them. */
export const surroundings: Readonly<Record<string, ResourceType>> = {
  'AWS::CDK::Metadata': cdkMetadata,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::Dashboard': dashboard,
  'AWS::KMS::Alias': keyAlias,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::MetricFilter': metricFilter,
  'AWS::SecretsManager::RotationSchedule': rotationSchedule,
  'AWS::SSM::Parameter': ssmParameter,
  'AWS::WAFv2::WebACLAssociation': webAclAssociation,
};
