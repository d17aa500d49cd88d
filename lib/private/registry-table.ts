import { aws_dynamodb as dynamodb, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PARTITION_KEY, SORT_KEY, TIME_TO_LIVE } from '../../lambda/contract/registry-records';
import type { RegistryOptions } from '../registry-options';

/** The given table, or a new one. */
export function registryTable(scope: Construct, options: RegistryOptions = {}): dynamodb.ITable {
  if (options.table !== undefined) {
    return options.table;
  }
  const removalPolicy = options.removalPolicy ?? RemovalPolicy.RETAIN;
  return new dynamodb.Table(scope, 'Registry', {
    partitionKey: { name: PARTITION_KEY, type: dynamodb.AttributeType.STRING },
    sortKey: { name: SORT_KEY, type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: TIME_TO_LIVE,
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption:
      options.encryptionKey === undefined
        ? dynamodb.TableEncryption.DEFAULT
        : dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: options.encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: options.pointInTimeRecovery ?? true },
    deletionProtection: options.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
  });
}
