import { policyOf } from '../declared-policy';
import type { DeclaredResource, ResourceType } from '../resource-type';

const nameOf = ({ properties, physicalId }: DeclaredResource, property: string, maxLength?: number): string =>
  properties.optionalText(property) ?? physicalId.name(maxLength);

/** `AWS::IAM::Role`. Who may take it on is not evaluated: functions have the role that their template names. */
export const role: ResourceType = {
  applied: 'any',
  create(resource, deployment) {
    const { properties, stack, logicalId, place } = resource;
    const name = nameOf(resource, 'RoleName', 64);
    const arn = `arn:aws:iam::${stack.accountId}:role${properties.optionalText('Path') ?? '/'}${name}`;
    deployment.roles.add(arn);
    deployment.target.addRole({
      stack: stack.name,
      logicalId,
      place,
      arn,
      name,
      policies: properties
        .nestedList('Policies')
        .map(({ values }, index) => policyOf(resource, `Policies[${index}].PolicyDocument`, values['PolicyDocument'])),
      managedPolicyArns: properties.texts('ManagedPolicyArns'),
      bounded: properties.has('PermissionsBoundary'),
    });
    return { ref: name, attributes: { Arn: arn, RoleId: `AROA${resource.physicalId.short(17).toUpperCase()}` } };
  },
};

/** `AWS::IAM::Policy`. */
export const policy: ResourceType = {
  applied: 'any',
  create(resource, deployment) {
    const { properties } = resource;
    const content = properties.values['PolicyDocument'];
    deployment.target.addPolicy(policyOf(resource, 'PolicyDocument', content), properties.texts('Roles'));
    const name = nameOf(resource, 'PolicyName');
    return { ref: name, attributes: { Id: name } };
  },
};

/** `AWS::IAM::ManagedPolicy`. */
export const managedPolicy: ResourceType = {
  applied: 'any',
  create(resource, deployment) {
    const { properties, stack } = resource;
    const arn = `arn:aws:iam::${stack.accountId}:policy/${nameOf(resource, 'ManagedPolicyName')}`;
    const content = properties.values['PolicyDocument'];
    deployment.target.addPolicy(policyOf(resource, 'PolicyDocument', content), properties.texts('Roles'), arn);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
};

/** `AWS::KMS::Key`: its policy counts, and it encrypts nothing. */
export const key: ResourceType = {
  applied: 'any',
  notice: 'KMS keys encrypt nothing in the twin; who may use them is evaluated',
  create(resource, deployment) {
    const { properties, stack } = resource;
    const id = resource.physicalId.uuid();
    const arn = resource.arn('kms', `key/${id}`);
    const content = properties.values['KeyPolicy'] ?? {
      Version: '2012-10-17',
      // What KMS gives a key that comes without a policy.
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${stack.accountId}:root` }, Action: 'kms:*', Resource: '*' },
      ],
    };
    deployment.target.addResourcePolicy(arn, policyOf(resource, 'KeyPolicy', content));
    return { ref: id, attributes: { KeyId: id, Arn: arn } };
  },
};

/** `AWS::SecretsManager::ResourcePolicy`. */
export const secretPolicy: ResourceType = {
  applied: 'any',
  create(resource, deployment) {
    const { properties } = resource;
    const content = properties.values['ResourcePolicy'];
    deployment.target.addResourcePolicy(properties.text('SecretId'), policyOf(resource, 'ResourcePolicy', content));
    return { ref: resource.physicalId.name() };
  },
};
