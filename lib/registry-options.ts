import type { aws_dynamodb as dynamodb, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';

/** The table of proxy users, tokens, policies and revocations. */
export interface RegistryOptions {
  /**
   * A table that exists, with the text keys `pk` and `sk`; the other options but `encryptionKey` are then its owner's.
   *
   * @default - a new one, paid per request
   */
  readonly table?: dynamodb.ITable;
  /**
   * Key that encrypts it.
   *
   * @default - the given table's, as far as its construct knows it; for a new one a key that DynamoDB owns
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * What happens to it when the stack goes. Without it every proxy user and every revocation is lost.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether it can be restored to any second of the last 35 days.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;
  /**
   * Whether DynamoDB refuses to delete it.
   *
   * @default - true, unless `removalPolicy` is DESTROY
   */
  readonly deletionProtection?: boolean;
}
