import { generatePassword } from '../../services/random-password';
import type { ResourceProperties } from '../resource-properties';
import type { ResourceType } from '../resource-type';
import { namedKey } from './named-key';

/** `AWS::SecretsManager::Secret`; without `SecretString` and `GenerateSecretString` it stays empty. */
export const secret: ResourceType = {
  applied: ['Name', 'Description', 'KmsKeyId', 'SecretString', 'GenerateSecretString'],
  harmless: ['Tags', 'Type'],
  notApplied: { ReplicaRegions: 'replicas in other Regions' },
  create(resource, deployment) {
    const { properties } = resource;
    const name = properties.optionalText('Name') ?? resource.physicalId.name();
    const arn = resource.arn('secretsmanager', `secret:${name}-${resource.physicalId.suffix()}`);
    const generate = properties.nested('GenerateSecretString');
    const initialValue = properties.optionalText('SecretString') ?? (generate && generatedValue(generate));
    const description = properties.optionalText('Description');
    const kmsKeyId = properties.optionalText('KmsKeyId');
    namedKey(kmsKeyId, resource, deployment);
    deployment.target.createSecret({
      logicalId: resource.logicalId,
      stack: resource.stack.name,
      name,
      arn,
      ...(description === undefined ? {} : { description }),
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(initialValue === undefined ? {} : { initialValue }),
    });
    return { ref: arn, attributes: { Id: arn } };
  },
};

function generatedValue(rules: ResourceProperties): string {
  const password = generatePassword({
    passwordLength: rules.number('PasswordLength'),
    excludeCharacters: rules.optionalText('ExcludeCharacters'),
    excludeLowercase: rules.flag('ExcludeLowercase'),
    excludeUppercase: rules.flag('ExcludeUppercase'),
    excludeNumbers: rules.flag('ExcludeNumbers'),
    excludePunctuation: rules.flag('ExcludePunctuation'),
    includeSpace: rules.flag('IncludeSpace'),
    requireEachIncludedType: rules.flag('RequireEachIncludedType'),
  });
  const key = rules.optionalText('GenerateStringKey');
  if (key === undefined) return password;
  let template: unknown;
  try {
    template = JSON.parse(rules.optionalText('SecretStringTemplate') ?? '{}');
  } catch {
    return rules.fail('SecretStringTemplate', 'is not JSON', 'Correct it');
  }
  return JSON.stringify({ ...(template as object), [key]: password });
}
