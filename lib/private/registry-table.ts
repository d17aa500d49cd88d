import { aws_dynamodb as dynamodb, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PARTITION_KEY, SORT_KEY, TIME_TO_LIVE } from '../../lambda/contract/registry-records';
import type { RegistryOptions } from '../registry-options';
import { acknowledge } from './acknowledge';

/** The customer's key that encrypts the registry; none where it is DynamoDB's. */
export function registryKey({ table, encryptionKey }: RegistryOptions = {}): kms.IKey | undefined {
  return encryptionKey ?? table?.encryptionKey;
}

/** The given table, or a new one. */
export function registryTable(scope: Construct, options: RegistryOptions = {}): dynamodb.ITable {
  if (options.table !== undefined) {
    return options.table;
  }
  const removalPolicy = options.removalPolicy ?? RemovalPolicy.RETAIN;
  const pointInTimeRecovery = options.pointInTimeRecovery ?? true;
  const table = new dynamodb.Table(scope, 'Registry', {
    partitionKey: { name: PARTITION_KEY, type: dynamodb.AttributeType.STRING },
    sortKey: { name: SORT_KEY, type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: TIME_TO_LIVE,
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption:
      options.encryptionKey === undefined
        ? dynamodb.TableEncryption.DEFAULT
        : dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: options.encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: pointInTimeRecovery },
    deletionProtection: options.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
  });
  acknowledge(table, {
    noBackupPlan: pointInTimeRecovery
      ? "Point-in-time recovery restores any second of 35 days; a backup plan is the account's and may include this table."
      : undefined,
    tableServiceKey:
      options.encryptionKey === undefined
        ? "DynamoDB encrypts it, and it holds digests of tokens, no credential; registry.encryptionKey names one's own key."
        : undefined,
  });
  return table;
}
