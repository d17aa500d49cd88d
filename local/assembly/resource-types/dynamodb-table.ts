import { policyOf } from '../declared-policy';
import type { DeclaredResource, Deployment, ResourceType } from '../resource-type';
import { namedKey } from './named-key';

/** `AWS::DynamoDB::Table`. Capacity is not enforced. */
export const dynamodbTable: ResourceType = {
  applied: [
    'TableName',
    'KeySchema',
    'AttributeDefinitions',
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    'SSESpecification',
    'ResourcePolicy',
  ],
  harmless: [
    'BillingMode',
    'ProvisionedThroughput',
    'OnDemandThroughput',
    'WarmThroughput',
    'PointInTimeRecoverySpecification',
    'DeletionProtectionEnabled',
    'Tags',
    'TableClass',
    'ContributorInsightsSpecification',
  ],
  notApplied: { TimeToLiveSpecification: 'the deletion of expired items' },
  async create(resource, deployment) {
    const { properties } = resource;
    const name = properties.optionalText('TableName') ?? resource.physicalId.name();
    const arn = resource.arn('dynamodb', `table/${name}`);
    const policy = properties.nested('ResourcePolicy');
    if (policy !== undefined) {
      const content = policy.values['PolicyDocument'];
      deployment.target.addResourcePolicy(arn, policyOf(resource, 'ResourcePolicy.PolicyDocument', content));
    }
    await deployment.target.createTable({
      logicalId: resource.logicalId,
      stack: resource.stack.name,
      name,
      arn,
      keySchema: properties.list('KeySchema'),
      attributeDefinitions: properties.list('AttributeDefinitions'),
      ...indexesOf(properties.nestedList('GlobalSecondaryIndexes'), 'globalSecondaryIndexes'),
      ...indexesOf(properties.nestedList('LocalSecondaryIndexes'), 'localSecondaryIndexes'),
      ...encryptionKeyOf(resource, deployment),
    });
    return { ref: name, attributes: { Arn: arn } };
  },
};

/** Only a customer's key asks for permissions of those who use the table. */
function encryptionKeyOf(resource: DeclaredResource, deployment: Deployment): { encryptionKeyArn?: string } {
  const named = resource.properties.nested('SSESpecification')?.optionalText('KMSMasterKeyId');
  const encryptionKeyArn = namedKey(named, resource, deployment);
  return encryptionKeyArn === undefined ? {} : { encryptionKeyArn };
}

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
