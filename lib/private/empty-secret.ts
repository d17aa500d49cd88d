import { type aws_kms as kms, aws_secretsmanager as secretsmanager, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface EmptySecretProps {
  readonly description: string;
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
  return secretsmanager.Secret.fromSecretAttributes(scope, `${id}Secret`, {
    secretCompleteArn: resource.ref,
    encryptionKey: props.encryptionKey,
  });
}
