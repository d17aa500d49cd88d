import { type aws_kms as kms, aws_secretsmanager as secretsmanager, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge';

/** What is said of a secret at the secret. */
export interface SecretWords {
  readonly description: string;
  /** Why nothing rotates it on a schedule. */
  readonly notRotated: string;
}

export interface EmptySecretProps extends SecretWords {
  readonly encryptionKey?: kms.IKey;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** A secret without a value: the L2 construct would fill it with a random password, which nobody knows. */
export function emptySecret(scope: Construct, id: string, props: EmptySecretProps): secretsmanager.ISecret {
  const resource = new secretsmanager.CfnSecret(scope, id, {
    description: props.description,
    kmsKeyId: props.encryptionKey?.keyArn,
  });
  resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
  acknowledge(resource, {
    noRotation: props.notRotated,
    secretServiceKey:
      props.encryptionKey === undefined
        ? "Secrets Manager encrypts it with the account's key, which no other account can use; an option names one's own."
        : undefined,
  });
  return secretsmanager.Secret.fromSecretAttributes(scope, `${id}Secret`, {
    secretCompleteArn: resource.ref,
    encryptionKey: props.encryptionKey,
  });
}
