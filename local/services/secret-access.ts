import type { Refusal, Requirement } from '../permissions/access-guard';
import { keyArnOf } from '../permissions/key-arn';
import type { SecretPlace } from './secret-operations';
import type { SecretStore, StoredSecret } from './secret-store';
import { ServiceError } from './service-error';

/** Operations without a secret to name. */
const UNBOUND = ['ListSecrets', 'GetRandomPassword'];
/**
 * What a customer's key is used for, by operation.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html (2026-11-24)
 */
const KEY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  CreateSecret: ['kms:GenerateDataKey', 'kms:Decrypt'],
  GetSecretValue: ['kms:Decrypt'],
  PutSecretValue: ['kms:GenerateDataKey', 'kms:Decrypt'],
};

/**
 * Permissions that an operation needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html (2026-11-24)
 */
export function secretRequirements(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  store: SecretStore,
  place: SecretPlace,
): Requirement[] {
  const action = `secretsmanager:${operation}`;
  if (UNBOUND.includes(operation)) return [{ action, resource: '*' }];
  const id = String(input['SecretId'] ?? input['Name'] ?? '');
  const secret = operation === 'CreateSecret' ? undefined : found(store, id);
  const arn = secret?.arn ?? namedArn(id, place);
  const named = operation === 'CreateSecret' ? input['KmsKeyId'] : secret?.kmsKeyId;
  const key = typeof named === 'string' ? keyArnOf(named, place.region, place.accountId) : undefined;
  const keyActions = key === undefined ? [] : (KEY_ACTIONS[operation] ?? []);
  return [
    { action, resource: arn },
    ...keyActions.map((one) => ({
      action: one,
      resource: key as string,
      context: {
        'kms:CallerAccount': [place.accountId],
        'kms:ViaService': [`secretsmanager.${arn.split(':')[3]}.amazonaws.com`],
        'kms:EncryptionContext:SecretARN': [arn],
      },
    })),
  ];
}

function found(store: SecretStore, id: string): StoredSecret | undefined {
  try {
    return store.find(id);
  } catch {
    return undefined;
  }
}

/** Nobody knows the six characters at the end of an ARN that is not there yet. */
function namedArn(id: string, { region, accountId }: SecretPlace): string {
  return id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}-000000`;
}

/** Secrets Manager's own errors. */
export function secretRefusal({ kind, message, requirement }: Refusal): ServiceError {
  if (kind === 'unsigned') return new ServiceError('MissingAuthenticationTokenException', message);
  if (kind === 'unknown credentials') return new ServiceError('UnrecognizedClientException', message);
  // It does not say which key, nor which permission.
  const text = requirement?.action.startsWith('kms:') ? 'Access to KMS is not allowed' : message;
  return new ServiceError('AccessDeniedException', text);
}
