import type { ResourceType } from '../resource-type';

/** `AWS::DynamoDB::Table`. Capacity is not enforced. */
export const dynamodbTable: ResourceType = {
  applied: ['TableName', 'KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'],
  harmless: [
    'BillingMode',
    'ProvisionedThroughput',
    'OnDemandThroughput',
    'WarmThroughput',
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'DeletionProtectionEnabled',
    'Tags',
    'TableClass',
    'ContributorInsightsSpecification',
    'ResourcePolicy',
  ],
  notApplied: { TimeToLiveSpecification: 'the deletion of expired items' },
  async create(resource, deployment) {
    const { properties } = resource;
    const name = properties.optionalText('TableName') ?? resource.physicalId.name();
    const arn = resource.arn('dynamodb', `table/${name}`);
    await deployment.target.createTable({
      logicalId: resource.logicalId,
      stack: resource.stack.name,
      name,
      arn,
      keySchema: properties.list('KeySchema'),
      attributeDefinitions: properties.list('AttributeDefinitions'),
      ...indexesOf(properties.nestedList('GlobalSecondaryIndexes'), 'globalSecondaryIndexes'),
      ...indexesOf(properties.nestedList('LocalSecondaryIndexes'), 'localSecondaryIndexes'),
    });
    return { ref: name, attributes: { Arn: arn } };
  },
};

function indexesOf(
  indexes: readonly { readonly values: Readonly<Record<string, unknown>> }[],
  name: string,
): Record<string, unknown[]> {
  if (indexes.length === 0) return {};
  // Capacity settings of an index belong to a billing mode that the twin does not have.
  return {
    [name]: indexes.map(({ values: { IndexName, KeySchema, Projection } }) => ({ IndexName, KeySchema, Projection })),
  };
}
