import type { aws_kms as kms, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';

/** Where audit records go. */
export interface AuditLogOptions {
  /**
   * A log group that exists; the other options are then its owner's.
   *
   * @default - a new one
   */
  readonly logGroup?: logs.ILogGroup;
  /**
   * How long records are kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;
  /**
   * Key that encrypts it. CloudWatch Logs is let use a key of the app; the policy of an imported one must do so.
   *
   * @default - the service's own key
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * What happens to it when the stack goes.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
